package dev.verso.mongo;

import static dev.verso.mongo.Documents.CHANGE;
import static dev.verso.mongo.Documents.ID;
import static dev.verso.mongo.Documents.ID_NAME;
import static dev.verso.mongo.Documents.ID_TENANT;
import static dev.verso.mongo.Documents.ID_TYPE;
import static dev.verso.mongo.Documents.ID_VERSION;
import static dev.verso.mongo.Documents.LAST_UPDATED;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Reads pages of histories, each in one trip: by {@code _id} within a key, by the time indexes within a type or a tenant. */
final class Histories {

    private final Access access;
    private final Heads heads;

    Histories(Access access, Heads heads) {
        this.access = access;
        this.heads = heads;
    }

    Slice<RevisionRecord, Position> page(HistoryRequest request, Deadline deadline) {
        return Faults.reading(() -> request.scope() instanceof HistoryRequest.OfKey ofKey
                ? ofKey(ofKey.key(), request, deadline)
                : ofMany(request, deadline));
    }

    private Slice<RevisionRecord, Position> ofMany(HistoryRequest request, Deadline deadline) {
        boolean ascending = request.order() == Order.OLDEST_FIRST;
        BsonDocument filter = new BsonDocument(
                ID_TENANT, new BsonString(request.scope().tenant().value()));
        boolean typed = request.scope() instanceof HistoryRequest.OfType;
        if (request.scope() instanceof HistoryRequest.OfType ofType) {
            filter.append(ID_TYPE, new BsonString(ofType.type()));
        }
        filter.append(LAST_UPDATED, times(request)).append(CHANGE, revisionsOnly());
        request.after().ifPresent(after -> filter.append("$or", beyond(after, ascending, !typed)));
        BsonInt32 direction = new BsonInt32(ascending ? 1 : -1);
        BsonDocument sort = new BsonDocument(LAST_UPDATED, direction);
        if (!typed) {
            sort.append(ID_TYPE, direction);
        }
        sort.append(ID_NAME, direction).append(ID_VERSION, direction);
        // A type's index has the type before the time, so its position needs no comparison of types.
        if (typed && request.after().isPresent()) {
            compareType(filter, request, ascending);
        }
        return fill(access.scans(deadline).find(filter).sort(sort), request);
    }

    /** A position of another type lies before or after all revisions of this one that have its time. */
    private static void compareType(BsonDocument filter, HistoryRequest request, boolean ascending) {
        Position after = request.after().orElseThrow();
        int order = ((HistoryRequest.OfType) request.scope()).type().compareTo(after.type());
        if (order == 0) {
            return;
        }
        boolean included = ascending ? order > 0 : order < 0;
        filter.put(
                "$or",
                new BsonArray(List.of(new BsonDocument(
                        LAST_UPDATED,
                        new BsonDocument(
                                (ascending ? "$gt" : "$lt") + (included ? "e" : ""),
                                new BsonInt64(Micros.of(after.lastUpdated())))))));
    }

    private Slice<RevisionRecord, Position> ofKey(ResourceKey key, HistoryRequest request, Deadline deadline) {
        boolean ascending = request.order() == Order.OLDEST_FIRST;
        Optional<Position> after = request.after();
        if (after.isPresent() && isOf(after.get(), key)) {
            Optional<Slice<RevisionRecord, Position>> page = from(key, request, after.get(), deadline);
            if (page.isPresent()) {
                return page.get();
            }
        }
        BsonDocument filter =
                heads.ofKey(key).append(LAST_UPDATED, times(request)).append(CHANGE, revisionsOnly());
        after.ifPresent(position -> filter.append("$or", beyond(position, key, ascending)));
        return fill(inVersionOrder(filter, ascending, deadline), request);
    }

    /**
     * Reads on from the revision that a position names, without passing by those before it: empty if there is no such
     * revision, which positions that were handed out have unless it was erased.
     */
    private Optional<Slice<RevisionRecord, Position>> from(
            ResourceKey key, HistoryRequest request, Position after, Deadline deadline) {
        boolean ascending = request.order() == Order.OLDEST_FIRST;
        BsonDocument range = ascending
                ? new BsonDocument("$gte", Documents.id(key, after.version())).append("$lt", Documents.above(key))
                : new BsonDocument("$gt", Documents.below(key)).append("$lte", Documents.id(key, after.version()));
        BsonDocument filter =
                heads.range(key, range).append(LAST_UPDATED, times(request)).append(CHANGE, revisionsOnly());
        PageBounds bounds = request.bounds();
        FindIterable<BsonDocument> found = inVersionOrder(filter, ascending, deadline)
                .limit(bounds.limit() + 1)
                .batchSize(bounds.limit() + 1);
        try (MongoCursor<BsonDocument> cursor = bare(found, request).iterator()) {
            if (!cursor.hasNext()) {
                return Optional.empty();
            }
            Row first = Documents.row(cursor.next()).orElseThrow();
            boolean itself = first.version() == after.version()
                    && first.standing().lastUpdated() == Micros.of(after.lastUpdated());
            return itself ? Optional.of(fill(cursor, bounds)) : Optional.empty();
        }
    }

