package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.FeedEntry;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.Tombstone;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Chapter FEED: the change feed. */
public interface FeedRules extends Chapter {

    /** Writes one after the other, by both instances and over several keys: the feed is them, in their order. */
    @Test
    default void FEED_01_every_revision_appears_once_in_the_order_of_acknowledgement() {
        rule("FEED-01", t -> {
            List<Revision> written = writeSome(t);
            for (int limit : List.of(1, 2, 3, 7, 1000)) {
                equal("the feed by " + limit, written, revisions(new Feed(t, t.tenant()).all(t.either(limit), limit)));
            }
            that("tombstones are in the feed", written.stream().anyMatch(Tombstone.class::isInstance), written);
            equal(
                    "changesStream",
                    written,
                    revisions(t.second()
                            .changesStream(t.tenant(), FeedStart.oldest())
                            .toList()));
            List<FeedEntry> byDefault = new ArrayList<>(
                    t.first().changes(t.tenant(), FeedStart.oldest()).entries());
            equal("a page with the default limit", written.subList(0, byDefault.size()), revisions(byDefault));
        });
    }

    private static List<Revision> writeSome(Trial t) {
        List<Revision> written = new ArrayList<>();
        List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Alpha"), t.key("Zeta"));
        for (int i = 0; i < 24; i++) {
            // The feed follows acknowledgement, not the writers' clocks.
            t.clock().advance(Duration.ofMillis(t.random().nextInt(2_000) - 1_000));
            VersionedStorage storage = t.either(t.random().nextInt(2));
            ResourceKey key = keys.get(t.random().nextInt(keys.size()));
            written.add(
                    i % 5 == 4 && storage.exists(t.tenant(), key)
                            ? storage.delete(t.tenant(), key)
                            : storage.createOrUpdate(t.tenant(), key, t.content())
                                    .resource());
            try {
                storage.updateWithMatch(t.tenant(), key, "77", t.content());
            } catch (StorageException e) {
                // A refused write has no place in the feed.
                that("the refusal is known", !e.isOutcomeUnknown(), e);
            }
        }
        t.clock().set(Trial.START);
        return written;
    }

    private static List<Revision> revisions(List<FeedEntry> entries) {
        return entries.stream().map(FeedEntry::revision).toList();
    }

    /** Taken up after any entry, on either instance or a new one, the feed goes on with the next. */
    @Test
    default void FEED_04_each_entry_carries_the_cursor_to_go_on_from() {
        rule("FEED-04", t -> {
            List<Revision> written = writeSome(t);
            List<FeedEntry> entries = new Feed(t, t.tenant()).all(t.first());
            VersionedStorage later = t.open(t.options().build());
            Feed feed = new Feed(t, t.tenant());
            for (int i = 0; i < entries.size(); i++) {
                FeedStart after = FeedStart.after(entries.get(i).cursor());
                List<Revision> rest = written.subList(i + 1, written.size());
                equal("the feed after entry " + i, rest, revisions(feed.walk(t.either(i), after, 5)));
                equal("the feed after entry " + i, rest, revisions(feed.walk(later, after, 1000)));
            }
            FeedPage page = t.second().changes(t.tenant(), FeedStart.oldest(), 10);
            equal(
                    "the feed after a page",
                    written.subList(page.entries().size(), written.size()),
                    revisions(feed.walk(t.first(), FeedStart.after(page.cursor()), 4)));
        });
    }

    /** A feed that starts at now shows what is acknowledged from then on; an empty page's cursor stays good. */
    @Test
    default void FEED_04_a_feed_starts_at_now() {
        rule("FEED-04", t -> {
            writeSome(t);
            Feed feed = new Feed(t, t.tenant());
            feed.all(t.first());
            FeedPage now = t.first().changes(t.tenant(), FeedStart.now(), 10);
            equal("a feed at now", List.of(), now.entries());
            FeedPage again = t.second().changes(t.tenant(), FeedStart.after(now.cursor()), 10);
            equal("nothing new", List.of(), again.entries());
            that("a consumer that has all has caught up", again.caughtUp(), "not caught up");
            List<Revision> written = writeSome(t);
            for (String cursor : List.of(now.cursor(), again.cursor())) {
                List<Revision> seen = t.await(
                        "the feed after now has what was written",
                        () -> Optional.of(revisions(feed.walk(t.second(), FeedStart.after(cursor), 5)))
                                .filter(found -> found.size() >= written.size()));
                equal("the feed after now", written, seen);
            }
            FeedPage empty = t.first().changes(t.tenantLike("-empty"), FeedStart.oldest(), 10);
            equal("the feed of a tenant without resources", List.of(), empty.entries());
            that("it has caught up", empty.caughtUp(), "not caught up");
        });
    }

    /** Writers on both instances, a consumer beside them: each revision once, keys in version order, time respected. */
    @Test
    default void FEED_01_concurrent_writes_appear_once_and_in_an_order_that_respects_time() {
        rule("FEED-01", t -> {
            Race race = new Race(t);
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Other"));
            Queue<Timed> written = new ConcurrentLinkedQueue<>();
            AtomicInteger writing = new AtomicInteger(4);
            List<Revision> consumed = new ArrayList<>();
            Rendezvous.Outcomes<Integer> outcomes = race.run(5, task -> {
                if (task < 4) {
                    try {
                        writeBeside(t, task, keys, written);
                    } finally {
                        writing.decrementAndGet();
                    }
                } else {
                    consume(t, writing, written, consumed);
                }
                return task;
            });
            outcomes.onlyThrown("a writer or a consumer", List.of());
            requireOnceInOrder(consumed, List.copyOf(written));
            equal("the feed read anew", consumed, revisions(new Feed(t, t.tenant()).all(t.first())));
            race.report();
        });
    }

