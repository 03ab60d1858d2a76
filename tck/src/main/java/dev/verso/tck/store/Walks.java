package dev.verso.tck.store;

import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Walks over pages, each of which must keep its bounds and bring the walk forward (PAGE-01). */
final class Walks {

    private static final int MOST_PAGES = 10_000;
    private static final int MOST_ENTRIES = 100_000;
    private static final int LONGEST_TOKEN = 256;
    private static final Comparator<HistoryRequest.Position> POSITIONS = Comparator.comparing(
                    HistoryRequest.Position::lastUpdated)
            .thenComparing(HistoryRequest.Position::type)
            .thenComparing(HistoryRequest.Position::id)
            .thenComparing(HistoryRequest.Position::version);

    private Walks() {}

    /** A history to walk over. */
    record History(
            HistoryRequest.Scope scope, Order order, Optional<Instant> since, Optional<Instant> before, Detail detail) {

        static History of(HistoryRequest.Scope scope) {
            return new History(scope, Order.OLDEST_FIRST, Optional.empty(), Optional.empty(), Detail.CONTENT);
        }

        History in(Order newOrder) {
            return new History(scope, newOrder, since, before, detail);
        }

        History between(Optional<Instant> from, Optional<Instant> until) {
            return new History(scope, order, from, until, detail);
        }

        History with(Detail newDetail) {
            return new History(scope, order, since, before, newDetail);
        }

        HistoryRequest page(Optional<HistoryRequest.Position> after, PageBounds bounds) {
            return new HistoryRequest(scope, order, since, before, after, bounds, detail);
        }
    }

    static List<RevisionRecord> history(RevisionStore store, History history, PageBounds bounds) {
        return history(store, history, bounds, Optional.empty());
    }

    static List<RevisionRecord> history(
            RevisionStore store, History history, PageBounds bounds, Optional<HistoryRequest.Position> start) {
        List<RevisionRecord> all = new ArrayList<>();
        Optional<HistoryRequest.Position> after = start;
        for (int page = 0; page < MOST_PAGES; page++) {
            Slice<RevisionRecord, HistoryRequest.Position> slice = page(store, history, bounds, after);
            all.addAll(slice.items());
            if (slice.next().isEmpty()) {
                return all;
            }
            after = slice.next();
        }
        throw Require.unmet("the walk comes to its end", "it does not within " + MOST_PAGES + " pages");
    }

    /** Reads one page, which must keep its bounds and go on beyond where it began. */
    static Slice<RevisionRecord, HistoryRequest.Position> page(
            RevisionStore store, History history, PageBounds bounds, Optional<HistoryRequest.Position> after) {
        Slice<RevisionRecord, HistoryRequest.Position> slice = store.history(history.page(after, bounds));
        requireBounds(slice.items(), bounds, history.detail());
        if (after.isPresent() && slice.next().isPresent()) {
            HistoryRequest.Position from = after.get();
            HistoryRequest.Position to = slice.next().get();
            Require.that(
                    history.order() == Order.OLDEST_FIRST
                            ? POSITIONS.compare(to, from) > 0
                            : POSITIONS.compare(to, from) < 0,
                    () -> "A page goes on at " + to + ", which is not beyond where it began: " + from);
        }
        return slice;
    }

    static List<RevisionRecord> list(RevisionStore store, TenantId tenant, String type, PageBounds bounds) {
        return list(store, tenant, type, bounds, Optional.empty());
    }

    static List<RevisionRecord> list(
            RevisionStore store, TenantId tenant, String type, PageBounds bounds, Optional<String> start) {
        List<RevisionRecord> all = new ArrayList<>();
        Optional<String> after = start;
        for (int page = 0; page < MOST_PAGES; page++) {
            Slice<RevisionRecord, String> slice = listPage(store, tenant, type, bounds, after);
            all.addAll(slice.items());
            if (slice.next().isEmpty()) {
                return all;
            }
            after = slice.next();
        }
        throw Require.unmet("the list comes to its end", "it does not within " + MOST_PAGES + " pages");
    }

