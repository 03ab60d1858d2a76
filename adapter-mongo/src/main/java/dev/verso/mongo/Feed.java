package dev.verso.mongo;

import static dev.verso.mongo.Documents.ID;
import static dev.verso.mongo.Documents.ID_TENANT;
import static dev.verso.mongo.Documents.PLACE;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import dev.verso.CursorExpiredException;
import dev.verso.TenantId;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/**
 * The change feed of a tenant: the oplog in the order of commits, from the commit of the tenant's oldest revision on.
 *
 * <p>Each revision has its place in the feed as a field, a time that the server gives out as the write arrives. Where the
 * oplog no longer reaches back to the oldest, a walk in the order of these places comes first: up to a bound that lies so far
 * back that every write with a place below it has been committed or never will be. Then the oplog goes on from there, without
 * what the walk has told. Content is read by its id, as it is now: what was erased since is not told.
 */
final class Feed {

    /**
     * How long a write may take from its place to its commit: the server ends transactions after a minute, and other writes
     * after the call's timeout, which is two minutes at most.
     */
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(5);

    private final Access access;
    private final Oplog oplog;
    private final UUID epoch;

    Feed(Access access, UUID epoch) {
        this.access = access;
        this.oplog = new Oplog(access);
        this.epoch = epoch;
    }

    FeedSlice read(TenantId tenant, FeedPosition position, PageBounds bounds) {
        Deadline deadline = access.deadline();
        return Faults.reading(() -> {
            if (position instanceof FeedPosition.After after) {
                return after(tenant, FeedToken.parse(after.token(), epoch), bounds, deadline);
            }
            if (position instanceof FeedPosition.Now) {
                return nothing(oplog.now(deadline) + 1);
            }
            return oldest(tenant, bounds, deadline);
        });
    }

    private FeedSlice after(TenantId tenant, FeedToken token, PageBounds bounds, Deadline deadline) {
        try {
            return token.walk() ? walk(tenant, token, bounds, deadline) : follow(tenant, token, bounds, deadline);
        } catch (Oplog.HistoryLost e) {
            throw expired();
        }
    }

    private FeedSlice oldest(TenantId tenant, PageBounds bounds, Deadline deadline) {
        OptionalLong first = firstPlace(tenant, 0, deadline);
        if (first.isEmpty()) {
            long now = oplog.now(deadline);
            first = firstPlace(tenant, now, deadline);
            if (first.isEmpty()) {
                return nothing(now + 1);
            }
        }
        try {
            // A revision is committed after it got its place.
            return follow(tenant, FeedToken.inOplog(first.getAsLong(), 0, 0), bounds, deadline);
        } catch (Oplog.HistoryLost e) {
            long bound = oplog.now(deadline) - (LONGEST_WRITE.toSeconds() << 32);
            return walk(tenant, FeedToken.inWalk(0, bound), bounds, deadline);
        }
    }

    private FeedSlice nothing(long from) {
        return new FeedSlice(List.of(), FeedToken.inOplog(from, 0, 0).text(epoch), true, Optional.empty());
    }

    /** Finds the tenant's first place, among all that was committed by a cluster time at least. */
    private OptionalLong firstPlace(TenantId tenant, long committed, Deadline deadline) {
        BsonDocument concern = Access.concern("majority");
        if (committed != 0) {
            concern.append("afterClusterTime", new BsonTimestamp(committed));
        }
        BsonDocument command = new BsonDocument(
                        "find", new BsonString(access.options().collection()))
                .append(
                        "filter",
                        new BsonDocument(ID_TENANT, new BsonString(tenant.value()))
                                .append(PLACE, new BsonDocument("$gt", new BsonTimestamp(0))))
                .append("sort", new BsonDocument(PLACE, new BsonInt32(1)))
                .append("projection", BsonDocument.parse("{_id: 0, o: 1}"))
                .append("limit", new BsonInt32(1))
                .append("singleBatch", BsonBoolean.TRUE)
                .append("readConcern", concern);
        BsonArray found =
                access.command(command, deadline).getDocument("cursor").getArray("firstBatch");
        return found.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(found.get(0).asDocument().getTimestamp(PLACE).getValue());
    }

