package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.FeedEntry;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Chapter TIME: times. */
public interface TimeRules extends Chapter {

    /** Nanoseconds are cut, not rounded, and what a write gives is what every read gives. */
    @Test
    default void TIME_01_lastUpdated_is_cut_to_microseconds_once() {
        rule("TIME-01", t -> {
            for (String now : List.of(
                    "2024-05-01T10:00:00.000000999Z",
                    "2024-05-01T10:00:00.123456789Z",
                    "2024-05-01T10:00:00.999999999Z",
                    "2024-05-01T10:00:01Z",
                    "1970-01-01T00:00:00Z",
                    "1970-01-01T00:00:00.000000999Z",
                    "2038-01-19T03:14:08.000001Z",
                    "2262-04-11T23:47:16.854776Z",
                    "9999-12-31T23:59:59.999998999Z")) {
                t.clock().set(Instant.parse(now));
                ResourceKey key = t.key("Patient");
                Revision created = t.first().create(t.tenant(), key, t.content());
                Instant cut = Instant.parse(now).minusNanos(Instant.parse(now).getNano() % 1_000);
                equal("lastUpdated at " + now, cut, created.lastUpdated());
                equal("createdAt at " + now, cut, created.createdAt());
                requireSame(t, created);
            }
            t.clock().set(Trial.START);
        });
    }

    private static void requireSame(Trial t, Revision written) {
        ResourceKey key = written.key();
        for (VersionedStorage storage : List.of(t.first(), t.second())) {
            equal("read", written, present("read", storage.read(t.tenant(), key)));
            equal("head", written, present("head", storage.head(t.tenant(), key)));
            equal("vread", written, present("vread", storage.vread(t.tenant(), key, written.versionId())));
            equal(
                    "history",
                    List.of(written),
                    storage.historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                            .toList());
            equal("readAsOf", written, present("readAsOf", storage.readAsOf(t.tenant(), key, written.lastUpdated())));
            if (t.declares(Capability.SCANS)) {
                that(
                        "the type's history has the revision as it was written",
                        storage.historyStream(t.tenant(), HistoryQuery.ofType(key.type()))
                                .anyMatch(written::equals),
                        written);
            }
        }
        if (t.declares(Capability.CHANGE_FEED)) {
            that(
                    "the feed has the revision as it was written",
                    new Feed(t, t.tenant())
                            .all(t.second()).stream().map(FeedEntry::revision).anyMatch(written::equals),
                    written);
        }
    }

    /** A clock that stands still gives microsecond after microsecond within a key. */
    @Test
    default void TIME_02_lastUpdated_rises_while_the_clock_stands_still() {
        rule("TIME-02", t -> {
            ResourceKey key = t.key("Patient");
            Instant expected = Trial.START;
            equal(
                    "lastUpdated",
                    expected,
                    t.first().create(t.tenant(), key, t.content()).lastUpdated());
            for (int i = 1; i <= 20; i++) {
                expected = expected.plusNanos(1_000);
                Revision written = switch (i % 4) {
                    case 1, 0 -> t.either(i).update(t.tenant(), key, t.content());
                    case 2 -> t.either(i).delete(t.tenant(), key);
                    default -> t.either(i).restore(t.tenant(), key);
                };
                equal("lastUpdated of version " + written.version(), expected, written.lastUpdated());
            }
            t.clock().advance(Duration.ofSeconds(1));
            equal(
                    "lastUpdated once the clock has moved on",
                    Trial.START.plusSeconds(1),
                    t.first().update(t.tenant(), key, t.content()).lastUpdated());
        });
    }