    /** Reads one page, which must keep its bounds and go on beyond where it began. */
    static Slice<RevisionRecord, String> listPage(
            RevisionStore store, TenantId tenant, String type, PageBounds bounds, Optional<String> after) {
        Slice<RevisionRecord, String> slice = store.list(tenant, type, after, bounds);
        requireBounds(slice.items(), bounds, Detail.CONTENT);
        Require.that(
                after.isEmpty() || slice.next().isEmpty() || slice.next().get().compareTo(after.get()) > 0,
                () -> "A page of the list goes on after " + slice.next() + ", not beyond where it began: " + after);
        return slice;
    }

    /** Reads the feed until it has caught up and holds nothing back. */
    static List<FeedSlice.Entry> feed(StoreTrial trial, RevisionStore store, TenantId tenant, PageBounds bounds) {
        return feed(trial, store, tenant, bounds, new FeedPosition.Oldest());
    }

    static List<FeedSlice.Entry> feed(
            StoreTrial trial, RevisionStore store, TenantId tenant, PageBounds bounds, FeedPosition start) {
        List<FeedSlice.Entry> all = new ArrayList<>();
        FeedPosition position = start;
        long end = System.nanoTime() + trial.deadline().toNanos();
        while (System.nanoTime() < end) {
            FeedSlice slice = feedPage(store, tenant, bounds, position);
            all.addAll(slice.entries());
            Require.that(all.size() <= MOST_ENTRIES, () -> "The feed has more entries than the check has written");
            if (slice.caughtUp() && slice.heldBackSince().isEmpty()) {
                return all;
            }
            Require.that(
                    slice.caughtUp() || !new FeedPosition.After(slice.token()).equals(position),
                    "A page of the feed has not caught up, but goes on where it began");
            position = new FeedPosition.After(slice.token());
        }
        throw Require.unmet("the feed catches up", "The feed has not caught up within " + trial.deadline());
    }

    static FeedSlice feedPage(RevisionStore store, TenantId tenant, PageBounds bounds, FeedPosition position) {
        FeedSlice slice = store.changes(tenant, position, bounds);
        requireBounds(slice.entries().stream().map(FeedSlice.Entry::revision).toList(), bounds, Detail.CONTENT);
        Set<String> tokens = new HashSet<>();
        for (FeedSlice.Entry entry : slice.entries()) {
            Require.that(tokens.add(entry.token()), () -> "Two entries of a page have the token " + entry.token());
            Require.that(entry.token().length() <= LONGEST_TOKEN, () -> "A token is too long: " + entry.token());
        }
        Require.that(slice.token().length() <= LONGEST_TOKEN, () -> "A token is too long: " + slice.token());
        return slice;
    }

    /** Goes on after each revision, and after places between them, in both orders and in pages of several sizes. */
    static void everyPosition(RevisionStore store, History history, List<RevisionRecord> oldestFirst) {
        for (Order order : Order.values()) {
            List<RevisionRecord> all = order == Order.OLDEST_FIRST ? oldestFirst : reversed(oldestFirst);
            for (int i = 0; i < all.size(); i++) {
                HistoryRequest.Position here = position(all.get(i));
                PageBounds bounds = PageBounds.of(1 + i % 4);
                Require.equalLists(
                        all.subList(i + 1, all.size()),
                        history(store, history.in(order), bounds, Optional.of(here)),
                        "The history, " + order + ", after " + here);
                HistoryRequest.Position beside = new HistoryRequest.Position(
                        order == Order.OLDEST_FIRST
                                ? here.lastUpdated().minus(1, ChronoUnit.MICROS)
                                : here.lastUpdated().plus(1, ChronoUnit.MICROS),
                        here.type(),
                        here.id(),
                        here.version());
                Comparator<RevisionRecord> byOrder =
                        order == Order.OLDEST_FIRST ? TenantModel.OLDEST_FIRST : TenantModel.OLDEST_FIRST.reversed();
                Require.equalLists(
                        all.stream()
                                .filter(revision -> byOrder.compare(revision, standIn(all.get(0), beside)) > 0)
                                .toList(),
                        history(store, history.in(order), bounds, Optional.of(beside)),
                        "The history, " + order + ", after a place that no revision has, " + beside);
            }
        }
    }

