package dev.verso;

import java.util.OptionalLong;

/**
 * The rules of version numbers and their text.
 *
 * <p>A version is a positive {@code long} inside and a decimal string, the version id, at the interface. Stateless and
 * thread-safe.
 */
public final class Versions {

    /** The first version of a key that was never erased (VER-01). */
    public static final long FIRST = 1;

    /** The last version: a write on a head of this version is refused (VER-08). */
    public static final long LAST = Long.MAX_VALUE - 1;

    private static final int LONGEST_ID = 19;

    private Versions() {}

    /**
     * Reads a version id.
     *
     * @param versionId any text
     * @return the version; empty if the text is not the canonical decimal form of a positive {@code long}, and so equals
     *     no version: {@code ""}, {@code "007"}, {@code "+1"}, {@code "1.0"} (VER-06)
     */
    public static OptionalLong parse(String versionId) {
        int length = versionId.length();
        if (length == 0 || length > LONGEST_ID || versionId.charAt(0) == '0') {
            return OptionalLong.empty();
        }
        long version = 0;
        for (int i = 0; i < length; i++) {
            int digit = versionId.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            version = version * 10 + digit;
        }
        // Nineteen digits overflow by less than the whole range, so an overflow is always negative.
        return version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /**
     * Writes a version id.
     *
     * @param version the version
     * @return its canonical decimal form
     */
    public static String format(long version) {
        return Long.toString(version);
    }
}