    private FindIterable<BsonDocument> inVersionOrder(BsonDocument filter, boolean ascending, Deadline deadline) {
        return access.reads(deadline).find(filter).sort(new BsonDocument(ID, new BsonInt32(ascending ? 1 : -1)));
    }

    private static Slice<RevisionRecord, Position> fill(FindIterable<BsonDocument> found, HistoryRequest request) {
        PageBounds bounds = request.bounds();
        FindIterable<BsonDocument> page =
                bare(found, request).limit(bounds.limit()).batchSize(bounds.limit());
        try (MongoCursor<BsonDocument> cursor = page.iterator()) {
            return fill(cursor, bounds);
        }
    }

    private static FindIterable<BsonDocument> bare(FindIterable<BsonDocument> found, HistoryRequest request) {
        return request.detail() == Detail.METADATA ? found.projection(Heads.WITHOUT_CONTENT) : found;
    }

    private static Slice<RevisionRecord, Position> fill(MongoCursor<BsonDocument> cursor, PageBounds bounds) {
        List<RevisionRecord> items = new ArrayList<>();
        Optional<Position> last = Optional.empty();
        long bytes = 0;
        while (items.size() < bounds.limit() && bytes < bounds.contentBytes()) {
            if (!cursor.hasNext()) {
                return new Slice<>(items, Optional.empty());
            }
            Row row = Documents.row(cursor.next()).orElseThrow();
            items.add(row.record());
            bytes += row.contentBytes();
            last = Optional.of(new Position(
                    Micros.toInstant(row.standing().lastUpdated()),
                    row.key().type(),
                    row.key().id(),
                    row.version()));
        }
        return new Slice<>(items, last);
    }

    /** Emptied slots have no time, so a bound on it leaves them out; markers have one. */
    private static BsonDocument times(HistoryRequest request) {
        BsonDocument times = new BsonDocument("$gte", new BsonInt64(0));
        request.since().ifPresent(since -> times.put("$gte", new BsonInt64(Math.max(0, Micros.of(since)))));
        request.before().ifPresent(before -> times.put("$lt", new BsonInt64(Micros.of(before))));
        request.after().ifPresent(after -> narrow(times, request.order(), Micros.of(after.lastUpdated())));
        return times;
    }

    /** Lets the index walk begin at the position's time. */
    private static void narrow(BsonDocument times, Order order, long position) {
        if (order == Order.OLDEST_FIRST) {
            times.put("$gte", new BsonInt64(Math.max(times.getInt64("$gte").getValue(), position)));
        } else {
            times.put("$lte", new BsonInt64(position));
        }
    }

    private static BsonDocument revisionsOnly() {
        return new BsonDocument("$lt", new BsonInt32(Documents.MARKER));
    }

    /** Beyond a position in the order of time, type, id and version. */
    private static BsonArray beyond(Position after, boolean ascending, boolean withType) {
        String operator = ascending ? "$gt" : "$lt";
        List<BsonDocument> ways = new ArrayList<>();
        BsonDocument same = new BsonDocument();
        next(ways, same, LAST_UPDATED, new BsonInt64(Micros.of(after.lastUpdated())), operator);
        if (withType) {
            next(ways, same, ID_TYPE, new BsonString(after.type()), operator);
        }
        next(ways, same, ID_NAME, new BsonString(after.id()), operator);
        next(ways, same, ID_VERSION, new BsonInt64(after.version()), operator);
        return new BsonArray(ways);
    }

    private static void next(
            List<BsonDocument> ways, BsonDocument same, String field, BsonValue value, String operator) {
        ways.add(same.clone().append(field, new BsonDocument(operator, value)));
        same.append(field, value);
    }

    private static BsonArray beyond(Position after, ResourceKey key, boolean ascending) {
        String operator = ascending ? "$gt" : "$lt";
        BsonInt64 time = new BsonInt64(Micros.of(after.lastUpdated()));
        List<BsonDocument> ways = new ArrayList<>();
        ways.add(new BsonDocument(LAST_UPDATED, new BsonDocument(operator, time)));
        int order = compare(key, after);
        if (order == 0) {
            ways.add(new BsonDocument(LAST_UPDATED, time)
                    .append(ID_VERSION, new BsonDocument(operator, new BsonInt64(after.version()))));
        } else if (order > 0 == ascending) {
            ways.add(new BsonDocument(LAST_UPDATED, time));
        }
        return new BsonArray(ways);
    }

    private static boolean isOf(Position position, ResourceKey key) {
        return compare(key, position) == 0;
    }

    /** By the characters of keys, which sort as their bytes do. */
    private static int compare(ResourceKey key, Position position) {
        int order = key.type().compareTo(position.type());
        return order == 0 ? key.id().compareTo(position.id()) : order;
    }
}
