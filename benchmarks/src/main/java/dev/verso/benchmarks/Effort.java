package dev.verso.benchmarks;

/**
 * How long and how much is measured.
 *
 * @param warmUpNanos for how long a comparison runs before it counts
 * @param measuredNanos for how long it counts, preparations included
 * @param blockNanos about how long a block takes
 * @param longKey revisions of the key that is compared with one of ten
 * @param storedRevisions how many revisions the memory is divided by
 */
record Effort(long warmUpNanos, long measuredNanos, long blockNanos, int longKey, int storedRevisions) {

    private static final long MILLIS = 1_000_000;

    /** For figures that mean something: about three minutes for all. */
    static Effort full() {
        return new Effort(600 * MILLIS, 2800 * MILLIS, 4 * MILLIS, 100_000, 200_000);
    }

    /** For the compiler to see every path before the first comparison that counts. */
    static Effort rehearsal() {
        return new Effort(250 * MILLIS, 50 * MILLIS, MILLIS, 1000, 2000);
    }

    /** For finding out whether everything still works: the figures mean nothing. */
    static Effort quick() {
        return new Effort(4 * MILLIS, 8 * MILLIS, MILLIS / 5, 500, 2000);
    }
}
