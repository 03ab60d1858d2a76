package dev.verso.tck.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** The clock of all instances; it moves only by a command. */
final class Time {

    static final Instant START = Instant.parse("2024-02-29T23:59:59.999999Z");

    private final Consumer<Instant> clock;
    private Instant now = START;

    Time(Consumer<Instant> clock) {
        this.clock = clock;
        clock.accept(now);
    }

    void advance(Duration by) {
        now = now.plus(by);
        clock.accept(now);
    }

    /** In whole microseconds, cut (TIME-01). */
    Instant now() {
        return now.truncatedTo(ChronoUnit.MICROS);
    }
}
