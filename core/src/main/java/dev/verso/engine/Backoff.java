package dev.verso.engine;

import dev.verso.BackendUnavailableException;
import dev.verso.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the tries of one write, and pauses between them: exponential back-off with full jitter.
 *
 * <p>Belongs to one call; not thread-safe.
 */
final class Backoff {

    private static final int DOUBLINGS = 20;

    private final RetryPolicy policy;
    private final int weight;
    private int tries = 1;

    /** For a write of so many entries: a batch that lost has wasted more, so it stands back further. */
    Backoff(RetryPolicy policy, int entries) {
        this.policy = policy;
        this.weight = 1 + (Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, entries) - 1));
    }

    int tries() {
        return tries;
    }

    /**
     * Waits before the next try.
     *
     * @return false if the policy allows no further one
     * @throws BackendUnavailableException if the thread is interrupted; its flag stays set (ERR-09)
     */
    boolean tryAgain() {
        if (tries >= policy.maxAttempts()) {
            return false;
        }
        pause();
        tries++;
        return true;
    }

    /** The longest that the next pause may take, in nanoseconds. */
    long bound() {
        Duration longest = policy.longestPause().multipliedBy(weight);
        Duration doubled = policy.firstPause().multipliedBy(weight).multipliedBy(1L << Math.min(tries - 1, DOUBLINGS));
        return (doubled.compareTo(longest) < 0 ? doubled : longest).toNanos();
    }

    private void pause() {
        // Not a sleep: that is rounded up to whole milliseconds, which leaves no jitter in the first pauses.
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound() + 1));
        if (Thread.currentThread().isInterrupted()) {
            throw new BackendUnavailableException(
                    "The thread was interrupted between two tries; nothing was written", null);
        }
    }
}
