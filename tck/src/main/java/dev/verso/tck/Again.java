package dev.verso.tck;

/**
 * How what was found is seen again: the command of whoever runs the kit, Maven unless a system property says another one.
 * Stateless.
 */
final class Again {

    /** A command with the words {check}, {seed}; what runs the kit without Maven sets it. */
    static final String PROPERTY = "verso.tck.again";

    /** What to put before {@code lin check}; what runs the kit without Maven sets it. */
    static final String LIN_PROPERTY = "verso.tck.again.lin";

    private Again() {}

    /** Gives the command that runs one check again. */
    static String check(String testClass, String check) {
        String command = System.getProperty(PROPERTY);
        return command == null
                ? "mvn test -Dtest=" + quoted(testClass + '#' + check) + seed(Seed.told()) + deep()
                : filled(command, check, Seed.told());
    }

    /** Gives the command that begins a deep run with the round of a seed, by a check that goes on with such rounds. */
    static String round(String check, long seed) {
        String command = System.getProperty(PROPERTY);
        return command == null
                ? "mvn test -Dtest=" + quoted("*#" + check) + seed(seed) + " -D" + DeepRun.PROPERTY + "=PT1S"
                : filled(command, check, seed);
    }

    /** Gives the command that tells again what a saved history shows. */
    static String history(Object file) {
        return System.getProperty(LIN_PROPERTY, "") + "lin check " + quoted(file.toString());
    }

    private static String filled(String command, String check, long seed) {
        return command.replace("{check}", check).replace("{seed}", Long.toString(seed));
    }

    private static String seed(long seed) {
        return " -D" + Seed.PROPERTY + '=' + seed;
    }

    private static String deep() {
        String deep = System.getProperty(DeepRun.PROPERTY);
        return deep == null ? "" : " -D" + DeepRun.PROPERTY + '=' + quoted(deep);
    }

    /** As a shell takes it for one word: it would see a variable in the name of a nested class, and files in a star. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,=@%+#-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
