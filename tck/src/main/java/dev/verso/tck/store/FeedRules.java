package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.InvalidCursorException;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The change feed: with {@link Capability#CHANGE_FEED}; without, that it refuses. */
interface FeedRules extends StoreChapter {

    /** Writers' clocks disagree; the feed follows acknowledgements. */
    @Test
    default void FEED_01_the_feed_has_every_revision_once_in_the_order_of_acknowledgements() {
        trial().with(Capability.CHANGE_FEED, () -> {
            write(20);
            for (PageBounds bounds : List.of(
                    PageBounds.of(1),
                    PageBounds.of(3),
                    PageBounds.of(1000),
                    new PageBounds(1000, 1),
                    new PageBounds(7, 60))) {
                Require.equalLists(
                        trial().home().feed(),
                        revisions(Walks.feed(trial(), trial().store(), home(), bounds)),
                        "The feed in pages of " + bounds);
            }
        });
    }

    /** Only what was appended is. */
    @Test
    default void FEED_01_a_refused_append_is_not_in_the_feed() {
        trial().with(Capability.CHANGE_FEED, () -> {
            KeyModel key = trial().key("p1", StartState.UPDATED);
            key.append(key.put(new Condition.Absent()));
            key.append(key.put(new Condition.LiveAt(7)));
            key.remove();
            key.append(key.delete(new Condition.Live()));
            Require.equalLists(
                    key.life(), revisions(Walks.feed(trial(), trial().store(), home(), PageBounds.of(10))), "The feed");
        });
    }

    /** The place that an empty page gives is kept like any other. */
    @Test
    default void FEED_02_a_tenant_without_writes_has_an_empty_feed_to_wait_at() {
        trial().with(Capability.CHANGE_FEED, () -> {
            FeedSlice oldest = trial().store().changes(home(), new FeedPosition.Oldest(), PageBounds.of(10));
            FeedSlice now = trial().store().changes(home(), new FeedPosition.Now(), PageBounds.of(10));
            Require.equal(List.of(), oldest.entries(), "The entries from the oldest on");
            Require.equal(List.of(), now.entries(), "The entries from now on");
            write(3);
            for (FeedSlice slice : List.of(oldest, now)) {
                FeedPosition after = new FeedPosition.After(slice.token());
                Require.equalLists(
                        trial().home().feed(),
                        revisions(Walks.feed(trial(), trial().store(), home(), PageBounds.of(2), after)),
                        "What was written since");
            }
        });
    }

    /** Every entry's token, taken up by either instance. */
    @Test
    default void FEED_04_each_entry_has_the_place_after_it() {
        trial().with(Capability.CHANGE_FEED, () -> {
            write(12);
            List<FeedSlice.Entry> all = Walks.feed(trial(), trial().store(), home(), PageBounds.of(5));
            Require.equalLists(trial().home().feed(), revisions(all), "The feed");
            for (int i = 0; i < all.size(); i++) {
                FeedPosition after = new FeedPosition.After(all.get(i).token());
                Require.equalLists(
                        trial().home().feed().subList(i + 1, all.size()),
                        revisions(Walks.feed(trial(), trial().store(), home(), PageBounds.of(1 + i % 4), after)),
                        "The feed after entry " + i);
            }
            FeedPosition last = new FeedPosition.After(all.get(all.size() - 1).token());
            write(4);
            Require.equalLists(
                    trial().home()
                            .feed()
                            .subList(all.size(), trial().home().feed().size()),
                    revisions(Walks.feed(trial(), trial().store(), home(), PageBounds.of(1000), last)),
                    "What was written since");
        });
    }

    /** And nothing from before, once the feed has caught up. */
    @Test
    default void FEED_04_a_feed_from_now_has_what_is_acknowledged_from_then_on() {
        trial().with(Capability.CHANGE_FEED, () -> {
            write(6);
            Walks.feed(trial(), trial().store(), home(), PageBounds.of(1000));
            int before = trial().home().feed().size();
            FeedSlice now = trial().store().changes(home(), new FeedPosition.Now(), PageBounds.of(1000));
            Require.equal(List.of(), now.entries(), "The entries at the end of a feed that has caught up");
            write(5);
            Require.equalLists(
                    trial().home().feed().subList(before, trial().home().feed().size()),
                    revisions(Walks.feed(
                            trial(), trial().store(), home(), PageBounds.of(2), new FeedPosition.After(now.token()))),
                    "What was written since");
        });
    }

    /** No garbage begins the feed anew. */
    @Test
    default void HIS_03_a_token_that_is_none_is_refused() {
        trial().with(Capability.CHANGE_FEED, () -> {
            write(2);
            for (String token : List.of("", "no token", "\u0000\uffff", "1'; DROP TABLE x", "x".repeat(256))) {
                Require.thrown(
                        InvalidCursorException.class,
                        () -> trial().store().changes(home(), new FeedPosition.After(token), PageBounds.of(10)),
                        "changes after \"" + token + "\"");
            }
        });
    }

    /** A consumer at the feed's end all along, while writers commit in any order. */
    @Test
    default void FEED_02_a_consumer_misses_nothing_while_writers_race() {
        trial().with(Capability.CHANGE_FEED, () -> {
            List<KeyModel> keys = List.of(trial().key("p1"), trial().key("p2"), trial().key("Group", "p1"));
            Ledger ledger = new Ledger(trial());
            List<FeedSlice.Entry> seen = new ArrayList<>();
            RevisionStore consumer = trial().open();
            AtomicInteger writing = new AtomicInteger(Racers.THREADS - 1);
            long seed = trial().random().nextLong();
            try (Racers racers = new Racers(trial(), Racers.THREADS)) {
                racers.race(racer -> {
                    Random random = new Random(seed + racer);
                    if (racer == 0) {
                        follow(consumer, seen, writing, random);
                        return racer;
                    }
                    try {
                        for (int i = 0; racers.goesOn(i); i++) {
                            KeyModel key = keys.get(random.nextInt(keys.size()));
                            ledger.append(
                                    trial().store(racer),
                                    random.nextInt(4) == 0
                                            ? key.delete(new Condition.Live())
                                            : key.put(new Condition.Any()));
                        }
                    } finally {
                        writing.decrementAndGet();
                    }
                    return racer;
                });
            }
            ledger.settle(keys);
            FeedPosition last = seen.isEmpty()
                    ? new FeedPosition.Oldest()
                    : new FeedPosition.After(seen.get(seen.size() - 1).token());
            seen.addAll(Walks.feed(trial(), consumer, home(), PageBounds.of(9), last));
            judge(keys, revisions(seen), ledger);
            trial().reached(ledger.counts() + "; the consumer saw " + seen.size());
        });
    }

    private void follow(RevisionStore consumer, List<FeedSlice.Entry> seen, AtomicInteger writing, Random random) {
        FeedPosition position = new FeedPosition.Oldest();
        while (writing.get() > 0) {
            FeedSlice slice = Walks.feedPage(consumer, home(), PageBounds.of(1 + random.nextInt(9)), position);
            seen.addAll(slice.entries());
            position = new FeedPosition.After(slice.token());
        }
    }

    private void judge(List<KeyModel> keys, List<RevisionRecord> seen, Ledger ledger) {
        Map<ResourceKey, List<RevisionRecord>> byKey = new HashMap<>();
        seen.forEach(entry -> byKey.computeIfAbsent(entry.metadata().key(), key -> new ArrayList<>())
                .add(entry));
        for (KeyModel key : keys) {
            Require.equalLists(
                    key.life(), byKey.getOrDefault(key.key(), List.of()), "The feed's entries of " + key.key());
        }
        Map<UUID, Ledger.Attempt> appended = new HashMap<>();
        ledger.attempts().stream()
                .filter(Ledger.Attempt::isAppended)
                .forEach(attempt -> appended.put(attempt.append().writeId(), attempt));
        Require.equal(appended.size(), seen.size(), "The number of entries");
        long earliestEnd = Long.MAX_VALUE;
        for (RevisionRecord entry : Walks.reversed(seen)) {
            Ledger.Attempt attempt = Require.present(
                    appended.get(entry.metadata().writeId()),
                    () -> "The feed has a write that nobody was acknowledged: " + Trace.show(entry));
            Require.that(
                    attempt.began() - earliestEnd <= 0 || earliestEnd == Long.MAX_VALUE,
                    "A write that was acknowledged before this one began comes after it in the feed: "
                            + Trace.show(entry));
            earliestEnd = Math.min(earliestEnd, attempt.ended());
        }
    }

    /** Writes some revisions of several keys, one after another, with clocks that disagree. */
    private void write(int revisions) {
        Instant now = trial().now();
        for (int i = 0; i < revisions; i++) {
            KeyModel key = i % 3 == 2 ? trial().key("Group", "g" + i % 2) : trial().key("p" + i % 4);
            Instant at = now.minusSeconds(i % 5 * 1000L);
            AppendOutcome outcome = key.append(
                    key.isLive() && i % 4 == 3
                            ? key.delete(new Condition.Live(), at)
                            : key.put(new Condition.Any(), at));
            Require.that(outcome instanceof AppendOutcome.Appended, "A write was not appended");
        }
    }

    private TenantId home() {
        return trial().home().id();
    }

    private static List<RevisionRecord> revisions(List<FeedSlice.Entry> entries) {
        return entries.stream().map(FeedSlice.Entry::revision).toList();
    }
}
