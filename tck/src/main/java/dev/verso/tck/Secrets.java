package dev.verso.tck;

import org.jspecify.annotations.Nullable;

/** Words that are easy to find where they must not be: in messages, and in what an erasure left. */
final class Secrets {

    private static final String PREFIX = "secret-";

    private Secrets() {}

    static String word(long seed, int number) {
        return PREFIX + Long.toHexString(seed ^ (number * 0x9E3779B97F4A7C15L));
    }

    static boolean leak(@Nullable String text) {
        return text != null && text.contains(PREFIX);
    }
}
