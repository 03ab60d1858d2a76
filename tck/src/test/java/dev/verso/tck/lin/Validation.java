package dev.verso.tck.lin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Compares the checker with the brute-force search on random small histories. {@code main} takes how many, and a seed:
 *
 * <pre>{@code
 * mvn -q -pl tck test-compile && java -cp "$(…class path of tck's tests…)" dev.verso.tck.lin.Validation 500000 1
 * }</pre>
 *
 * @param histories how many were compared
 * @param linearizable how many of them are linearizable
 * @param withUnknown how many have an operation of unknown outcome
 * @param disagreements those that the two judge differently
 */
record Validation(int histories, int linearizable, int withUnknown, List<History> disagreements) {

    static Validation of(int histories, long seed) {
        Random random = new Random(seed);
        int linearizable = 0;
        int withUnknown = 0;
        List<History> disagreements = new ArrayList<>();
        for (int i = 0; i < histories; i++) {
            SmallHistories source = new SmallHistories(new Random(random.nextLong()));
            History history = source.valid();
            boolean mustBe = i % 4 == 0;
            history = mustBe ? history : source.corrupted(history);
            boolean possible = BruteForce.isLinearizable(history);
            boolean accepted = LinearizabilityChecker.check(history) instanceof Verdict.Linearizable;
            if (possible != accepted || mustBe && !possible) {
                disagreements.add(history);
            }
            linearizable += possible ? 1 : 0;
            withUnknown +=
                    history.operations().stream().anyMatch(operation -> operation.outcome() instanceof Outcome.Unknown)
                            ? 1
                            : 0;
        }
        return new Validation(histories, linearizable, withUnknown, disagreements);
    }

    /**
     * Compares and prints the result.
     *
     * @param arguments how many histories, and a seed
     */
    public static void main(String[] arguments) {
        int histories = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        Validation validation = of(histories, seed);
        System.out.printf(
                "seed %d: %d histories, %d linearizable, %d with unknown outcomes, %d disagreements%n",
                seed,
                histories,
                validation.linearizable(),
                validation.withUnknown(),
                validation.disagreements().size());
        validation.disagreements().stream().limit(3).forEach(history -> {
            System.out.println(HistoryFile.text(history));
            System.out.println(LinearizabilityChecker.check(history));
        });
        System.exit(validation.disagreements().isEmpty() ? 0 : 1);
    }
}
