package dev.verso.mongo;

import dev.verso.BackendUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a call has to be over, whatever it does meanwhile. */
final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** Gives the time that is left, at least a millisecond. */
    long millis() {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new BackendUnavailableException("The call's time was over before it could be sent", null);
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    /** Whether a part of the call may take so long and still end in time. */
    boolean leaves(long millis) {
        return end - System.nanoTime() >= TimeUnit.MILLISECONDS.toNanos(millis);
    }

    boolean isOver() {
        return end - System.nanoTime() <= 0;
    }
}
