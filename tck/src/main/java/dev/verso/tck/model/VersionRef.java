package dev.verso.tck.model;

import java.util.List;
import java.util.Random;

/**
 * A version that a command names by where it lies, so that the command keeps its sense when others before it are left out.
 *
 * @param offset how far from the key's last slot; nothing if there is a text
 * @param text a text that is no version; empty for a place
 */
record VersionRef(int offset, String text) {

    private static final List<String> MALFORMED =
            List.of("abc", "0", "-1", "+1", "007", "1.0", "9223372036854775808", "*", "W/3");

    static VersionRef last(int offset) {
        return new VersionRef(offset, "");
    }

    static VersionRef malformed(Random random) {
        return new VersionRef(0, MALFORMED.get(random.nextInt(MALFORMED.size())));
    }

    String of(KeyModel key) {
        return text.isEmpty() ? Long.toString(key.last() + offset) : text;
    }
}