    private static RevisionRecord standIn(RevisionRecord any, HistoryRequest.Position position) {
        return new RevisionRecord(
                new RevisionMetadata(
                        new ResourceKey(any.metadata().key().tenant(), position.type(), position.id()),
                        position.version(),
                        any.metadata().change(),
                        position.lastUpdated(),
                        any.metadata().createdAt(),
                        Optional.empty(),
                        any.metadata().writeId()),
                false,
                Optional.empty());
    }

    /** Bounds at, just before and just after the time of every revision. */
    static void everyBound(RevisionStore store, History history, List<RevisionRecord> oldestFirst) {
        Set<Instant> edges = new LinkedHashSet<>();
        for (RevisionRecord revision : oldestFirst) {
            Instant at = revision.metadata().lastUpdated();
            edges.addAll(List.of(at.minus(1, ChronoUnit.MICROS), at, at.plus(1, ChronoUnit.MICROS)));
        }
        int number = 0;
        for (Instant edge : edges) {
            PageBounds bounds = PageBounds.of(1 + number++ % 5);
            Instant until = edge.plus(number % 3, ChronoUnit.DAYS);
            bounded(store, history.between(Optional.of(edge), Optional.empty()), bounds, oldestFirst);
            bounded(store, history.between(Optional.empty(), Optional.of(edge)), bounds, oldestFirst);
            bounded(store, history.between(Optional.of(edge), Optional.of(until)), bounds, oldestFirst);
        }
    }

    private static void bounded(
            RevisionStore store, History history, PageBounds bounds, List<RevisionRecord> oldestFirst) {
        List<RevisionRecord> expected = oldestFirst.stream()
                .filter(revision -> history.since()
                        .filter(since -> revision.metadata().lastUpdated().isBefore(since))
                        .isEmpty())
                .filter(revision -> history.before()
                        .filter(before -> !revision.metadata().lastUpdated().isBefore(before))
                        .isEmpty())
                .toList();
        String what = "The history since " + Trace.show(history.since()) + " before " + Trace.show(history.before());
        Require.equalLists(expected, history(store, history.in(Order.OLDEST_FIRST), bounds), what);
        Require.equalLists(reversed(expected), history(store, history.in(Order.NEWEST_FIRST), bounds), what);
    }

    private static void requireBounds(List<RevisionRecord> page, PageBounds bounds, Detail detail) {
        Require.that(
                page.size() <= bounds.limit(),
                () -> "A page holds " + page.size() + " entries; at most " + bounds.limit() + " were asked for");
        long before = 0;
        for (int i = 0; i < page.size(); i++) {
            RevisionRecord revision = page.get(i);
            boolean wanted = detail == Detail.CONTENT && revision.isResource();
            Require.that(
                    wanted == revision.content().isPresent(),
                    () -> (wanted ? "No content in " : "Content in ") + Trace.show(revision));
            if (i > 0 && wanted) {
                Require.that(
                        before < bounds.contentBytes(),
                        () -> "A page goes beyond " + bounds.contentBytes()
                                + " bytes of content by more than its last entry");
            }
            before += revision.content().map(content -> (long) content.size()).orElse(0L);
        }
    }

    /** The same revisions as a read without content gives them. */
    static List<RevisionRecord> bare(List<RevisionRecord> revisions) {
        return revisions.stream().map(Walks::bare).toList();
    }

    static RevisionRecord bare(RevisionRecord revision) {
        return new RevisionRecord(revision.metadata(), revision.erased(), Optional.empty());
    }

    static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    static HistoryRequest.Position position(RevisionRecord revision) {
        return new HistoryRequest.Position(
                revision.metadata().lastUpdated(),
                revision.metadata().key().type(),
                revision.metadata().key().id(),
                revision.metadata().version());
    }
}
