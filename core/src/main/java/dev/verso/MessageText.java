package dev.verso;

/** Text of a caller's own within a message: short and printable, whatever was given. */
final class MessageText {

    private static final int LONGEST = 64;

    private MessageText() {}

    static String quote(String given) {
        boolean printable = given.chars().allMatch(c -> c >= ' ' && c <= '~');
        return given.length() <= LONGEST && printable
                ? '"' + given + '"'
                : "the given text of " + given.length() + " characters";
    }
}
