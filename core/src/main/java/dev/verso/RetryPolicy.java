package dev.verso;

import java.time.Duration;
import java.util.Objects;

/**
 * How often, and after what pauses, a write that lost a race is tried again (LOCK-03).
 *
 * <p>Immutable and thread-safe. The pause before try k + 1 is drawn evenly from zero to {@code firstPause * 2^(k-1)},
 * capped at {@code longestPause}: full jitter. A batch's pauses grow with the number of its entries, because a lost batch
 * wastes more.
 *
 * @param maxAttempts the most tries, the first included; at least 1
 * @param firstPause the bound of the first pause; not negative
 * @param longestPause the bound of any pause; not below {@code firstPause}, at most one minute
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And
 *     Jitter</a>
 */
public record RetryPolicy(int maxAttempts, Duration firstPause, Duration longestPause) {

    /** Carries well over 16 concurrent writers of one key: 200 tries, pauses from 1 ms to 100 ms. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(200, Duration.ofMillis(1), Duration.ofMillis(100));

    /** Never tries again. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the ranges.
     *
     * @throws InvalidArgumentException if a part is out of its range
     */
    public RetryPolicy {
        Objects.requireNonNull(firstPause, "firstPause");
        Objects.requireNonNull(longestPause, "longestPause");
        if (maxAttempts < 1) {
            throw new InvalidArgumentException("maxAttempts must be at least 1, not " + maxAttempts);
        }
        if (firstPause.isNegative()
                || longestPause.compareTo(firstPause) < 0
                || longestPause.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new InvalidArgumentException("Pauses must satisfy 0 <= firstPause <= longestPause <= 1 minute, not "
                    + firstPause + " and " + longestPause);
        }
    }
}
