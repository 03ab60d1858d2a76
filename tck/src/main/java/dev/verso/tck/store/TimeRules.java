package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Erase;
import dev.verso.spi.RevisionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times that the store gives. */
interface TimeRules extends StoreChapter {

    /** How a writer's clock can stand to the head's time. */
    List<Duration> STEPS = List.of(
            Duration.ofDays(3650),
            Duration.of(2, ChronoUnit.MICROS),
            Duration.of(1, ChronoUnit.MICROS),
            Duration.ZERO,
            Duration.of(-1, ChronoUnit.MICROS),
            Duration.ofSeconds(-1),
            Duration.ofDays(-18_000));

    /** To the microsecond, from 1970 to 9999. */
    @Test
    default void TIME_01_a_write_is_dated_as_its_re_read_is() {
        int number = 0;
        for (String now : List.of(
                "1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00.000001Z",
                "1999-12-31T23:59:59.999999Z",
                "2024-03-31T01:30:00.123456Z",
                "2038-01-19T03:14:08Z",
                "9999-12-31T23:59:59.999990Z")) {
            KeyModel key = trial().key("p" + number++);
            RevisionRecord written = key.accept(key.put(new Condition.Absent(), Instant.parse(now)));
            Require.equal(Instant.parse(now), written.metadata().lastUpdated(), "lastUpdated");
            key.accept(key.delete(new Condition.Live(), Instant.parse(now)));
        }
    }

    /** max(now, head + 1 microsecond), for every kind of append. */
    @Test
    default void TIME_02_times_rise_by_a_microsecond_where_the_clock_does_not() {
        for (Duration step : STEPS) {
            KeyModel key = trial().key("step" + step.toString().replaceAll("[^0-9A-Z-]", "_"));
            key.create();
            appended(key, key.put(new Condition.LiveAt(1), at(key, step)), step);
            appended(key, key.delete(new Condition.Live(), at(key, step)), step);
            appended(key, key.put(new Condition.DeletedAt(3), at(key, step)), step);
            appended(key, key.put(new Condition.Any(), at(key, step)), step);
        }
    }

    /** The marker is dated by the same rule, and so is what comes after it. */
    @Test
    default void TIME_02_times_rise_across_an_erasure() {
        trial().with(Capability.ERASURE, () -> {
            for (Duration step : STEPS) {
                KeyModel key = trial().key("step" + step.toString().replaceAll("[^0-9A-Z-]", "_"));
                key.create();
                key.update();
                key.erase(new Erase(key.key(), OptionalLong.empty(), trial().writeId(), at(key, step)));
                appended(key, key.put(new Condition.Absent(), at(key, step)), step);
            }
        });
    }

    /**
     * In every state, after two more writes.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void TIME_03_createdAt_is_the_time_of_the_first_version_of_this_life(StartState state) {
        Runnable check = () -> {
            KeyModel key = trial().key("p1", state);
            key.accept(key.put(new Condition.Any()));
            key.accept(key.put(new Condition.Any()));
            Instant born = key.life().get(0).metadata().lastUpdated();
            for (RevisionRecord revision : key.life()) {
                Require.equal(born, revision.metadata().createdAt(), "createdAt of " + Trace.show(revision));
            }
        };
        if (state.needsErasure()) {
            trial().with(Capability.ERASURE, check);
        } else {
            check.run();
        }
    }

    private static Instant at(KeyModel key, Duration step) {
        return key.lastTime().orElseThrow().plus(step);
    }

    private static void appended(KeyModel key, Append append, Duration step) {
        Instant before = key.lastTime().orElseThrow();
        RevisionMetadata metadata = ((AppendOutcome.Appended) key.append(append)).metadata();
        Instant next = before.plus(1, ChronoUnit.MICROS);
        Require.equal(
                append.now().isBefore(next) ? next : append.now(),
                metadata.lastUpdated(),
                "lastUpdated with a clock that stands " + step + " after the head");
    }
}
