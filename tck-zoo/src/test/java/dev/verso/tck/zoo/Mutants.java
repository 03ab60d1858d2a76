package dev.verso.tck.zoo;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The defects. */
final class Mutants {

    private Mutants() {}

    /** A defect that shows without a race. */
    static Stream<Mutant> sequential() {
        Map<String, ResourceKey> firstOfItsName = new ConcurrentHashMap<>();
        return Stream.of(
                new Mutant("vread ignores the tenant", "TEN-01", store -> new IgnoresTenant(store, firstOfItsName)),
                new Mutant("version restarts after delete and restore", "VER-02", RestartsVersions::new),
                new Mutant("a second delete writes a second tombstone", "DEL-03", SecondTombstone::new),
                new Mutant("a read cache per instance goes stale", "LOCK-06", StaleCache::new),
                new Mutant("a page edge drops what has the same time", "HIS-02", DropsAtPageEdge::new),
                new Mutant("the feed skips", "FEED-01", SkippingFeed::new),
                new Mutant("a conflict tells a wrong actual version", "LOCK-02", WrongActual::new));
    }

    static Stream<Mutant> all() {
        return Stream.concat(
                Stream.of(new Mutant("an update is lost by check, then write", "LOCK-01", CheckThenWrite::new)),
                sequential());
    }

    private static RevisionMetadata with(RevisionMetadata m, long version) {
        return new RevisionMetadata(
                m.key(), version, m.change(), m.lastUpdated(), m.createdAt(), m.author(), m.writeId());
    }

    /** Looks whether the expected version is the head, then writes whatever the head is by then. */
    private static final class CheckThenWrite extends Decorator {

        /** Shared by all instances, so that writers of two of them meet; keys of one run are in no other. */
        private static final Map<String, Meeting> MEETINGS = new ConcurrentHashMap<>();

        private final Thread owner = Thread.currentThread();

        CheckThenWrite(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (!(append instanceof Append.Put put) || !(put.condition() instanceof Condition.LiveAt expected)) {
                return super.append(append);
            }
            Optional<RevisionMetadata> head = head(put.key(), Detail.METADATA).map(RevisionRecord::metadata);
            if (!expected.holds(head)) {
                return new Refused(head);
            }
            if (Thread.currentThread() != owner) {
                MEETINGS.computeIfAbsent(put.key() + "@" + expected.version(), any -> new Meeting())
                        .await();
            }
            return super.append(new Append.Put(
                    put.key(),
                    new Condition.Live(),
                    put.content(),
                    put.author(),
                    put.writeId(),
                    put.now(),
                    put.freshKey()));
        }
    }

    /** Answers a vread by type, id and version, from whichever tenant used the name first. */
    private static final class IgnoresTenant extends Decorator {

        private final Map<String, ResourceKey> firstOfItsName;

        IgnoresTenant(RevisionStore sound, Map<String, ResourceKey> firstOfItsName) {
            super(sound);
            this.firstOfItsName = firstOfItsName;
        }

        @Override
        public AppendOutcome append(Append append) {
            ResourceKey key = append.key();
            firstOfItsName.putIfAbsent(key.type() + "/" + key.id(), key);
            return super.append(append);
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            return super.revision(firstOfItsName.getOrDefault(key.type() + "/" + key.id(), key), version);
        }
    }

    /** Numbers a restored key from 1 again. */
    private static final class RestartsVersions extends Decorator {

        RestartsVersions(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return outcome instanceof Appended done && done.metadata().change() == Change.RESTORE
                    ? new Appended(with(done.metadata(), 1))
                    : outcome;
        }
    }

    /** Deletes what is deleted already, by way of a revision in between. */
    private static final class SecondTombstone extends Decorator {

        SecondTombstone(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (append instanceof Append.Delete delete
                    && outcome instanceof Refused refused
                    && refused.head().map(RevisionMetadata::change).equals(Optional.of(Change.DELETE))) {
                super.append(new Append.Put(
                        delete.key(),
                        new Condition.Any(),
                        Content.of("{}"),
                        delete.author(),
                        UUID.randomUUID(),
                        delete.now(),
                        false));
                return super.append(new Append.Delete(
                        delete.key(), new Condition.Live(), delete.author(), delete.writeId(), delete.now()));
            }
            return outcome;
        }
    }

    /** Remembers heads, and forgets them only at its own writes. */
    private static final class StaleCache extends Decorator {

        private final Map<ResourceKey, Optional<RevisionRecord>> heads = new ConcurrentHashMap<>();

        StaleCache(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            heads.remove(append.key());
            return outcome;
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            return heads.computeIfAbsent(key, any -> super.head(key, Detail.CONTENT));
        }
    }

    /** Goes on after the time of the last revision, and so past all others of that time. */
    private static final class DropsAtPageEdge extends Decorator {

        DropsAtPageEdge(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
            boolean newestFirst = request.order() == Order.NEWEST_FIRST;
            Function<HistoryRequest.Position, HistoryRequest.Position> pastAll =
                    position -> new HistoryRequest.Position(
                            position.lastUpdated(),
                            newestFirst ? "" : "~~~",
                            newestFirst ? "" : "~~~",
                            newestFirst ? 0 : Long.MAX_VALUE);
            return super.history(new HistoryRequest(
                    request.scope(),
                    request.order(),
                    request.since(),
                    request.before(),
                    request.after().map(pastAll),
                    request.bounds(),
                    request.detail()));
        }
    }

    /** Leaves out what has a later revision in the same page. */
    private static final class SkippingFeed extends Decorator {

        SkippingFeed(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            Map<ResourceKey, Long> newest = new HashMap<>();
            slice.entries().forEach(entry -> newest.merge(key(entry), version(entry), Math::max));
            List<FeedSlice.Entry> some = slice.entries().stream()
                    .filter(entry -> newest.getOrDefault(key(entry), 0L) == version(entry))
                    .toList();
            return new FeedSlice(some, slice.token(), slice.caughtUp(), slice.heldBackSince());
        }

        private static ResourceKey key(FeedSlice.Entry entry) {
            return entry.revision().metadata().key();
        }

        private static long version(FeedSlice.Entry entry) {
            return entry.revision().metadata().version();
        }
    }

    /** Tells a refused match of a head that is one further than it is. */
    private static final class WrongActual extends Decorator {

        WrongActual(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return append.condition() instanceof Condition.LiveAt && outcome instanceof Refused refused
                    ? new Refused(refused.head().map(head -> with(head, head.version() + 1)))
                    : outcome;
        }
    }
}
