package dev.verso.tck;

/** How binding a rule is, in the sense of RFC 2119. */
public enum Level {
    /** Every backend obeys it. */
    MUST,
    /** A backend has a good reason where it does not. */
    SHOULD
}
