package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Chapter LST: list, count, batch reads. */
public interface ListRules extends Chapter {

    /** Ids in byte order, whatever a collation would say, with every limit: upper case before lower, `10` before `9`. */
    @Test
    default void LST_01_list_walks_live_keys_in_byte_order_of_id() {
        rule("LST-01", t -> {
            TreeMap<String, StoredResource> live = crowd(t);
            for (int limit = 1; limit <= live.size() + 1; limit++) {
                equal(
                        "list by " + limit,
                        List.copyOf(live.values()),
                        Walk.all(t, Walk.list(t.tenant(), "Patient"), limit));
            }
            equal(
                    "listStream",
                    List.copyOf(live.values()),
                    t.second().listStream(t.tenant(), "Patient").toList());
            equal("a list of a type without resources", List.of(), Walk.all(t, Walk.list(t.tenant(), "None"), 10));
        });
    }

    private static TreeMap<String, StoredResource> crowd(Trial t) {
        List<String> ids = new ArrayList<>(KeyText.ALIKE);
        ids.addAll(List.of("9", "10", "100", "2", "a", "aa", "Z", "z", "a-b", "a.b", "a~b", "a_b"));
        Collections.shuffle(ids, t.random());
        TreeMap<String, StoredResource> live = new TreeMap<>();
        for (int i = 0; i < ids.size(); i++) {
            ResourceKey key = t.key("Patient", ids.get(i));
            t.either(i).create(t.tenant(), key, t.content());
            t.first().create(t.tenant(), t.key("Patienu", ids.get(i)), t.content());
            StoredResource updated = t.first().update(t.tenant(), key, t.content());
            if (i % 5 == 0) {
                t.first().delete(t.tenant(), key);
            } else if (i % 5 == 1) {
                t.first().delete(t.tenant(), key);
                live.put(ids.get(i), t.second().restore(t.tenant(), key));
            } else {
                live.put(ids.get(i), updated);
            }
        }
        return live;
    }

    /** What is live during the whole walk appears once, though others come, go and change between the pages. */
    @Test
    default void LST_01_a_key_live_throughout_a_walk_appears_exactly_once() {
        rule("LST-01", t -> {
            Set<String> throughout = new HashSet<>(crowd(t).keySet());
            List<String> seen = new ArrayList<>();
            List<String> coming = new ArrayList<>(List.of("0", "aaa", "zzz", "M", "m", "5", "~", "-"));
            for (StoredResource resource : Walk.all(t, Walk.list(t.tenant(), "Patient"), page -> 2, () -> {
                String next = coming.isEmpty() ? "0" : coming.remove(0);
                t.first().createOrUpdate(t.tenant(), "Patient", next, t.content());
                t.second().update(t.tenant(), "Patient", throughout.iterator().next(), t.content());
                t.second().delete(t.tenant(), "Patient", next);
            })) {
                seen.add(resource.key().id());
            }
            requireAll(throughout, seen);
            equal("the number of different keys", seen.size(), new HashSet<>(seen).size());
            equal("the order", seen.stream().sorted(Comparator.naturalOrder()).toList(), seen);
        });
    }

    private static void requireAll(Set<String> throughout, List<String> seen) {
        equal(
                "the keys that were live throughout and did not appear",
                List.of(),
                throughout.stream().filter(id -> !seen.contains(id)).toList());
    }

    /** The same with writers at the same time. */
    @Test
    default void LST_01_concurrent_walks_drop_and_repeat_nothing() {
        rule("LST-01", t -> {
            Set<String> throughout = new HashSet<>(crowd(t).keySet());
            Race race = new Race(t);
            race.run(4, task -> {
                        for (int i = 0; i < 10; i++) {
                            Thread.yield();
                            if (task < 2) {
                                for (String id : List.of("q" + i, "Q" + i + "-" + task, "0" + i)) {
                                    t.either(task).createOrUpdate(t.tenant(), "Patient", "w" + task + id, t.content());
                                    t.either(task).delete(t.tenant(), "Patient", "w" + task + id);
                                }
                                t.either(task)
                                        .update(
                                                t.tenant(),
                                                "Patient",
                                                throughout.iterator().next(),
                                                t.content());
                            } else {
                                List<String> seen = Walk.all(t, Walk.list(t.tenant(), "Patient"), 3).stream()
                                        .map(resource -> resource.key().id())
                                        .toList();
                                requireAll(throughout, seen);
                                equal(
                                        "the order, each key once",
                                        seen.stream().distinct().sorted().toList(),
                                        seen);
                            }
                        }
                        return task;
                    })
                    .onlyThrown("a walk or a write", List.of());
            race.report();
        });
    }