    private FeedSlice follow(TenantId tenant, FeedToken from, PageBounds bounds, Deadline deadline)
            throws Oplog.HistoryLost {
        int limit = bounds.limit() + from.seen();
        Oplog.Stretch stretch = oplog.read(tenant, from.time(), limit, deadline);
        List<Numbered> changes = numbered(stretch.changes(), from);
        boolean caughtUp = stretch.changes().size() < limit;
        Map<BsonDocument, Contents.Sized> revisions = revisions(changes, deadline);
        List<FeedToken> tokens = new ArrayList<>();
        List<Contents.Sized> page = new ArrayList<>();
        FeedToken last = from;
        long bytes = 0;
        for (Numbered change : changes) {
            if (bytes >= bounds.contentBytes() || page.size() == bounds.limit()) {
                caughtUp = false;
                break;
            }
            last = change.token();
            Contents.Sized revision = revisions.get(change.change().id());
            // One that has moved on since, or was emptied, is told where it is now, or not at all (ERA-04).
            if (revision != null
                    && change.change().place().equals(revision.row().place())) {
                page.add(revision);
                tokens.add(last);
                bytes += revision.bytes();
            }
        }
        if (caughtUp && Long.compareUnsigned(stretch.scanned().orElse(0), last.time()) > 0) {
            last = FeedToken.inOplog(stretch.scanned().orElseThrow(), 0, from.bound());
        }
        return new FeedSlice(
                entries(access.revisions(deadline), page, tokens), last.text(epoch), caughtUp, Optional.empty());
    }

    /**
     * A change and the place after it.
     *
     * @param change the change
     * @param token the place
     */
    private record Numbered(Oplog.Change change, FeedToken token) {}

    /** Leaves out what comes before the place to go on from, and what the walk has told. */
    private static List<Numbered> numbered(List<Oplog.Change> changes, FeedToken from) {
        List<Numbered> numbered = new ArrayList<>();
        long time = 0;
        int seen = 0;
        for (Oplog.Change change : changes) {
            seen = change.time() == time ? seen + 1 : 1;
            time = change.time();
            boolean before = time == from.time() && seen <= from.seen();
            if (!before && !isTold(change, from.bound())) {
                numbered.add(new Numbered(change, FeedToken.inOplog(time, seen, from.bound())));
            }
        }
        return numbered;
    }

    private static boolean isTold(Oplog.Change change, long bound) {
        if (bound == 0 || Long.compareUnsigned(change.place().getValue(), bound) > 0) {
            return false;
        }
        if ((change.time() >>> 32) - (bound >>> 32) >= LONGEST_WRITE.toSeconds()) {
            // The walk had begun by then, and may have passed by.
            throw expired();
        }
        return true;
    }

    private Map<BsonDocument, Contents.Sized> revisions(List<Numbered> changes, Deadline deadline) {
        if (changes.isEmpty()) {
            return Map.of();
        }
        BsonArray ids = new BsonArray();
        changes.forEach(change -> ids.add(change.change().id()));
        return Contents.sized(
                access.revisions(deadline),
                List.of(new BsonDocument("$match", new BsonDocument(ID, new BsonDocument("$in", ids)))));
    }

    private List<FeedSlice.Entry> entries(
            MongoCollection<BsonDocument> revisions, List<Contents.Sized> page, List<FeedToken> tokens) {
        List<Optional<Row>> rows = Contents.loaded(revisions, page);
        List<FeedSlice.Entry> entries = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).isPresent()) {
                entries.add(new FeedSlice.Entry(
                        rows.get(i).get().record(), tokens.get(i).text(epoch)));
            }
        }
        return entries;
    }

    private FeedSlice walk(TenantId tenant, FeedToken from, PageBounds bounds, Deadline deadline) {
        BsonDocument filter = new BsonDocument(ID_TENANT, new BsonString(tenant.value()))
                .append(
                        PLACE,
                        new BsonDocument("$gt", new BsonTimestamp(from.time()))
                                .append("$lte", new BsonTimestamp(from.bound())));
        List<FeedSlice.Entry> entries = new ArrayList<>();
        FeedToken last = from;
        long bytes = 0;
        try (MongoCursor<BsonDocument> cursor = access.revisions(deadline)
                .find(filter)
                .sort(new BsonDocument(PLACE, new BsonInt32(1)))
                .limit(bounds.limit())
                .batchSize(bounds.limit())
                .iterator()) {
            while (entries.size() < bounds.limit() && bytes < bounds.contentBytes()) {
                BsonDocument document = cursor.hasNext() ? cursor.next() : null;
                if (document == null) {
                    last = FeedToken.inOplog(from.bound() + 1, 0, from.bound());
                    break;
                }
                Row row = Documents.row(document).orElseThrow();
                last = FeedToken.inWalk(document.getTimestamp(PLACE).getValue(), from.bound());
                entries.add(new FeedSlice.Entry(row.record(), last.text(epoch)));
                bytes += row.contentBytes();
            }
        }
        return new FeedSlice(entries, last.text(epoch), false, Optional.empty());
    }

    private static CursorExpiredException expired() {
        return new CursorExpiredException(
                "The deployment's oplog no longer reaches back to this position; start over at the oldest entry. Where it does"
                        + " not reach back five minutes, enlarge it first: no walk over older entries can go on in it");
    }
}
