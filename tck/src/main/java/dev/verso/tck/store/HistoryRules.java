package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.HistoryQuery.Order;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Histories of one key, which every store has. */
interface HistoryRules extends StoreChapter {

    /**
     * Ascending, the tombstones' and erased revisions' included; those of earlier lives, and markers, are not.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void VER_07_the_versions_listed_are_those_of_the_history(StartState state) {
        Runnable check = () -> {
            KeyModel key = trial().key("p1", state);
            List<Long> versions = key.life().stream()
                    .map(revision -> revision.metadata().version())
                    .toList();
            for (int i = 0; i < 2; i++) {
                Require.equalLists(versions, trial().store(i).versions(key.key()), "The versions");
            }
        };
        if (state.needsErasure()) {
            trial().with(Capability.ERASURE, check);
        } else {
            check.run();
        }
    }

    /**
     * Tombstones and erased revisions are included, earlier lives and markers are not.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void HIS_01_a_key_history_has_every_revision_of_this_life_in_both_orders(StartState state) {
        Runnable check = () -> {
            KeyModel key = trial().key("p1", state);
            both(key.life(), Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(1000));
        };
        if (state.needsErasure()) {
            trial().with(Capability.ERASURE, check);
        } else {
            check.run();
        }
    }

    /** Positions of revisions, and places between them. */
    @Test
    default void HIS_02_a_key_history_goes_on_exactly_after_any_position() {
        KeyModel key = chain();
        Walks.everyPosition(trial().store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), key.life());
    }

    /** Bounds at, one microsecond before, and one after the time of each revision. */
    @Test
    default void HIS_04_since_is_inclusive_and_before_exclusive() {
        KeyModel key = chain();
        Walks.everyBound(trial().store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), key.life());
    }

    /** 1970 and the end of 9999. */
    @Test
    default void HIS_04_bounds_at_the_ends_of_time_are_taken() {
        KeyModel key = chain();
        Walks.History whole = Walks.History.of(new HistoryRequest.OfKey(key.key()));
        Optional<Instant> first = Optional.of(Instant.EPOCH);
        Optional<Instant> end = Optional.of(Instant.parse("+10000-01-01T00:00:00Z"));
        both(key.life(), whole.between(first, end), PageBounds.of(3));
        both(List.of(), whole.between(end, Optional.empty()), PageBounds.of(3));
        both(List.of(), whole.between(Optional.empty(), first), PageBounds.of(3));
    }

    /** At, one microsecond before, and one after the time of each revision. */
    @Test
    default void HIS_05_as_of_gives_the_newest_revision_that_is_not_later() {
        KeyModel key = chain();
        List<RevisionRecord> life = key.life();
        for (RevisionRecord revision : life) {
            Instant at = revision.metadata().lastUpdated();
            for (Instant instant : List.of(at.minus(1, ChronoUnit.MICROS), at, at.plus(1, ChronoUnit.MICROS))) {
                Optional<RevisionRecord> expected = life.stream()
                        .filter(candidate -> !candidate.metadata().lastUpdated().isAfter(instant))
                        .reduce((older, newer) -> newer);
                Require.equal(expected, trial().store().asOf(key.key(), instant), "The revision as of " + instant);
            }
        }
        Require.equal(Optional.empty(), trial().store().asOf(key.key(), Instant.EPOCH), "As of 1970");
        Require.equal(
                key.head(),
                trial().store().asOf(key.key(), Instant.parse("9999-12-31T23:59:59.999999Z")),
                "As of the last moment");
        Require.equal(
                Optional.empty(),
                trial().store().asOf(trial().key("absent").key(), trial().now()),
                "An absent key as of now");
    }

    /** A writer's clock that stands still or goes back must not reorder what its key went through. */
    @Test
    default void HIS_06_revisions_come_in_version_order_whatever_the_clocks_did() {
        KeyModel key = trial().key("p1");
        Instant now = trial().now();
        for (int i = 0; i < 15; i++) {
            key.accept(key.put(new Condition.Any(), now.minusSeconds(i % 4 * 3600L)));
        }
        List<Long> versions = Walks.history(
                        trial().store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(4))
                .stream()
                .map(revision -> revision.metadata().version())
                .toList();
        Require.equalLists(
                key.life().stream()
                        .map(revision -> revision.metadata().version())
                        .toList(),
                versions,
                "The versions");
    }

    /** In one page and in short ones. */
    @Test
    default void VER_07_a_history_without_content_tells_the_same_but_content() {
        KeyModel key = chain();
        Walks.History bare =
                Walks.History.of(new HistoryRequest.OfKey(key.key())).with(Detail.METADATA);
        both(Walks.bare(key.life()), bare, PageBounds.of(1000));
        both(Walks.bare(key.life()), bare, new PageBounds(2, 1));
    }

    /** At least one entry in each page, and never more than one beyond the bounds; every page brings the walk forward. */
    @Test
    default void PAGE_01_pages_keep_their_bounds_and_make_progress() {
        KeyModel key = chain();
        Walks.History whole = Walks.History.of(new HistoryRequest.OfKey(key.key()));
        for (int limit : new int[] {1, 2, 3, key.life().size(), key.life().size() + 1, 1000}) {
            for (long bytes : new long[] {1, 25, 60, 4 << 20}) {
                both(key.life(), whole, new PageBounds(limit, bytes));
            }
        }
    }

    /** A content larger than a page comes all the same. */
    @Test
    default void PAGE_01_large_contents_come_in_short_pages() {
        KeyModel key = trial().key("p1");
        for (int size : new int[] {100_000, 30, 200_000, 30, 30, 300_000, 30}) {
            Append.Put put = key.put(new Condition.Any());
            key.accept(new Append.Put(
                    put.key(), put.condition(), trial().content(size), put.author(), put.writeId(), put.now(), false));
        }
        both(key.life(), Walks.History.of(new HistoryRequest.OfKey(key.key())), new PageBounds(1000, 100_000));
    }

    /** What was there when the walk began comes exactly once, what is written meanwhile at most once. */
    @Test
    default void HIS_02_a_walk_during_writes_repeats_and_misses_nothing() {
        KeyModel key = chain();
        List<RevisionRecord> before = key.life();
        for (Order order : Order.values()) {
            List<RevisionRecord> seen = new ArrayList<>();
            Walks.History history =
                    Walks.History.of(new HistoryRequest.OfKey(key.key())).in(order);
            Optional<HistoryRequest.Position> after = Optional.empty();
            do {
                var slice = Walks.page(trial().store(), history, PageBounds.of(2), after);
                seen.addAll(slice.items());
                if (seen.size() < 3 * before.size()) {
                    key.accept(key.put(new Condition.Any()));
                }
                after = slice.next();
            } while (after.isPresent());
            Require.equal((long) seen.size(), seen.stream().distinct().count(), "The number of revisions, each once");
            Require.equalLists(
                    order == Order.OLDEST_FIRST ? before : Walks.reversed(before),
                    seen.stream().filter(before::contains).toList(),
                    "What was there before the walk");
        }
    }

    /** Eleven revisions: deletions, restores, and times one microsecond and one day apart. */
    private KeyModel chain() {
        KeyModel key = trial().key("p1");
        Instant now = trial().now();
        for (int i = 0; i < 11; i++) {
            Instant at = i % 4 < 2 ? now : now.plus(i, ChronoUnit.DAYS);
            key.accept(i % 4 == 2 ? key.delete(new Condition.Live(), at) : key.put(new Condition.Any(), at));
        }
        return key;
    }

    private void both(List<RevisionRecord> expected, Walks.History history, PageBounds bounds) {
        RevisionStore store = trial().store();
        Require.equalLists(
                expected,
                Walks.history(store, history.in(Order.OLDEST_FIRST), bounds),
                "The history, oldest first, in pages of " + bounds);
        Require.equalLists(
                Walks.reversed(expected),
                Walks.history(store, history.in(Order.NEWEST_FIRST), bounds),
                "The history, newest first, in pages of " + bounds);
    }
}
