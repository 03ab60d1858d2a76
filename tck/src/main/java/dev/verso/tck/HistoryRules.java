package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.Tombstone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Chapter HIS, rules 01, 02 and 06: what a history shows, and in which order. */
public interface HistoryRules extends Chapter {

    /** The history of a resource: every revision, tombstones included, newest first unless asked otherwise. */
    @Test
    default void HIS_01_the_history_of_a_resource_is_newest_first_and_complete() {
        rule("HIS-01", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = Histories.oneOfEach(t, key);
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            equal(
                    "the history, oldest first",
                    revisions,
                    Walk.all(t, Walk.history(t.tenant(), query.oldestFirst()), 100));
            equal("the history", Histories.reversed(revisions), Walk.all(t, Walk.history(t.tenant(), query), 100));
            equal(
                    "historyStream",
                    Histories.reversed(revisions),
                    t.second().historyStream(t.tenant(), query).toList());
            that("a tombstone is in the history", revisions.stream().anyMatch(Tombstone.class::isInstance), revisions);
            equal(
                    "the history of an absent key",
                    List.of(),
                    Walk.all(t, Walk.history(t.tenant(), HistoryQuery.ofResource("Patient", "nobody")), 10));
        });
    }

    /** The history of a type has this type's revisions alone, the tenant's has all. */
    @Test
    default void HIS_01_the_histories_of_type_and_tenant_have_their_scope() {
        rule("HIS-01", Capability.SCANS, t -> {
            List<Revision> all = Histories.crowded(t);
            for (String type : List.of("Alpha", "Alphb", "beta")) {
                List<Revision> ofType = all.stream()
                        .filter(revision -> revision.key().type().equals(type))
                        .toList();
                HistoryQuery query = HistoryQuery.ofType(type);
                equal(
                        "the history of " + type,
                        Histories.reversed(ofType),
                        Walk.all(t, Walk.history(t.tenant(), query), 1000));
                equal(
                        "the same, oldest first",
                        ofType,
                        Walk.all(t, Walk.history(t.tenant(), query.oldestFirst()), 1000));
            }
            HistoryQuery ofTenant = HistoryQuery.ofTenant();
            equal(
                    "the tenant's history",
                    Histories.reversed(all),
                    Walk.all(t, Walk.history(t.tenant(), ofTenant), 1000));
            equal("the same, oldest first", all, Walk.all(t, Walk.history(t.tenant(), ofTenant.oldestFirst()), 1000));
            equal(
                    "the same as a stream",
                    all,
                    t.first().historyStream(t.tenant(), ofTenant.oldestFirst()).toList());
        });
    }

    /** A version that was erased stays in the history of its key as an erased revision. */
    @Test
    default void HIS_01_an_erased_revision_is_included() {
        rule("HIS-01", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = Histories.oneOfEach(t, key);
            t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2"));
            List<Revision> history = Walk.all(
                    t,
                    Walk.history(
                            t.tenant(),
                            HistoryQuery.ofResource(key.type(), key.id()).oldestFirst()),
                    3);
            equal("the number of revisions", revisions.size(), history.size());
            for (int i = 0; i < revisions.size(); i++) {
                if (i == 1) {
                    Revision erased = Expect.erased("the erased revision", history.get(i), key, 2);
                    equal("its time", revisions.get(i).lastUpdated(), erased.lastUpdated());
                    equal("its change", Change.UPDATE, erased.change());
                } else {
                    equal("a revision that was not erased", revisions.get(i), history.get(i));
                }
            }
        });
    }

    /** One resource's history, walked with every limit in both orders: no revision is dropped or repeated at an edge. */
    @Test
    default void HIS_02_a_walk_of_a_resource_with_any_limit_gives_each_revision_once() {
        rule("HIS-02", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = Histories.oneOfEach(t, key);
            requireEveryWalk(t, HistoryQuery.ofResource(key.type(), key.id()), revisions);
        });
    }

    /** Many keys of several types share their timestamps; every limit, scope and order gives each revision once, in order. */
    @Test
    default void HIS_02_a_walk_among_equal_timestamps_gives_each_revision_once() {
        rule("HIS-02", Capability.SCANS, t -> {
            List<Revision> all = Histories.crowded(t);
            requireEveryWalk(t, HistoryQuery.ofTenant(), all);
            for (String type : List.of("Alpha", "Alphb", "beta")) {
                requireEveryWalk(
                        t,
                        HistoryQuery.ofType(type),
                        all.stream()
                                .filter(revision -> revision.key().type().equals(type))
                                .toList());
            }
        });
    }

    private static void requireEveryWalk(Trial t, HistoryQuery query, List<Revision> oldestFirst) {
        List<Revision> newestFirst = Histories.reversed(oldestFirst);
        for (int limit = 1; limit <= oldestFirst.size() + 1; limit++) {
            String what = "a walk with limit " + limit + " of " + Words.of(query);
            equal(what, newestFirst, Walk.all(t, Walk.history(t.tenant(), query), limit));
            equal(
                    what + ", oldest first",
                    oldestFirst,
                    Walk.all(t, Walk.history(t.tenant(), query.oldestFirst()), limit));
        }
        equal(
                "a walk whose limit changes",
                newestFirst,
                Walk.all(t, Walk.history(t.tenant(), query), page -> 1 + page % 3, () -> {}));
    }

    /** While others write, before, among and after the revisions there are, each of those still appears once. */
    @Test
    default void HIS_02_a_walk_beside_writes_drops_and_repeats_nothing() {
        rule("HIS-02", Capability.SCANS, t -> {
            List<Revision> before = Histories.crowded(t);
            List<ResourceKey> keys =
                    before.stream().map(Revision::key).distinct().toList();
            for (HistoryQuery query : List.of(
                    HistoryQuery.ofTenant(),
                    HistoryQuery.ofTenant().oldestFirst(),
                    HistoryQuery.ofType("Alpha"),
                    HistoryQuery.ofType("Alpha").oldestFirst())) {
                List<Revision> there =
                        t.first().historyStream(t.tenant(), query).toList();
                requireAll(before, query, there);
                List<Revision> seen = Walk.all(t, Walk.history(t.tenant(), query), page -> 2, () -> {
                    // Far ahead, at the very time of what is being walked, and far back.
                    t.clock().set(Trial.START.plusSeconds(t.random().nextInt(3) - 1));
                    t.second().createOrUpdate(t.tenant(), keys.get(t.random().nextInt(keys.size())), t.content());
                    t.first().create(t.tenant(), "Alpha", t.content());
                });
                t.clock().set(Trial.START);
                equal(
                        "what was there, in its order",
                        there,
                        seen.stream().filter(there::contains).toList());
                equal("the number of different revisions", seen.size(), new HashSet<>(seen).size());
            }
        });
    }

    private static void requireAll(List<Revision> written, HistoryQuery query, List<Revision> there) {
        List<Revision> missing = written.stream()
                .filter(revision -> query.type().isEmpty()
                        || query.type().get().equals(revision.key().type()))
                .filter(revision -> !there.contains(revision))
                .toList();
        equal("the acknowledged revisions that are missing in " + Words.of(query), List.of(), missing);
    }

    /** Concurrent writers and walkers: what was there before appears once, and nothing appears twice. */
    @Test
    default void HIS_02_concurrent_walks_drop_and_repeat_nothing() {
        rule("HIS-02", Capability.SCANS, t -> {
            List<Revision> there = Histories.crowded(t);
            List<ResourceKey> keys =
                    there.stream().map(Revision::key).distinct().toList();
            Race race = new Race(t);
            race.run(4, task -> {
                        for (int i = 0; i < 6; i++) {
                            Thread.yield();
                            if (task < 2) {
                                for (int w = 0; w < 20; w++) {
                                    t.either(task)
                                            .createOrUpdate(
                                                    t.tenant(), keys.get((w * 7 + task) % keys.size()), t.content());
                                }
                            } else {
                                HistoryQuery query = task == 2
                                        ? HistoryQuery.ofTenant()
                                        : HistoryQuery.ofTenant().oldestFirst();
                                List<Revision> seen = Walk.all(t, Walk.history(t.tenant(), query), 7);
                                Set<Revision> distinct = new HashSet<>(seen);
                                equal("the number of different revisions", seen.size(), distinct.size());
                                that("every revision that was there appears", distinct.containsAll(there), seen.size());
                            }
                        }
                        return task;
                    })
                    .onlyThrown("a walk or a write", List.of());
            race.report();
        });
    }

    /** An erasure between pages takes revisions away, and neither repeats nor hides others. */
    @Test
    default void HIS_02_a_walk_beside_erasures_shows_an_erased_revision_at_most_once() {
        rule("HIS-02", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            for (int i = 0; i < 12; i++) {
                t.first().createOrUpdate(t.tenant(), key, t.content());
            }
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            for (HistoryQuery each : List.of(query, query.oldestFirst())) {
                List<Integer> toErase = new ArrayList<>(List.of(2, 5, 8, 11, 3));
                List<Revision> seen = Walk.all(t, Walk.history(t.tenant(), each), page -> 2, () -> {
                    if (!toErase.isEmpty()) {
                        String version = Integer.toString(toErase.remove(0));
                        t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), version));
                    }
                });
                List<Long> versions =
                        seen.stream().map(Revision::version).sorted().toList();
                equal(
                        "the versions that appeared",
                        LongStream.rangeClosed(1, 12).boxed().toList(),
                        versions);
            }
        });
    }

    /** Whatever a walk shows of one key is in version order, also when its writers' clocks went backwards. */
    @Test
    default void HIS_06_within_a_key_revisions_come_in_version_order() {
        rule("HIS-06", t -> {
            ResourceKey key = t.key("Patient");
            for (int i = 0; i < 12; i++) {
                t.clock().advance(Duration.ofSeconds(i % 2 == 0 ? -100 : 30));
                t.either(i).createOrUpdate(t.tenant(), key, t.content());
            }
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            requireVersionOrder(t, query);
            t.clock().set(Trial.START);
        });
    }

    /** The same in the histories of a type and a tenant, where other keys' revisions stand between. */
    @Test
    default void HIS_06_in_wide_histories_too_revisions_of_a_key_come_in_version_order() {
        rule("HIS-06", Capability.SCANS, t -> {
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Observation"));
            for (int i = 0; i < 30; i++) {
                t.clock().advance(Duration.ofMillis(t.random().nextInt(400) - 200));
                t.either(i).createOrUpdate(t.tenant(), keys.get(i % 3), t.content());
            }
            requireVersionOrder(t, HistoryQuery.ofType("Patient"));
            requireVersionOrder(t, HistoryQuery.ofTenant());
            t.clock().set(Trial.START);
        });
    }

    private static void requireVersionOrder(Trial t, HistoryQuery query) {
        for (int limit : List.of(1, 3, 1000)) {
            Map<ResourceKey, Long> last = new HashMap<>();
            for (Revision revision : Walk.all(t, Walk.history(t.tenant(), query.oldestFirst()), limit)) {
                equal(
                        "the next version of " + revision.key(),
                        last.getOrDefault(revision.key(), 0L) + 1,
                        revision.version());
                last.put(revision.key(), revision.version());
            }
            for (Revision revision : Walk.all(t, Walk.history(t.tenant(), query), limit)) {
                equal("the next version down of " + revision.key(), last.get(revision.key()), revision.version());
                last.put(revision.key(), revision.version() - 1);
            }
            equal("what is left", Set.of(0L), new HashSet<>(last.values()));
        }
        List<Revision> sorted = new ArrayList<>(Walk.all(t, Walk.history(t.tenant(), query.oldestFirst()), 1000));
        sorted.sort(Walk.OLDEST_FIRST);
        Collections.reverse(sorted);
        equal("the history in the contract's order", sorted, Walk.all(t, Walk.history(t.tenant(), query), 4));
    }
}