    /** A clock that goes backwards, by a little or by years, does not turn a key's times around. */
    @Test
    default void TIME_02_lastUpdated_rises_while_the_clock_goes_backwards() {
        rule("TIME-02", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = new ArrayList<>();
            revisions.add(t.first().create(t.tenant(), key, t.content()));
            for (Duration back : List.of(
                    Duration.ofNanos(1),
                    Duration.ofNanos(1_000),
                    Duration.ofHours(1),
                    Duration.ofDays(365),
                    Duration.ofDays(365 * 50L))) {
                t.clock().advance(back.negated());
                revisions.add(t.second().update(t.tenant(), key, t.content()));
                revisions.add(t.first().delete(t.tenant(), key));
                revisions.add(t.second().createIfNotLive(t.tenant(), key, t.content()));
            }
            for (int i = 1; i < revisions.size(); i++) {
                equal(
                        "lastUpdated of version " + revisions.get(i).version(),
                        revisions.get(i - 1).lastUpdated().plusNanos(1_000),
                        revisions.get(i).lastUpdated());
            }
            t.clock().set(Trial.START);
        });
    }

    /** A new life does not begin before the erasure that ended the last one. */
    @Test
    default void TIME_02_lastUpdated_rises_across_lives() {
        rule("TIME-02", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            Instant last = Instant.MIN;
            for (int life = 0; life < 4; life++) {
                Revision created = t.either(life).create(t.tenant(), key, t.content());
                that("the life begins after " + last, created.lastUpdated().isAfter(last), created.lastUpdated());
                Revision updated = t.either(life).update(t.tenant(), key, t.content());
                Instant erased = t.first().erase(t.tenant(), key).erasedAt();
                that("the erasure comes after " + updated.lastUpdated(), erased.isAfter(updated.lastUpdated()), erased);
                last = erased;
                t.clock().advance(Duration.ofMinutes(-10));
            }
            t.clock().set(Trial.START);
        });
    }

    /** Many writers of one key at one instant: no two of its revisions have the same time. */
    @Test
    default void TIME_02_lastUpdated_rises_under_concurrent_writers() {
        rule("TIME-02", t -> {
            ResourceKey key = t.key("Patient");
            Set<Revision> acknowledged = ConcurrentHashMap.newKeySet();
            acknowledged.add(t.first().create(t.tenant(), key, t.content()));
            Race race = new Race(t);
            race.run(6, task -> {
                        for (int i = 0; i < 20; i++) {
                            Thread.yield();
                            t.clock().advance(Duration.ofNanos(i % 3 == 0 ? -7_000 : 1_500));
                            acknowledged.add(t.either(task).update(t.tenant(), key, t.content()));
                        }
                        return task;
                    })
                    .onlyThrown("an update", List.of());
            List<Revision> history = t.second()
                    .historyStream(
                            t.tenant(),
                            HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                    .toList();
            equal("what was acknowledged", acknowledged, new HashSet<>(history));
            Instant last = Instant.MIN;
            for (Revision revision : history) {
                that(
                        "the time of version " + revision.version() + " is after " + last,
                        revision.lastUpdated().isAfter(last),
                        revision.lastUpdated());
                last = revision.lastUpdated();
            }
            race.report();
        });
    }

    /** createdAt stays that of the life's first version, also over deletion and restoring. */
    @Test
    default void TIME_03_createdAt_is_that_of_the_lifes_first_version() {
        rule("TIME-03", t -> {
            ResourceKey key = t.key("Patient");
            Instant created = t.first().create(t.tenant(), key, t.content()).lastUpdated();
            for (int i = 0; i < 9; i++) {
                t.clock().advance(Duration.ofMinutes(1));
                Revision written = switch (i % 3) {
                    case 0 -> t.either(i).update(t.tenant(), key, t.content());
                    case 1 -> t.either(i).delete(t.tenant(), key);
                    default ->
                        i % 2 == 0
                                ? t.either(i).restore(t.tenant(), key)
                                : t.either(i)
                                        .createOrUpdate(t.tenant(), key, t.content())
                                        .resource();
                };
                equal("createdAt of version " + written.version(), created, written.createdAt());
            }
            t.second()
                    .historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                    .forEach(revision -> equal("createdAt in the history", created, revision.createdAt()));
        });
    }

    /** A new life has a new createdAt. */
    @Test
    default void TIME_03_a_new_life_has_a_new_createdAt() {
        rule("TIME-03", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            t.first().update(t.tenant(), key, t.content());
            t.clock().advance(Duration.ofDays(1));
            t.first().erase(t.tenant(), key);
            t.clock().advance(Duration.ofDays(1));
            Revision reborn = t.second().create(t.tenant(), key, t.content());
            equal("createdAt of the new life", reborn.lastUpdated(), reborn.createdAt());
            equal("createdAt of the new life", t.clock().instant(), reborn.createdAt());
            t.clock().advance(Duration.ofDays(1));
            equal(
                    "createdAt later on",
                    reborn.createdAt(),
                    t.first().update(t.tenant(), key, t.content()).createdAt());
        });
    }

    /** A time that some backend could not store is refused before anything is written; the years allowed are stored. */
    @Test
    default void TIME_04_a_clock_outside_the_years_1970_to_9999_is_refused() {
        rule("TIME-04", t -> {
            EachState keys = EachState.of(t);
            ResourceKey live = keys.live();
            ResourceKey deleted = keys.deleted();
            ResourceKey absent = keys.absent();
            Snapshot before = Snapshot.of(t);
            for (Instant now : List.of(
                    Instant.parse("1969-12-31T23:59:59.999999999Z"),
                    Instant.EPOCH.minusSeconds(1),
                    Instant.parse("+10000-01-01T00:00:00Z"),
                    Instant.MIN,
                    Instant.MAX)) {
                t.clock().set(now);
                refuseAt(now, () -> t.first().create(t.tenant(), "Patient", t.content()));
                refuseAt(now, () -> t.first().create(t.tenant(), absent, t.content()));
                refuseAt(now, () -> t.second().update(t.tenant(), live, t.content()));
                refuseAt(now, () -> t.second().updateWithMatch(t.tenant(), live, "1", t.content()));
                refuseAt(now, () -> t.second().delete(t.tenant(), live));
                refuseAt(now, () -> t.second().restore(t.tenant(), deleted));
            }
            t.clock().set(Trial.START);
            before.requireUnchanged(t, "writes with an impossible clock");
            t.clock().set(Instant.parse("9999-12-31T23:59:59Z"));
            equal(
                    "a time of the year 9999",
                    Instant.parse("9999-12-31T23:59:59Z"),
                    t.first().create(t.tenant(), absent, t.content()).lastUpdated());
            equal("read", Optional.of("1"), t.second().currentVersion(t.tenant(), absent));
            t.clock().set(Trial.START);
        });
    }

    /** An erasure is dated too. */
    @Test
    default void TIME_04_an_erasure_with_an_impossible_clock_is_refused() {
        rule("TIME-04", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Snapshot before = Snapshot.of(t);
            for (Instant now : List.of(Instant.EPOCH.minusNanos(1), Instant.parse("+10000-01-01T00:00:00Z"))) {
                t.clock().set(now);
                refuseAt(now, () -> t.first().erase(t.tenant(), key));
            }
            t.clock().set(Trial.START);
            before.requireUnchanged(t, "erasures with an impossible clock");
        });
    }

    /** A batch whose time is impossible does nothing. */
    @Test
    default void TIME_04_a_batch_with_an_impossible_clock_is_refused() {
        rule("TIME-04", Capability.ATOMIC_BATCH, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Snapshot before = Snapshot.of(t);
            List<Write> batch = List.of(
                    Write.update(key.type(), key.id(), t.content()), Write.create("Patient", "other", t.content()));
            for (Instant now : List.of(Instant.EPOCH.minusNanos(1), Instant.parse("+10000-01-01T00:00:00Z"))) {
                t.clock().set(now);
                refuseAt(now, () -> t.first().writeBatch(t.tenant(), batch));
            }
            t.clock().set(Trial.START);
            before.requireUnchanged(t, "batches with an impossible clock");
            equal("exists", false, t.second().exists(t.tenant(), "Patient", "other"));
        });
    }

    private static void refuseAt(Instant now, Expect.Call call) {
        StorageException refusal = refused(InvalidArgumentException.class, "a write at " + now, call);
        that("the refusal is final and known", !refusal.isRetryable() && !refusal.isOutcomeUnknown(), refusal);
    }
}
