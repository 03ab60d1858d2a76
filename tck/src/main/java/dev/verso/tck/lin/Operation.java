package dev.verso.tck.lin;

import java.util.Objects;

/**
 * One operation on one key: who asked for what, when, and how it ended.
 *
 * <p>Immutable and thread-safe. Times are nanoseconds of one clock that never goes back, such as
 * {@link System#nanoTime()}, taken before the call and after its return; operations of one history share the clock.
 *
 * @param process the thread or process that called; it need not be sequential
 * @param instance the storage instance that was called, in any words
 * @param key the key, in any words
 * @param call what was asked for
 * @param outcome how it ended
 * @param invoked the time before the call
 * @param returned the time after the return; not before {@code invoked}, and {@link #NEVER} if it did not return
 */
public record Operation(
        int process, String instance, String key, Call call, Outcome outcome, long invoked, long returned) {

    /** The return time of an operation that did not return. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if it returned before it was invoked, if it did not return but its outcome is
     *     known, or if the outcome is one of a read for a write, or the other way round
     */
    public Operation {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(key, "key");
        if (returned < invoked) {
            throw new IllegalArgumentException("\"returned\" " + returned + " is before \"invoked\" " + invoked);
        }
        if (returned == NEVER && !(outcome instanceof Outcome.Unknown)) {
            throw new IllegalArgumentException("An operation that did not return has no outcome but unknown");
        }
        if (call.kind().isWrite() ? isOfReads(outcome) : isOfWrites(outcome)) {
            throw new IllegalArgumentException(call.kind().label() + " cannot have the outcome " + outcome);
        }
    }

    private static boolean isOfReads(Outcome outcome) {
        return outcome instanceof Outcome.Found
                || outcome instanceof Outcome.Empty
                || outcome instanceof Outcome.Current
                || outcome instanceof Outcome.Exists
                || outcome instanceof Outcome.Listed;
    }

    private static boolean isOfWrites(Outcome outcome) {
        return !isOfReads(outcome) && !(outcome instanceof Outcome.Rejected) && !(outcome instanceof Outcome.Unlawful);
    }

    /** Gives the operation in words, without ids and digests. */
    @Override
    public String toString() {
        return "process " + process + " on " + instance + ": " + call + " of " + key + " -> " + outcome;
    }
}
