package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;

import dev.verso.Capability;
import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Chapter HIS, rules 04 and 05: bounds in time, and how it was at an instant. */
public interface InstantRules extends Chapter {

    /** The bounds of a resource's history, at, just before and just after every revision, to the nanosecond. */
    @Test
    default void HIS_04_since_is_inclusive_and_before_exclusive_to_the_nanosecond() {
        rule("HIS-04", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = spread(t, key);
            requireEveryBound(t, HistoryQuery.ofResource(key.type(), key.id()), revisions);
        });
    }

    /** The same in the histories of a type and a tenant. */
    @Test
    default void HIS_04_wide_histories_have_the_same_bounds() {
        rule("HIS-04", Capability.SCANS, t -> {
            List<Revision> revisions = new ArrayList<>(spread(t, t.key("Patient")));
            t.clock().set(Trial.START);
            revisions.addAll(spread(t, t.key("Patient")));
            revisions.sort(Walk.OLDEST_FIRST);
            requireEveryBound(t, HistoryQuery.ofType("Patient"), revisions);
            requireEveryBound(t, HistoryQuery.ofTenant(), revisions);
        });
    }

    private static List<Revision> spread(Trial t, ResourceKey key) {
        List<Revision> revisions = new ArrayList<>();
        for (Duration step : List.of(
                Duration.ZERO, Duration.ZERO, Duration.ofNanos(2_000), Duration.ofMillis(1), Duration.ofDays(20_000))) {
            t.clock().advance(step);
            revisions.add(t.either(revisions.size())
                    .createOrUpdate(t.tenant(), key, t.content())
                    .resource());
        }
        t.clock().set(Trial.START);
        return revisions;
    }

    private static void requireEveryBound(Trial t, HistoryQuery query, List<Revision> oldestFirst) {
        List<Instant> bounds = around(oldestFirst);
        for (Instant since : bounds) {
            requireBounded(t, query.since(since), oldestFirst);
            requireBounded(t, query.before(since), oldestFirst);
            for (Instant before : bounds) {
                if (since.isAfter(before)) {
                    refused(
                            InvalidArgumentException.class,
                            "since " + since + " after before " + before,
                            () -> t.first()
                                    .history(t.tenant(), query.since(since).before(before), PageRequest.first()));
                } else {
                    requireBounded(t, query.since(since).before(before), oldestFirst);
                }
            }
        }
    }

    private static List<Instant> around(List<Revision> revisions) {
        Stream<Instant> near = revisions.stream()
                .map(Revision::lastUpdated)
                .flatMap(time -> Stream.of(time.minusNanos(1), time, time.plusNanos(1), time.plusNanos(999)));
        return Stream.concat(near, Stream.of(Instant.MIN, Instant.EPOCH, Instant.MAX))
                .distinct()
                .sorted()
                .toList();
    }

    private static void requireBounded(Trial t, HistoryQuery query, List<Revision> oldestFirst) {
        List<Revision> expected = oldestFirst.stream()
                .filter(revision -> query.since().stream().noneMatch(revision.lastUpdated()::isBefore))
                .filter(revision -> query.before().stream().allMatch(revision.lastUpdated()::isBefore))
                .toList();
        equal(
                "the history of " + Words.of(query),
                Histories.reversed(expected),
                Walk.all(t, Walk.history(t.tenant(), query), 100));
        equal(
                "the same by twos, oldest first",
                expected,
                Walk.all(t, Walk.history(t.tenant(), query.oldestFirst()), 2));
    }

    /** At every instant around every revision, readAsOf gives the newest one that is not later. */
    @Test
    default void HIS_05_readAsOf_gives_the_newest_revision_that_is_not_later() {
        rule("HIS-05", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = new ArrayList<>(Histories.oneOfEach(t, key));
            t.clock().advance(Duration.ofDays(3));
            revisions.add(t.first().update(t.tenant(), key, t.content()));
            for (Instant instant : around(revisions)) {
                Optional<Revision> expected = revisions.stream()
                        .filter(revision -> !revision.lastUpdated().isAfter(instant))
                        .reduce((one, next) -> next);
                equal("readAsOf " + instant, expected, t.second().readAsOf(t.tenant(), key, instant));
                equal("readAsOf " + instant, expected, t.first().readAsOf(t.tenant(), key.type(), key.id(), instant));
            }
            Expect.empty("readAsOf of an absent key", t.first().readAsOf(t.tenant(), t.key("Patient"), Instant.MAX));
        });
    }

    /** Once there is a later revision, the answer for an earlier instant does not change any more. */
    @Test
    default void HIS_05_readAsOf_is_final_once_there_is_a_later_revision() {
        rule("HIS-05", t -> {
            ResourceKey key = t.key("Patient");
            Revision created = t.first().create(t.tenant(), key, t.content());
            Instant then = created.lastUpdated();
            t.first().update(t.tenant(), key, t.content());
            for (int i = 0; i < 6; i++) {
                t.clock().advance(Duration.ofHours(-1));
                t.either(i).createOrUpdate(t.tenant(), key, t.content());
                if (i % 2 == 0) {
                    t.either(i).delete(t.tenant(), key);
                }
                equal("readAsOf " + then, Optional.of(created), t.second().readAsOf(t.tenant(), key, then));
                Expect.empty("readAsOf before", t.second().readAsOf(t.tenant(), key, then.minusNanos(1)));
            }
            t.clock().set(Trial.START);
        });
    }

    /** An erased version answers as an erased revision; what an earlier life was is not told. */
    @Test
    default void HIS_05_readAsOf_shows_erased_revisions_and_this_life_alone() {
        rule("HIS-05", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            Instant first = t.first().create(t.tenant(), key, t.content()).lastUpdated();
            t.clock().advance(Duration.ofMinutes(1));
            Instant second = t.first().update(t.tenant(), key, t.content()).lastUpdated();
            t.clock().advance(Duration.ofMinutes(1));
            t.first().update(t.tenant(), key, t.content());
            t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2"));
            Expect.erased("readAsOf", present("readAsOf", t.first().readAsOf(t.tenant(), key, second)), key, 2);
            t.clock().advance(Duration.ofMinutes(1));
            t.second().erase(t.tenant(), key);
            t.clock().advance(Duration.ofMinutes(1));
            for (Instant instant : List.of(first, second, t.clock().instant(), Instant.MAX)) {
                Expect.empty(
                        "readAsOf " + instant + " of an erased key", t.first().readAsOf(t.tenant(), key, instant));
            }
            Revision reborn = t.first().create(t.tenant(), key, t.content());
            equal("readAsOf now", Optional.of(reborn), t.second().readAsOf(t.tenant(), key, Instant.MAX));
            Expect.empty("readAsOf in the life before", t.second().readAsOf(t.tenant(), key, second));
        });
    }
}