    /** Creation, deletion and restoring count; updates, and refused writes, do not. */
    @Test
    default void LST_02_count_is_exact_at_quiescent_moments() {
        rule("LST-02", t -> {
            long patients = 0;
            for (int i = 0; i < 12; i++) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                t.second().create(t.tenant(), t.key("Other"), t.content());
                patients++;
                requireCounts(t, patients, i + 1);
                t.first().update(t.tenant(), key, t.content());
                Expect.alreadyExists("create", key, 2, () -> t.first().create(t.tenant(), key, t.content()));
                requireCounts(t, patients, i + 1);
                t.second().delete(t.tenant(), key);
                requireCounts(t, patients - 1, i + 1);
                if (i % 2 == 0) {
                    t.first().restore(t.tenant(), key);
                } else {
                    patients--;
                }
                requireCounts(t, patients, i + 1);
            }
        });
    }

    private static void requireCounts(Trial t, long patients, long others) {
        equal("count", patients, t.first().count(t.tenant(), "Patient"));
        equal("count", patients, t.second().count(t.tenant(), "Patient"));
        equal("count of the tenant", patients + others, t.second().count(t.tenant()));
        equal("count of a type without resources", 0L, t.first().count(t.tenant(), "None"));
    }

    /** What is erased is not counted, and counts again when it is born again. */
    @Test
    default void LST_02_count_leaves_out_what_is_erased() {
        rule("LST-02", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            t.first().create(t.tenant(), t.key("Patient"), t.content());
            t.second().erase(t.tenant(), key);
            equal("count", 1L, t.first().count(t.tenant(), "Patient"));
            equal(
                    "list",
                    1,
                    t.first().listStream(t.tenant(), "Patient").toList().size());
            t.first().create(t.tenant(), key, t.content());
            equal("count", 2L, t.second().count(t.tenant(), "Patient"));
            equal("count of the tenant", 2L, t.second().count(t.tenant()));
        });
    }

    /** Beside writers a count lies between what was live throughout and what was live at some moment. */
    @Test
    default void LST_02_a_concurrent_count_stays_within_its_bounds() {
        rule("LST-02", t -> {
            for (int i = 0; i < 10; i++) {
                t.first().create(t.tenant(), t.key("Patient"), t.content());
            }
            AtomicLong least = new AtomicLong(Long.MAX_VALUE);
            AtomicLong most = new AtomicLong();
            Race race = new Race(t);
            race.run(4, task -> {
                        for (int i = 0; i < 30; i++) {
                            Thread.yield();
                            if (task < 2) {
                                t.either(task).createOrUpdate(t.tenant(), "Patient", "extra-" + task, t.content());
                                t.either(task).delete(t.tenant(), "Patient", "extra-" + task);
                            } else {
                                long count = t.either(task).count(t.tenant(), "Patient");
                                least.accumulateAndGet(count, Math::min);
                                most.accumulateAndGet(count, Math::max);
                            }
                        }
                        return task;
                    })
                    .onlyThrown("a count or a write", List.of());
            that("a count is at least 10, which are live throughout", least.get() >= 10, least.get());
            that("a count is at most 12, which are ever live", most.get() <= 12, most.get());
            race.report();
        });
    }

    /** Each distinct live key once, in the order of first mention, whatever else is named. */
    @Test
    default void LST_03_readBatch_gives_each_live_key_once_in_the_order_of_mention() {
        rule("LST-03", t -> {
            List<StoredResource> live = new ArrayList<>();
            List<ResourceKey> named = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ResourceKey key = t.key(i % 3 == 0 ? "Patient" : "Other");
                named.add(key);
                if (i % 4 != 3) {
                    StoredResource created = t.either(i).create(t.tenant(), key, t.content());
                    live.add(created);
                    if (i % 4 == 2) {
                        live.set(live.size() - 1, t.first().update(t.tenant(), key, t.content()));
                    }
                }
            }
            ResourceKey deleted = t.key("Patient");
            t.first().create(t.tenant(), deleted, t.content());
            t.first().delete(t.tenant(), deleted);
            named.add(4, deleted);
            named.addAll(Histories.reversed(named));
            named.add(named.get(0));
            equal("readBatch", live, t.second().readBatch(t.tenant(), named));
            equal("readBatch of a set", live, t.first().readBatch(t.tenant(), new LinkedHashSet<>(named)));
            List<StoredResource> backwards = Histories.reversed(live);
            equal(
                    "readBatch backwards",
                    backwards,
                    t.first().readBatch(t.tenant(), Histories.reversed(named.subList(0, 21))));
            equal("an empty readBatch", List.of(), t.first().readBatch(t.tenant(), List.of()));
        });
    }

    /** Thousands of keys in one call. */
    @Test
    default void LST_03_readBatch_takes_many_keys() {
        rule("LST-03", t -> {
            List<ResourceKey> named = new ArrayList<>();
            List<StoredResource> live = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                ResourceKey key = new ResourceKey(t.tenant().tenant(), "Patient", "many-" + i);
                named.add(key);
                if (i % 100 == 7) {
                    live.add(t.either(i).create(t.tenant(), key, t.content()));
                }
            }
            equal("readBatch", live, t.second().readBatch(t.tenant(), named));
        });
    }
}
