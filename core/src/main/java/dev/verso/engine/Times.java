package dev.verso.engine;

import dev.verso.InvalidArgumentException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants in whole microseconds, within what every backend can store (TIME-01, TIME-04, HIS-04). */
final class Times {

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant END_OF_CLOCK = Instant.parse("+10000-01-01T00:00:00Z");

    /** Beyond any revision, even one that was pushed on by TIME-02, and within what backends can express. */
    private static final Instant BEYOND = Instant.parse("+20000-01-01T00:00:00Z");

    private Times() {}

    static Instant now(Clock clock) {
        Instant now = clock.instant();
        if (now.isBefore(EARLIEST) || !now.isBefore(END_OF_CLOCK)) {
            throw new InvalidArgumentException(
                    "The storage's clock says " + now + "; it must be within the years 1970 to 9999");
        }
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    /** The least whole microsecond that is not before the instant: for revisions, which bounds the same. */
    static Instant ceiling(Instant instant) {
        Instant clamped = clamp(instant, EARLIEST);
        Instant cut = clamped.truncatedTo(ChronoUnit.MICROS);
        return cut.equals(clamped) ? cut : cut.plus(1, ChronoUnit.MICROS);
    }

    /** The greatest whole microsecond that is not after the instant. */
    static Instant floor(Instant instant) {
        return clamp(instant, EARLIEST.minus(1, ChronoUnit.MICROS)).truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant clamp(Instant instant, Instant earliest) {
        if (instant.isBefore(earliest)) {
            return earliest;
        }
        return instant.isAfter(BEYOND) ? BEYOND : instant;
    }
}
