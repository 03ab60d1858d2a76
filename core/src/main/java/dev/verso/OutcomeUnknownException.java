package dev.verso;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the backend was lost, or timed out, with a write in flight: it may have taken effect or not (ERR-03).
 *
 * <p>To settle it, look for the write id with {@link VersionedStorage#findWrite}. If it is found, the write took effect. If
 * not, that is still open until the version that it would have taken carries another id (ERR-05). A conditional write that
 * had a write id of the caller's own can simply be repeated (ERR-06).
 */
public final class OutcomeUnknownException extends BackendException {

    private static final long serialVersionUID = 1L;

    private final transient List<UnsettledWrite> writes;
    /** Whether the same call, unchanged, cannot take effect twice. */
    private final boolean retryable;

    /**
     * Makes the exception as an adapter throws it: the engine, which knows what was to be written, adds the writes.
     *
     * @param message says what happened to the connection
     * @param cause the driver's exception, if there is one
     */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.writes = List.of();
        this.retryable = false;
    }

    /**
     * Makes the exception as an application sees it.
     *
     * @param writes what was in flight
     * @param retryable whether the same call, unchanged, cannot take effect twice
     * @param cause what ended the wait for the outcome
     */
    public OutcomeUnknownException(List<UnsettledWrite> writes, boolean retryable, @Nullable Throwable cause) {
        super(
                "It is not known whether this took effect: "
                        + writes.stream().limit(3).map(UnsettledWrite::toString).collect(Collectors.joining("; "))
                        + (writes.size() > 3 ? " and " + (writes.size() - 3) + " more" : "")
                        + ". Look for the write id to find out",
                cause);
        this.writes = List.copyOf(writes);
        this.retryable = retryable;
    }

    /**
     * Gives what was in flight: one write, or every entry of a batch (BAT-05).
     *
     * @return the writes in the caller's order
     */
    public List<UnsettledWrite> writes() {
        return writes;
    }

    /** Tells whether the same call, unchanged, cannot take effect twice: true for conditional writes only. */
    @Override
    public boolean isRetryable() {
        return retryable;
    }

    /** True. */
    @Override
    public boolean isOutcomeUnknown() {
        return true;
    }

    /**
     * A write whose outcome is not known.
     *
     * @param key the key
     * @param condition what the write required of the head, in words
     * @param writeId the write id to look for
     */
    public record UnsettledWrite(ResourceKey key, String condition, UUID writeId) {

        /** Checks that no part is missing. */
        public UnsettledWrite {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(condition, "condition");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public String toString() {
            return "write " + writeId + " of " + key + " (" + condition + ")";
        }
    }
}
