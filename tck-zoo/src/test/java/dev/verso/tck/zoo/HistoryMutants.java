package dev.verso.tck.zoo;

import dev.verso.HistoryQuery;
import dev.verso.HistoryQuery.Order;
import dev.verso.InvalidCursorException;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Chapters HIS and PAGE: histories, as-of reads, cursors, pages. */
final class HistoryMutants {

    private HistoryMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(ReversesHistory.class, ReversesHistory::new).killedBy("HIS-01"),
                Mutant.ofStore(HidesTombstones.class, HidesTombstones::new).killedBy("HIS-01"),
                Mutant.ofStore(DropsAtThePageEdge.class, DropsAtThePageEdge::new)
                        .killedBy("HIS-02"),
                Mutant.ofStore(RepeatsAtThePageEdge.class, RepeatsAtThePageEdge::new)
                        .killedBy("HIS-02"),
                Mutant.ofStorage(RestartsOnABadCursor.class, RestartsOnABadCursor::new)
                        .killedBy("HIS-03"),
                Mutant.ofStore(HasAnIdentityPerInstance.class, HasAnIdentityPerInstance::new)
                        .killedBy("HIS-03"),
                Mutant.ofStore(SinceIsExclusive.class, SinceIsExclusive::new).killedBy("HIS-04"),
                Mutant.ofStore(BeforeIsInclusive.class, BeforeIsInclusive::new).killedBy("HIS-04"),
                Mutant.ofStore(AsOfLeavesOutTheInstant.class, AsOfLeavesOutTheInstant::new)
                        .killedBy("HIS-05"),
                Mutant.ofStore(OrdersVersionsOfAKeyBackwards.class, OrdersVersionsOfAKeyBackwards::new)
                        .killedBy("HIS-06"),
                Mutant.ofStore(IgnoresTheLimit.class, IgnoresTheLimit::new)
                        .killedBy(Kit.STORAGE, "PAGE-02")
                        .killedBy(Kit.STORE, "PAGE-01"),
                Mutant.ofStore(IgnoresTheSizeOfContent.class, IgnoresTheSizeOfContent::new)
                        .killedBy("PAGE-01"),
                Mutant.ofStorage(StopsAtAShortPage.class, StopsAtAShortPage::new)
                        .killedBy("PAGE-01"),
                Mutant.ofStorage(ClampsTheLimit.class, ClampsTheLimit::new).killedBy("PAGE-02"));
    }

    /** Shows a history oldest first when newest first is asked for, and the other way round. */
    private static final class ReversesHistory extends Decorator {

        ReversesHistory(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            return super.history(new HistoryRequest(
                    request.scope(),
                    request.order() == Order.NEWEST_FIRST ? Order.OLDEST_FIRST : Order.NEWEST_FIRST,
                    request.since(),
                    request.before(),
                    request.after(),
                    request.bounds(),
                    request.detail()));
        }
    }

    /** Leaves tombstones out of histories. */
    private static final class HidesTombstones extends Decorator {

        HidesTombstones(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            Slice<RevisionRecord, Position> slice = super.history(request);
            return new Slice<>(
                    slice.items().stream().filter(item -> !item.isTombstone()).toList(), slice.next());
        }
    }

    /** Goes on after the time of the last revision, and so past all others of that time. */
    private static final class DropsAtThePageEdge extends Decorator {

        DropsAtThePageEdge(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            boolean newestFirst = request.order() == Order.NEWEST_FIRST;
            return super.history(Parts.after(
                    request,
                    request.after()
                            .map(position -> new Position(
                                    position.lastUpdated(),
                                    newestFirst ? "" : "~~~",
                                    newestFirst ? "" : "~~~",
                                    newestFirst ? 0 : Long.MAX_VALUE))));
        }
    }

    /** Goes on with all revisions of the time of the last one, also those that were on the page before. */
    private static final class RepeatsAtThePageEdge extends Decorator {

        RepeatsAtThePageEdge(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            boolean newestFirst = request.order() == Order.NEWEST_FIRST;
            Optional<Position> last = request.after();
            Slice<RevisionRecord, Position> slice = super.history(request);
            if (last.isEmpty() || slice.items().size() >= request.bounds().limit()) {
                return slice;
            }
            List<RevisionRecord> items = new ArrayList<>();
            super.history(Parts.after(
                            request,
                            Optional.of(new Position(
                                    last.get().lastUpdated(),
                                    newestFirst ? "~~~" : "",
                                    newestFirst ? "~~~" : "",
                                    newestFirst ? Long.MAX_VALUE : 0))))
                    .items()
                    .stream()
                    .limit(1)
                    .forEach(items::add);
            items.addAll(slice.items());
            return new Slice<>(items, slice.next());
        }
    }

    /** Answers a cursor that it does not understand with the first page. */
    private static final class RestartsOnABadCursor extends StorageDecorator {

        RestartsOnABadCursor(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
            try {
                return super.history(context, query, page);
            } catch (InvalidCursorException e) {
                return super.history(context, query, new PageRequest(Optional.empty(), page.limit()));
            }
        }
    }

    /** Names its data anew in each instance, so that no cursor is good on another one. */
    private static final class HasAnIdentityPerInstance extends Decorator {

        private final UUID own = UUID.randomUUID();

        HasAnIdentityPerInstance(RevisionStore sound) {
            super(sound);
        }

        @Override
        public UUID identity() {
            super.identity();
            return own;
        }
    }

    /** Leaves out what happened at the very instant that a history is wanted since. */
    private static final class SinceIsExclusive extends Decorator {

        SinceIsExclusive(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            Slice<RevisionRecord, Position> slice = super.history(request);
            return new Slice<>(
                    slice.items().stream()
                            .filter(item -> !request.since()
                                    .equals(Optional.of(item.metadata().lastUpdated())))
                            .toList(),
                    slice.next());
        }
    }

    /** Shows what happened at the very instant that a history is wanted before. */
    private static final class BeforeIsInclusive extends Decorator {

        BeforeIsInclusive(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            return super.history(new HistoryRequest(
                    request.scope(),
                    request.order(),
                    request.since(),
                    request.before().map(BeforeIsInclusive::andAMicrosecond),
                    request.after(),
                    request.bounds(),
                    request.detail()));
        }

        private static Instant andAMicrosecond(Instant instant) {
            return instant.isBefore(Instant.parse("9999-12-31T23:59:59Z"))
                    ? instant.plus(1, ChronoUnit.MICROS)
                    : instant;
        }
    }

    /** Reads as of an instant what was before it, and not what happened at it. */
    private static final class AsOfLeavesOutTheInstant extends Decorator {

        AsOfLeavesOutTheInstant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
            return super.asOf(key, instant.minus(1, ChronoUnit.MICROS));
        }
    }

    /** Orders the revisions of one key on a page by version, the wrong way round. */
    private static final class OrdersVersionsOfAKeyBackwards extends Decorator {

        OrdersVersionsOfAKeyBackwards(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            Slice<RevisionRecord, Position> slice = super.history(request);
            Comparator<RevisionRecord> byVersion =
                    Comparator.comparing(item -> item.metadata().version());
            boolean wide = !(request.scope() instanceof HistoryRequest.OfKey);
            return wide
                    ? slice
                    : new Slice<>(
                            slice.items().stream()
                                    .sorted(request.order() == Order.OLDEST_FIRST ? byVersion.reversed() : byVersion)
                                    .toList(),
                            slice.next());
        }
    }

    /** Fills a page with a thousand entries whatever the limit is. */
    private static final class IgnoresTheLimit extends Decorator {

        IgnoresTheLimit(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            return super.history(new HistoryRequest(
                    request.scope(),
                    request.order(),
                    request.since(),
                    request.before(),
                    request.after(),
                    new PageBounds(1_000, request.bounds().contentBytes()),
                    request.detail()));
        }
    }

    /** Fills a page up to its limit however large the contents are. */
    private static final class IgnoresTheSizeOfContent extends Decorator {

        IgnoresTheSizeOfContent(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, Position> history(HistoryRequest request) {
            return super.history(new HistoryRequest(
                    request.scope(),
                    request.order(),
                    request.since(),
                    request.before(),
                    request.after(),
                    new PageBounds(request.bounds().limit(), Long.MAX_VALUE),
                    request.detail()));
        }
    }

    /** Takes a page that is shorter than its limit for the last one. */
    private static final class StopsAtAShortPage extends StorageDecorator {

        StopsAtAShortPage(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
            Page<Revision> read = super.history(context, query, page);
            return read.items().size() < page.limit().orElse(100) ? new Page<>(read.items(), Optional.empty()) : read;
        }
    }

    /** Takes the nearest limit that is allowed for one that is not. */
    private static final class ClampsTheLimit extends StorageDecorator {

        ClampsTheLimit(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
            OptionalInt limit = page.limit().isPresent()
                    ? OptionalInt.of(Math.max(1, Math.min(1_000, page.limit().getAsInt())))
                    : page.limit();
            return super.history(context, query, new PageRequest(page.cursor(), limit));
        }
    }
}
