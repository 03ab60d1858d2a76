package dev.verso;

/** How strong reads are; writes and refusals are linearizable in every mode (LOCK-06). */
public enum ReadMode {
    /** A read sees every write that was acknowledged before the read began. */
    LINEARIZABLE,
    /**
     * A read sees what will never be rolled back, but may be old for as long as a deposed primary of the backend still
     * answers.
     */
    MAJORITY
}
