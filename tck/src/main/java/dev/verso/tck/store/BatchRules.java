package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Atomic batches: with {@link Capability#ATOMIC_BATCH}; without, that they refuse. */
interface BatchRules extends StoreChapter {

    /** Creation, update, deletion, restore and an unconditional put in one batch. */
    @Test
    default void BAT_01_every_entry_of_a_batch_is_appended() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            for (int round = 0; round < 3; round++) {
                Batches.accept(trial(), entries("r" + round));
            }
        });
    }

    /** Each place in the batch fails once; the audit at the end finds any trace of the others. */
    @Test
    default void BAT_01_a_batch_with_one_condition_that_fails_does_nothing() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            for (int failing = 0; failing < 5; failing++) {
                List<Append> batch = new ArrayList<>(entries("f" + failing));
                Append failed = batch.get(failing);
                KeyModel key =
                        trial().home().key(failed.key().type(), failed.key().id());
                batch.set(failing, key.put(new Condition.LiveAt(key.last() + 1)));
                Batches.refuse(trial(), batch);
            }
        });
    }

    /** A batch of one, and keys that differ only by type or case. */
    @Test
    default void BAT_02_an_entry_is_what_it_would_be_alone() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            KeyModel one = trial().key("p1");
            Batches.accept(trial(), List.of(one.put(new Condition.Absent())));
            Batches.accept(trial(), List.of(one.delete(new Condition.LiveAt(1))));
            Batches.refuse(trial(), List.of(one.delete(new Condition.Live())));
            KeyModel upper = trial().key("P1");
            KeyModel type = trial().key("patient", "p1");
            Batches.accept(
                    trial(),
                    List.of(
                            type.put(new Condition.Any()),
                            one.put(new Condition.DeletedAt(2)),
                            upper.put(new Condition.NotLive())));
        });
    }

    /** Two of three entries fail, in every rotation. */
    @Test
    default void BAT_03_a_refusal_names_an_entry_whose_own_condition_does_not_hold() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            KeyModel live = trial().key("live", StartState.UPDATED);
            KeyModel deleted = trial().key("deleted", StartState.DELETED);
            KeyModel absent = trial().key("absent");
            List<Append> batch = new ArrayList<>(List.of(
                    live.put(new Condition.LiveAt(live.last())),
                    deleted.put(new Condition.Absent()),
                    absent.put(new Condition.Live())));
            for (int i = 0; i < batch.size(); i++) {
                Batches.refuse(trial(), batch);
                Collections.rotate(batch, 1);
            }
        });
    }

    /** As many as the contract allows. */
    @Test
    default void BAT_04_a_thousand_entries_are_taken() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            List<Append> batch = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                KeyModel key = i < 10 ? trial().key("p" + i) : trial().home().key("Patient", "p" + i);
                batch.add(key.put(new Condition.Absent()));
            }
            Batches.accept(trial(), batch);
        });
    }

    /** Batches over overlapping keys, in orders that invite a deadlock, and single appends in between. */
    @Test
    default void BAT_01_racing_batches_are_appended_whole_or_not_at_all() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            List<KeyModel> keys = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                keys.add(trial().key("p" + i, i % 2 == 0 ? StartState.CREATED : StartState.ABSENT));
            }
            Ledger ledger = new Ledger(trial());
            long seed = trial().random().nextLong();
            try (Racers racers = new Racers(trial(), Racers.THREADS)) {
                racers.race(racer -> {
                    Random random = new Random(seed + racer);
                    RevisionStore store = trial().store(racer);
                    for (int i = 0; racers.goesOn(i); i++) {
                        List<KeyModel> some = new ArrayList<>(keys);
                        Collections.shuffle(some, random);
                        List<Append> batch = new ArrayList<>();
                        for (KeyModel key : some.subList(0, 2 + random.nextInt(3))) {
                            batch.add(entry(store, key, random));
                        }
                        if (racer == 0 && i % 2 == 0) {
                            ledger.append(store, batch.get(0));
                        } else {
                            ledger.appendAll(store, batch);
                        }
                    }
                    return racer;
                });
            }
            ledger.settle(keys);
            Require.that(ledger.attempts().stream().anyMatch(Ledger.Attempt::isAppended), "Nothing was appended");
            trial().reached(ledger.counts());
        });
    }

    /** Batch number m gives each key version m: who has seen version m of one sees at least m of every other. */
    @Test
    default void BAT_01_who_has_seen_one_entry_sees_them_all_from_then_on() {
        trial().with(Capability.ATOMIC_BATCH, () -> {
            List<KeyModel> keys = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                keys.add(trial().key("p" + i));
            }
            Ledger ledger = new Ledger(trial());
            long seed = trial().random().nextLong();
            try (Racers racers = new Racers(trial(), 4)) {
                racers.race(racer -> {
                    Random random = new Random(seed + racer);
                    for (int m = 1; racers.goesOn(m / 4); m++) {
                        if (racer == 0) {
                            List<Append> batch = new ArrayList<>();
                            keys.forEach(key -> batch.add(key.put(new Condition.Any())));
                            Collections.shuffle(batch, random);
                            Require.that(
                                    ledger.appendAll(trial().store(m), batch) instanceof BatchOutcome.AllAppended,
                                    "The only writer's batch was not appended");
                        } else {
                            ResourceKey one = keys.get(random.nextInt(4)).key();
                            ResourceKey other = keys.get(random.nextInt(4)).key();
                            long first = version(trial().store(racer), one);
                            long second = version(trial().store(racer + 1), other);
                            Require.that(
                                    second >= first,
                                    "Version " + first + " of " + one + " was seen, and after that only version "
                                            + second + " of " + other + ", of the same batches");
                        }
                    }
                    return racer;
                });
            }
            ledger.settle(keys);
            trial().reached(ledger.counts());
        });
    }

    private static long version(RevisionStore store, ResourceKey key) {
        return store.head(key, Detail.METADATA)
                .map(head -> head.metadata().version())
                .orElse(0L);
    }

    private static Append entry(RevisionStore store, KeyModel key, Random random) {
        long seen = version(store, key.key());
        return switch (random.nextInt(6)) {
            case 0 -> key.put(new Condition.Any());
            case 1 -> key.put(new Condition.NotLive());
            case 2 -> key.delete(new Condition.Live());
            default -> seen == 0 ? key.put(new Condition.Absent()) : key.put(new Condition.LiveAt(seen));
        };
    }

    /** A creation, an update, a deletion, a restore and an unconditional put, of keys that are ready for them. */
    private List<Append> entries(String name) {
        KeyModel created = trial().key(name + "-c");
        KeyModel updated = trial().key(name + "-b", StartState.UPDATED);
        KeyModel deleted = trial().key("Group", name + "-d", StartState.CREATED);
        KeyModel restored = trial().key(name + "-a", StartState.DELETED);
        KeyModel any = trial().key("Group", name + "-e", StartState.RESTORED);
        return List.of(
                created.put(new Condition.Absent()),
                updated.put(new Condition.LiveAt(updated.last())),
                deleted.delete(new Condition.Live()),
                restored.put(new Condition.DeletedAt(restored.last())),
                any.put(new Condition.Any()));
    }
}
