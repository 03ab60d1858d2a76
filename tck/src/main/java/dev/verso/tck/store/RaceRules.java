package dev.verso.tck.store;

import dev.verso.Change;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Appends by real threads over two instances. */
interface RaceRules extends StoreChapter {

    /** Many rounds from a barrier; the losers are refused by the winner or told of the race. */
    @Test
    default void LOCK_01_of_racing_updates_of_one_version_exactly_one_is_appended() {
        KeyModel key = trial().key("p1", StartState.CREATED);
        Ledger ledger = new Ledger(trial());
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            long head = key.last();
            for (int round = 0; round < Racers.ROUNDS; round++) {
                long n = head;
                head = winner(racers, ledger, racer -> key.put(new Condition.LiveAt(n)))
                        .version();
                Require.equal(n + 1, head, "The winner's version");
            }
        }
        ledger.settle(key);
        trial().reached(ledger.counts());
    }

    /** Updates and deletions of one version; the winner may leave a tombstone, which the next round restores. */
    @Test
    default void LOCK_01_of_racing_updates_and_deletions_of_one_version_exactly_one_is_appended() {
        KeyModel key = trial().key("p1", StartState.CREATED);
        Ledger ledger = new Ledger(trial());
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            RevisionMetadata head = key.headMetadata().orElseThrow();
            for (int round = 0; round < Racers.ROUNDS; round++) {
                long n = head.version();
                boolean deleted = head.change() == Change.DELETE;
                head = winner(
                        racers,
                        ledger,
                        racer -> deleted
                                ? key.put(new Condition.DeletedAt(n))
                                : racer % 2 == 0
                                        ? key.put(new Condition.LiveAt(n))
                                        : key.delete(new Condition.LiveAt(n)));
            }
        }
        ledger.settle(key);
        trial().reached(ledger.counts());
    }

    /** Many rounds from a barrier, with a deletion after each. */
    @Test
    default void LOCK_01_of_racing_restores_of_one_tombstone_exactly_one_is_appended() {
        KeyModel key = trial().key("p1", StartState.DELETED);
        Ledger ledger = new Ledger(trial());
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            long tombstone = key.last();
            for (int round = 0; round < Racers.ROUNDS; round++) {
                long n = tombstone;
                winner(racers, ledger, racer -> key.put(new Condition.DeletedAt(n)));
                AppendOutcome deletion = ledger.append(trial().store(), key.delete(new Condition.LiveAt(n + 1)));
                tombstone = ((AppendOutcome.Appended) deletion).metadata().version();
            }
        }
        ledger.settle(key);
        trial().reached(ledger.counts());
    }

    /** A fresh key in each round. */
    @Test
    default void LOCK_04_of_racing_creations_of_one_key_exactly_one_is_appended() {
        Ledger ledger = new Ledger(trial());
        List<KeyModel> keys = new ArrayList<>();
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            for (int round = 0; round < Racers.ROUNDS / 2; round++) {
                KeyModel key = trial().key("p" + round);
                keys.add(key);
                RevisionMetadata winner = winner(racers, ledger, racer -> key.put(new Condition.Absent()));
                Require.equal(1L, winner.version(), "The version of the winner");
            }
        }
        ledger.settle(keys);
        trial().reached(ledger.counts());
    }

    /** No acknowledged write is lost: every one has a version of its own, and each is tried until it has. */
    @Test
    default void LOCK_03_racing_unconditional_appends_all_find_a_version() {
        KeyModel key = trial().key("p1");
        Ledger ledger = new Ledger(trial());
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            racers.race(racer -> {
                for (int i = 0; racers.goesOn(i); i++) {
                    untilAppended(ledger, trial().store(racer), key);
                }
                return racer;
            });
        }
        ledger.settle(key);
        Require.equal(
                ledger.attempts().stream().filter(Ledger.Attempt::isAppended).count(),
                key.last(),
                "The head's version");
        trial().reached(ledger.counts());
    }

    /** Each writer goes by the head that it was last told of; whoever is first takes the next version. */
    @Test
    default void LOCK_01_writers_that_chase_one_head_take_each_version_once() {
        KeyModel key = trial().key("p1");
        Ledger ledger = new Ledger(trial());
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            racers.race(racer -> {
                Optional<RevisionMetadata> known = Optional.empty();
                for (int i = 0; racers.goesOn(i); i++) {
                    AppendOutcome outcome = ledger.append(trial().store(racer), next(key, known, i));
                    if (outcome instanceof AppendOutcome.Appended appended) {
                        known = Optional.of(appended.metadata());
                    } else if (outcome instanceof AppendOutcome.Refused refused) {
                        known = refused.head();
                    } else {
                        known = trial().store(racer)
                                .head(key.key(), Detail.METADATA)
                                .map(RevisionRecord::metadata);
                    }
                }
                return racer;
            });
        }
        ledger.settle(key);
        trial().reached(ledger.counts());
    }

    private static Append next(KeyModel key, Optional<RevisionMetadata> known, int step) {
        if (known.isEmpty()) {
            return key.put(new Condition.Absent());
        }
        long n = known.get().version();
        if (known.get().change() == Change.DELETE) {
            return key.put(new Condition.DeletedAt(n));
        }
        return step % 5 == 4 ? key.delete(new Condition.LiveAt(n)) : key.put(new Condition.LiveAt(n));
    }

    /** A re-sent write finds its own revision, or is refused by it or a later one; it is never told of a race. */
    @Test
    default void ERR_05_one_write_sent_by_many_at_once_is_one_revision() {
        KeyModel key = trial().key("p1", StartState.CREATED);
        Ledger ledger = new Ledger(trial());
        Map<Integer, Append> writes = new ConcurrentHashMap<>();
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            racers.race(racer -> {
                for (int i = 0; racers.goesOn(i); i++) {
                    Append write = writes.computeIfAbsent(i, n -> key.put(new Condition.LiveAt(n + 1)));
                    AppendOutcome outcome = ledger.append(trial().store(racer), write);
                    Require.that(
                            !(outcome instanceof AppendOutcome.Raced),
                            "The slot is held by this very write, but it was told of a race");
                }
                return racer;
            });
        }
        ledger.settle(key);
        Require.equal(writes.size() + 1L, key.last(), "The head's version after " + writes.size() + " writes");
        trial().reached(ledger.counts());
    }

    /** Of several contents under one write id at most one is written, and the others are not told that they were. */
    @Test
    default void ERR_06_one_write_id_with_many_contents_is_acknowledged_once() {
        KeyModel key = trial().key("p1", StartState.CREATED);
        Ledger ledger = new Ledger(trial());
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            long head = key.last();
            for (int round = 0; round < Racers.ROUNDS / 2; round++) {
                long n = head;
                UUID id = trial().writeId();
                List<AppendOutcome> outcomes = racers.shoot(racer -> {
                    Append.Put put = key.put(new Condition.LiveAt(n));
                    Append.Put misused = new Append.Put(
                            put.key(), put.condition(), put.content(), put.author(), id, put.now(), false);
                    return () -> trial().store(racer).append(misused);
                });
                Require.equal(
                        1L,
                        outcomes.stream()
                                .filter(AppendOutcome.Appended.class::isInstance)
                                .count(),
                        "The number of contents acknowledged under one write id, among " + Trace.show(outcomes));
                head = n + 1;
            }
        }
        trial().reached(ledger.counts());
        key.adopt(
                Walks.history(
                        trial().store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(1000)),
                key.last() + Racers.ROUNDS / 2);
    }

    /** Every kind of append and condition, current, stale and ahead, all at once; the ledger looks for one order. */
    @Test
    default void LOCK_06_outcomes_of_a_free_run_fit_one_order_in_real_time() {
        List<KeyModel> keys = List.of(trial().key("p1"), trial().key("p2"));
        Ledger ledger = new Ledger(trial());
        long seed = trial().random().nextLong();
        try (Racers racers = new Racers(trial(), Racers.THREADS)) {
            racers.race(racer -> {
                Random random = new Random(seed + racer);
                for (int i = 0; racers.goesOn(i / 2); i++) {
                    RevisionStore store = trial().store(random.nextInt(2));
                    KeyModel key = keys.get(random.nextInt(keys.size()));
                    long seen = store.head(key.key(), Detail.METADATA)
                            .map(head -> head.metadata().version())
                            .orElse(0L);
                    int luck = random.nextInt(10);
                    long n = Math.max(1, seen + (luck < 7 ? 0 : luck < 9 ? -1 : 1));
                    ledger.append(store, free(key, random.nextInt(9), n));
                }
                return racer;
            });
        }
        ledger.settle(keys);
        Require.that(ledger.attempts().stream().anyMatch(Ledger.Attempt::isAppended), "Nothing was appended");
        trial().reached(ledger.counts());
    }

    private static Append free(KeyModel key, int kind, long n) {
        return switch (kind) {
            case 0 -> key.put(new Condition.Absent());
            case 1 -> key.put(new Condition.Any());
            case 2 -> key.put(new Condition.NotLive());
            case 3 -> key.put(new Condition.Live());
            case 4 -> key.put(new Condition.DeletedAt(n));
            case 5 -> key.delete(new Condition.Live());
            case 6 -> key.delete(new Condition.LiveAt(n));
            default -> key.put(new Condition.LiveAt(n));
        };
    }

    /** What a racer sends. */
    @FunctionalInterface
    interface Shot {

        /** Gives the append of a racer. */
        Append of(int racer);
    }

    /** Lets all racers shoot at once; one must win, and the others be refused by its revision, or be told of the race. */
    private RevisionMetadata winner(Racers racers, Ledger ledger, Shot shot) {
        List<AppendOutcome> outcomes = racers.shoot(racer -> {
            Append append = shot.of(racer);
            return () -> ledger.append(trial().store(racer), append);
        });
        List<RevisionMetadata> winners = outcomes.stream()
                .filter(AppendOutcome.Appended.class::isInstance)
                .map(outcome -> ((AppendOutcome.Appended) outcome).metadata())
                .toList();
        if (winners.size() != 1) {
            throw Require.unmet(
                    "exactly one of the racing appends is appended", winners.size() + " of " + Trace.show(outcomes));
        }
        for (AppendOutcome outcome : outcomes) {
            Require.that(
                    outcome instanceof AppendOutcome.Appended
                            || outcome instanceof AppendOutcome.Raced
                            || outcome.equals(new AppendOutcome.Refused(Optional.of(winners.get(0)))),
                    () -> "The winner is " + Trace.show(winners.get(0)) + ", but a loser was answered with "
                            + Trace.show(outcome));
        }
        return winners.get(0);
    }

    private void untilAppended(Ledger ledger, RevisionStore store, KeyModel key) {
        long end = System.nanoTime() + trial().deadline().toNanos();
        while (!(ledger.append(store, key.put(new Condition.Any())) instanceof AppendOutcome.Appended)) {
            Require.that(System.nanoTime() < end, "An unconditional append lost every race within the deadline");
        }
    }
}
