package dev.verso.tck;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until a check moves it, in either direction.
 *
 * <p>Thread-safe. That it stands still is the hard case: timestamps of different keys are equal, and those of one key
 * differ only because the contract wants them to (TIME-02).
 */
public final class TestClock extends Clock {

    private Instant now;

    TestClock(Instant start) {
        this.now = start;
    }

    /**
     * Moves the clock to an instant.
     *
     * @param instant any instant, earlier ones included
     */
    public synchronized void set(Instant instant) {
        now = instant;
    }

    /**
     * Moves the clock.
     *
     * @param by how far; negative to go back
     * @return the new time
     */
    public synchronized Instant advance(Duration by) {
        now = now.plus(by);
        return now;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
