package dev.verso.tck.cli;

import java.util.Collection;
import java.util.stream.Collectors;

/** Puts words of others where they do no harm: on a terminal, and into a shell's command. Stateless. */
final class Words {

    private Words() {}

    /** Gives a text in one line, without what steers a terminal. */
    static String line(String text) {
        return plain(text.replaceAll("[\\r\\n\\t]+", " "));
    }

    /** Gives a text with its lines, without what steers a terminal: that is shown as an escape. */
    static String plain(String text) {
        return text.codePoints()
                .mapToObj(c -> isHarmless(c) ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    private static boolean isHarmless(int c) {
        return c == '\n'
                || switch (Character.getType(c)) {
                    // Those of Unicode that turn the direction of writing are formats.
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }

    /** Gives a word as a shell takes it for one, whatever is in it. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    static String quoted(Collection<String> words) {
        return quoted(String.join(",", words));
    }
}
