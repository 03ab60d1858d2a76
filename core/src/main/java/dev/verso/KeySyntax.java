package dev.verso;

import java.util.Objects;

/** The syntax that all three parts of a key obey (KEY-01). */
final class KeySyntax {

    static final int MAX_LENGTH = 128;

    /** By character: every call of every operation asks this of every character of its key. */
    private static final boolean[] ALLOWED = allowed();

    private KeySyntax() {}

    static String require(String part, String value) {
        Objects.requireNonNull(value, part);
        if (value.isEmpty()) {
            throw new InvalidKeyException("The " + part + " is empty; give 1 to 128 characters of A-Z a-z 0-9 . _ ~ -");
        }
        if (value.length() > MAX_LENGTH) {
            throw new InvalidKeyException(
                    "The " + part + " has " + value.length() + " characters; at most 128 are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new InvalidKeyException(String.format(
                        "The %s has the character U+%04X at index %d; only A-Z a-z 0-9 . _ ~ - are allowed",
                        part, (int) value.charAt(i), i));
            }
        }
        if (value.equals(".") || value.equals("..")) {
            throw new InvalidKeyException("The " + part + " must not be . or .., which paths give another meaning");
        }
        return value;
    }

    private static boolean isAllowed(char c) {
        return c < ALLOWED.length && ALLOWED[c];
    }

    private static boolean[] allowed() {
        boolean[] allowed = new boolean[128];
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-"
                .chars()
                .forEach(c -> allowed[c] = true);
        return allowed;
    }
}
