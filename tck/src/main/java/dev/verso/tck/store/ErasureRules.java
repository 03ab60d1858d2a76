package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Erasure: with {@link Capability#ERASURE}; without, that it refuses. */
interface ErasureRules extends StoreChapter {

    /**
     * The outcome, and at the end that no read finds anything.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void ERA_01_an_erased_key_is_absent_to_every_read(StartState state) {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", state);
            KeyModel beside = trial().key("P1", StartState.UPDATED);
            key.erase();
            Require.equal(List.of(), key.life(), "The model of an erased key");
            beside.update();
        });
    }

    /**
     * No condition on an old version, the marker included, matches any more.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void ERA_02_the_first_write_after_an_erasure_begins_a_life_above_every_old_version(StartState state) {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", state);
            long before = key.last();
            boolean absent = key.head().isEmpty();
            key.erase();
            Require.equal(absent ? before : before + 1, key.last(), "The last slot");
            for (long version = Math.max(1, before - 1); version <= key.last() + 1; version++) {
                key.append(key.put(new Condition.LiveAt(version)));
                key.append(key.delete(new Condition.LiveAt(version)));
                key.append(key.put(new Condition.DeletedAt(version)));
            }
            Require.equal(key.last() + 1, key.create().metadata().version(), "The first version of the new life");
            key.update();
        });
    }

    /**
     * Every version there was, is, and will be.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void ERA_03_one_version_is_erased_alone(StartState state) {
        trial().with(Capability.ERASURE, () -> {
            long slots = trial().key("counted", state).last();
            for (long version : LongStream.concat(LongStream.rangeClosed(1, slots + 2), LongStream.of(Long.MAX_VALUE))
                    .toArray()) {
                KeyModel key = trial().key("v" + version, state);
                key.erase(version);
                key.erase(version);
                key.append(key.put(new Condition.Any()));
            }
        });
    }

    /** One after another, from the head down, and the rest at last. */
    @Test
    default void ERA_03_every_version_but_a_live_head_can_be_erased() {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", StartState.DELETED_AGAIN);
            key.restore();
            for (long version = key.last() + 1; version >= 1; version--) {
                key.erase(version);
            }
            key.remove();
            key.erase(key.last() - 1);
            key.restore();
            key.erase();
        });
    }

    /** Seen from the oldest entry, from the middle, and from what was the end. */
    @Test
    default void ERA_04_an_erasure_takes_a_new_place_at_the_end_of_the_feed() {
        trial().with(
                        Capability.ERASURE,
                        () -> trial().with(Capability.CHANGE_FEED, () -> {
                            KeyModel key = trial().key("p1", StartState.UPDATED);
                            KeyModel other = trial().key("p2", StartState.CREATED);
                            List<FeedSlice.Entry> before = feed(new FeedPosition.Oldest());
                            FeedPosition middle =
                                    new FeedPosition.After(before.get(1).token());
                            FeedPosition end = new FeedPosition.After(
                                    before.get(before.size() - 1).token());
                            key.erase(2);
                            other.update();
                            requireFeed(middle, trial().home().feed().subList(1, 5), "The feed after the second entry");
                            requireFeed(end, trial().home().feed().subList(3, 5), "The feed after what was its end");
                            key.erase();
                            requireFeed(
                                    new FeedPosition.Oldest(), trial().home().feed(), "The feed from the oldest");
                            requireFeed(end, trial().home().feed().subList(1, 3), "The feed after what was its end");
                            key.create();
                            key.erase();
                            requireFeed(end, trial().home().feed().subList(1, 3), "The feed after a second erasure");
                        }));
    }

    /**
     * Neither as a key nor version by version.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void ERA_05_what_is_erased_already_is_not_erased_again(StartState state) {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", state);
            key.erase();
            long slots = key.last();
            Require.equal(List.of(), key.erase().versions(), "The versions that a second erasure empties");
            for (long version = 1; version <= slots + 1; version++) {
                EraseOutcome outcome = key.erase(version);
                Require.that(
                        outcome instanceof EraseOutcome.Erased erased
                                && erased.versions().isEmpty(),
                        "Version " + version + " of an absent key: " + outcome);
            }
            Require.equal(slots, key.last(), "The last slot");
        });
    }

    /** The audit at the end compares authors, times and write ids too. */
    @Test
    default void ERA_06_content_author_times_and_write_ids_are_gone() {
        trial().with(Capability.ERASURE, () -> {
            KeyModel partly = trial().key("partly", StartState.UPDATED);
            partly.erase(2);
            RevisionRecord left = trial().store().revision(partly.key(), 2).orElseThrow();
            Require.that(left.erased() && left.content().isEmpty(), "The content is still there: " + Trace.show(left));
            Require.that(left.metadata().author().isEmpty(), "The author is still there");
            KeyModel wholly = trial().key("wholly", StartState.DELETED_AGAIN);
            List<RevisionRecord> were = wholly.life();
            wholly.erase();
            wholly.create();
            for (RevisionRecord was : were) {
                Require.that(
                        trial().store()
                                .revision(wholly.key(), was.metadata().version())
                                .isEmpty(),
                        "Still there: " + Trace.show(was));
                Require.that(
                        trial().store()
                                .asOf(wholly.key(), was.metadata().lastUpdated())
                                .isEmpty(),
                        "Still there as of its time: " + Trace.show(was));
            }
        });
    }

    /** The copy has the same bytes as the version that is erased. */
    @Test
    default void RES_03_a_copy_is_not_erased_with_its_source() {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", StartState.DELETED);
            var content = key.life().get(0).content().orElseThrow();
            var put = key.put(new Condition.DeletedAt(2));
            key.accept(
                    new Append.Put(key.key(), put.condition(), content, put.author(), put.writeId(), put.now(), false));
            key.erase(1);
            Require.equal(
                    Optional.of(content),
                    trial().store().revision(key.key(), 3).flatMap(RevisionRecord::content),
                    "The content of the copy");
        });
    }

    /** Racing erasures and appends: every slot is taken once, and each erasure empties the life before its marker. */
    @Test
    default void ERA_02_racing_appends_and_erasures_take_every_slot_once() {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", StartState.CREATED);
            Queue<Long> appended = new ConcurrentLinkedQueue<>(List.of(1L));
            Queue<EraseOutcome.Erased> erased = new ConcurrentLinkedQueue<>();
            Ledger ledger = new Ledger(trial());
            long seed = trial().random().nextLong();
            try (Racers racers = new Racers(trial(), Racers.THREADS)) {
                racers.race(racer -> {
                    Random random = new Random(seed + racer);
                    for (int i = 0; racers.goesOn(i / 2); i++) {
                        RevisionStore store = trial().store(racer);
                        if (random.nextInt(4) == 0) {
                            erase(store, key.key()).ifPresent(erased::add);
                        } else if (ledger.append(
                                        store,
                                        random.nextInt(4) == 0
                                                ? key.delete(new Condition.Live())
                                                : key.put(new Condition.Any()))
                                instanceof AppendOutcome.Appended done) {
                            appended.add(done.metadata().version());
                        }
                    }
                    return racer;
                });
            }
            judge(key, appended, erased);
            trial().reached(ledger.counts() + "; " + erased.size() + " erasures");
        });
    }

    /** An old version goes while the head moves on. */
    @Test
    default void ERA_03_erasures_of_old_versions_do_not_disturb_racing_appends() {
        trial().with(Capability.ERASURE, () -> {
            KeyModel key = trial().key("p1", StartState.CREATED);
            for (int i = 0; i < Racers.ROUNDS; i++) {
                key.update();
            }
            long old = key.last();
            List<RevisionRecord> before = key.life();
            Ledger ledger = new Ledger(trial());
            try (Racers racers = new Racers(trial(), Racers.THREADS)) {
                racers.race(racer -> {
                    RevisionStore store = trial().store(racer);
                    if (racer == 0) {
                        for (long version = 1; version < old; version++) {
                            eraseOne(store, key.key(), version);
                        }
                    } else {
                        for (int i = 0; racers.goesOn(i); i++) {
                            ledger.append(store, key.put(new Condition.Any()));
                        }
                    }
                    return racer;
                });
            }
            List<RevisionRecord> after = new ArrayList<>(Walks.history(
                    trial().store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(1000)));
            for (int i = 0; i < old - 1; i++) {
                RevisionRecord was = before.get(i);
                RevisionRecord left = after.get(i);
                Require.that(left.erased() && left.content().isEmpty(), "Not erased: " + Trace.show(left));
                Require.equal(
                        was.metadata().lastUpdated(), left.metadata().lastUpdated(), "The time of an erased version");
            }
            // The rest is what the ledger judges: the model takes the erased part as the store has it.
            key.adopt(after.subList(0, (int) old), old);
            ledger.settle(key);
            trial().reached(ledger.counts());
        });
    }

    private Optional<EraseOutcome.Erased> erase(RevisionStore store, ResourceKey key) {
        EraseOutcome outcome = store.erase(new Erase(key, OptionalLong.empty(), trial().writeId(), trial().now()));
        if (outcome instanceof EraseOutcome.Erased erased) {
            return erased.versions().isEmpty() ? Optional.empty() : Optional.of(erased);
        }
        Require.that(outcome instanceof EraseOutcome.Raced, "An erasure of a whole key is answered with " + outcome);
        return Optional.empty();
    }

    private void eraseOne(RevisionStore store, ResourceKey key, long version) {
        Erase erase = new Erase(key, OptionalLong.of(version), trial().writeId(), trial().now());
        EraseOutcome outcome = store.erase(erase);
        while (outcome instanceof EraseOutcome.Raced) {
            outcome = store.erase(erase);
        }
        Require.equal(
                new EraseOutcome.Erased(List.of(version), erase.now()), outcome, "The erasure of version " + version);
    }

    private void judge(KeyModel key, Iterable<Long> appended, Iterable<EraseOutcome.Erased> erased) {
        TreeMap<Long, String> slots = new TreeMap<>();
        for (long version : appended) {
            Require.that(slots.put(version, "revision") == null, "Version " + version + " was acknowledged twice");
        }
        long lastMarker = 0;
        TreeMap<Long, List<Long>> markers = new TreeMap<>();
        for (EraseOutcome.Erased erasure : erased) {
            List<Long> versions = erasure.versions();
            long marker = versions.get(versions.size() - 1) + 1;
            markers.put(marker, versions);
            Require.that(
                    slots.put(marker, "marker") == null, "Version " + marker + " was taken twice, by a marker too");
        }
        for (var marker : markers.entrySet()) {
            Require.equalLists(
                    LongStream.range(lastMarker + 1, marker.getKey()).boxed().toList(),
                    marker.getValue(),
                    "The versions that the erasure emptied whose marker is " + marker.getKey());
            lastMarker = marker.getKey();
        }
        Require.equal((long) slots.size(), slots.lastKey(), "The last of " + slots.size() + " slots, without a gap");
        List<RevisionRecord> life = Walks.history(
                trial().store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(1000));
        Require.equalLists(
                LongStream.rangeClosed(lastMarker + 1, slots.lastKey()).boxed().toList(),
                life.stream().map(revision -> revision.metadata().version()).toList(),
                "The versions of the present life");
        key.adopt(life, slots.lastKey());
    }

    private List<FeedSlice.Entry> feed(FeedPosition start) {
        return Walks.feed(trial(), trial().store(), trial().home().id(), PageBounds.of(2), start);
    }

    private void requireFeed(FeedPosition start, List<RevisionRecord> expected, String what) {
        Require.equalLists(
                expected, feed(start).stream().map(FeedSlice.Entry::revision).toList(), what);
    }
}
