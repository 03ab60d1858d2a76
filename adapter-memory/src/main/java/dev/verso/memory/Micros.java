package dev.verso.memory;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as whole microseconds since 1970, in eight bytes where an {@link Instant} takes an object. */
final class Micros {

    private static final long PER_SECOND = TimeUnit.SECONDS.toMicros(1);
    private static final long NANOS_EACH = TimeUnit.MICROSECONDS.toNanos(1);

    private Micros() {}

    /** Cuts what is finer than a microsecond, and clamps what is beyond a {@code long} (HIS-04). */
    static long of(Instant instant) {
        long second = instant.getEpochSecond();
        if (second >= Long.MAX_VALUE / PER_SECOND) {
            return Long.MAX_VALUE;
        }
        if (second <= Long.MIN_VALUE / PER_SECOND) {
            return Long.MIN_VALUE;
        }
        return second * PER_SECOND + instant.getNano() / NANOS_EACH;
    }

    static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS_EACH);
    }
}
