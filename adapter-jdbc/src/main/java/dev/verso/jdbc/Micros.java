package dev.verso.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the table keeps them: whole microseconds since 1970, which needs no text on the way to the server. */
final class Micros {

    private static final long A_SECOND = 1_000_000;
    private static final long NANOS = 1_000;

    private Micros() {}

    static long of(Instant instant) {
        return instant.getEpochSecond() * A_SECOND + instant.getNano() / NANOS;
    }

    static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