    private static void writeBeside(Trial t, int task, List<ResourceKey> keys, Queue<Timed> written) {
        VersionedStorage storage = t.either(task);
        for (int i = 0; i < 40; i++) {
            Thread.yield();
            ResourceKey key = keys.get((i + task) % keys.size());
            long began = System.nanoTime();
            try {
                Revision revision = i % 7 == 6
                        ? storage.delete(t.tenant(), key)
                        : i % 7 == 5
                                ? storage.updateWithMatch(t.tenant(), key, "1", t.content())
                                : storage.createOrUpdate(t.tenant(), key, t.content())
                                        .resource();
                written.add(new Timed(revision, began, System.nanoTime()));
            } catch (StorageException e) {
                that("a refusal is known", !e.isOutcomeUnknown(), e);
            }
        }
    }

    private static void consume(Trial t, AtomicInteger writing, Queue<Timed> written, List<Revision> consumed) {
        FeedStart[] from = {FeedStart.oldest()};
        int[] turn = {0};
        t.await("the consumer meets all that was written", () -> {
            boolean over = writing.get() == 0;
            FeedPage page = t.either(turn[0]++).changes(t.tenant(), from[0], 1 + turn[0] % 9);
            consumed.addAll(revisions(page.entries()));
            from[0] = FeedStart.after(page.cursor());
            return over && consumed.size() >= written.size() ? Optional.of(true) : Optional.empty();
        });
    }

    private static void requireOnceInOrder(List<Revision> consumed, List<Timed> written) {
        Map<Revision, Timed> times = new HashMap<>();
        written.forEach(timed -> times.put(timed.revision(), timed));
        equal("the number of entries", written.size(), consumed.size());
        equal("the different entries", times.keySet(), new HashSet<>(consumed));
        Map<ResourceKey, Long> versions = new HashMap<>();
        long latestBegin = Long.MIN_VALUE;
        for (Revision revision : consumed) {
            equal(
                    "the next version of " + revision.key(),
                    versions.getOrDefault(revision.key(), 0L) + 1,
                    revision.version());
            versions.put(revision.key(), revision.version());
            Timed timed = Objects.requireNonNull(times.get(revision));
            that(
                    "no write that began after the end of " + Words.of(revision) + " comes before it",
                    latestBegin <= timed.ended(),
                    latestBegin - timed.ended() + " ns after it");
            latestBegin = Math.max(latestBegin, timed.began());
        }
    }

    /** A slow consumer that stops for long and changes instances between pages misses nothing. */
    @Test
    default void FEED_02_a_consumer_that_keeps_its_cursor_misses_nothing() {
        rule("FEED-02", t -> {
            List<Revision> written = new ArrayList<>();
            List<Revision> consumed = new ArrayList<>();
            FeedStart from = FeedStart.oldest();
            for (int round = 0; round < 12; round++) {
                written.addAll(
                        round == 0
                                ? writeSome(t)
                                : List.of(
                                        t.either(round).create(t.tenant(), t.key("Patient"), t.content()),
                                        t.either(round + 1).create(t.tenant(), t.key("Other"), t.content())));
                FeedPage page = t.either(round).changes(t.tenant(), from, 1 + round % 3);
                consumed.addAll(revisions(page.entries()));
                requireNoGap(written, consumed);
                from = FeedStart.after(page.cursor());
            }
            consumeRest(t, t.open(t.options().build()), from, written, consumed);
        });
    }

    /**
     * Consumes the rest, up to two last writes: once the second one is met, nothing that was acknowledged before it can be on
     * its way any more.
     */
    private static void consumeRest(
            Trial t, VersionedStorage storage, FeedStart from, List<Revision> written, List<Revision> consumed) {
        written.add(t.first().create(t.tenant(), t.key("Last"), t.content()));
        Revision last = t.second().create(t.tenant(), t.key("Last"), t.content());
        written.add(last);
        consumed.addAll(t.await(
                "the feed has the last write",
                () -> Optional.of(revisions(new Feed(t, t.tenant()).walk(storage, from, 1000)))
                        .filter(found -> found.contains(last))));
        equal("what the consumer met", written, consumed);
    }

    /** How far a consumer has come is open; that it has met all up to there is not. */
    private static void requireNoGap(List<Revision> written, List<Revision> consumed) {
        that("a consumer meets no more than was written", consumed.size() <= written.size(), consumed);
        equal("what the consumer has met so far", written.subList(0, consumed.size()), consumed);
    }

    /** Writes that are refused and batches that are undone beside those that succeed leave neither gap nor entry. */
    @Test
    default void FEED_02_refused_batches_leave_neither_gap_nor_entry() {
        rule("FEED-02", Capability.ATOMIC_BATCH, t -> {
            ResourceKey taken = t.key("Patient");
            List<Revision> written = new ArrayList<>(List.of(t.first().create(t.tenant(), taken, t.content())));
            FeedStart from = FeedStart.oldest();
            List<Revision> consumed = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                int turn = i;
                Expect.alreadyExists(
                        "a batch",
                        taken,
                        1,
                        () -> t.either(turn)
                                .writeBatch(
                                        t.tenant(),
                                        List.of(
                                                Write.create("Patient", "never-" + turn, t.content()),
                                                Write.create(taken.type(), taken.id(), t.content()))));
                written.addAll(t.either(i + 1).writeBatch(t.tenant(), List.of(Write.create("Other", t.content()))));
                FeedPage page = t.second().changes(t.tenant(), from, 2);
                consumed.addAll(revisions(page.entries()));
                requireNoGap(written, consumed);
                from = FeedStart.after(page.cursor());
            }
            consumeRest(t, t.first(), from, written, consumed);
        });
    }
}
