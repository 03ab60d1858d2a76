package dev.verso.mongo;

import com.mongodb.MongoException;
import dev.verso.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Reads stretches of the oplog by change streams: which slots got content or lost it, in the order of their commits. */
final class Oplog {

    /** A resume token begins with this byte and the cluster time. */
    private static final String TIME_MARK = "82";

    private static final int TIME_DIGITS = 16;

    private final Access access;

    Oplog(Access access) {
        this.access = access;
    }

    /**
     * One change of one slot.
     *
     * @param time the cluster time of its commit
     * @param id the slot
     * @param place the place in the feed that the revision in it got
     */
    record Change(long time, BsonDocument id, BsonTimestamp place) {}

    /**
     * A stretch.
     *
     * @param changes of the tenant, in order
     * @param scanned the cluster time up to which there is none beyond them; empty if that is not known
     */
    record Stretch(List<Change> changes, OptionalLong scanned) {}

    /** The oplog does not reach back so far. */
    static final class HistoryLost extends Exception {

        private static final long serialVersionUID = 1L;

        HistoryLost(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    /** Reads from a cluster time on, that included, up to a number of changes or to the end. */
    Stretch read(TenantId tenant, long from, int limit, Deadline deadline) throws HistoryLost {
        BsonDocument command = new BsonDocument(
                        "aggregate", new BsonString(access.options().collection()))
                .append("pipeline", pipeline(tenant, from))
                .append("cursor", new BsonDocument("batchSize", new BsonInt32(limit)))
                .append("readConcern", Access.concern("majority"));
        BsonDocument cursor;
        try {
            cursor = access.command(command, deadline).getDocument("cursor");
        } catch (MongoException e) {
            if (e.getCode() == Faults.HISTORY_LOST) {
                throw new HistoryLost(e);
            }
            throw e;
        }
        end(cursor.getInt64("id"), deadline);
        List<Change> changes = new ArrayList<>();
        for (BsonValue event : cursor.getArray("firstBatch")) {
            BsonDocument document = event.asDocument();
            changes.add(new Change(
                    document.getTimestamp("clusterTime").getValue(),
                    document.getDocument("documentKey").getDocument(Documents.ID),
                    document.getTimestamp(Documents.PLACE)));
        }
        return new Stretch(changes, time(cursor.get("postBatchResumeToken")));
    }

    /** Contents stay where they are: the oplog would hand out what was erased since. */
    private static BsonArray pipeline(TenantId tenant, long from) {
        BsonDocument match = new BsonDocument("documentKey._id.t", new BsonString(tenant.value()))
                .append(
                        "$or",
                        new BsonArray(List.of(
                                BsonDocument.parse("{operationType: 'insert'}"),
                                BsonDocument.parse("{operationType: 'update',"
                                        + " 'updateDescription.updatedFields.o': {$exists: true}}"))));
        return new BsonArray(List.of(
                new BsonDocument("$changeStream", new BsonDocument("startAtOperationTime", new BsonTimestamp(from))),
                new BsonDocument("$match", match),
                BsonDocument.parse("{$project: {clusterTime: 1, 'documentKey._id': 1,"
                        + " o: {$ifNull: ['$fullDocument.o', '$updateDescription.updatedFields.o']}}}")));
    }

    /** The cursor would wait for more; one that is not ended the server ends by itself. */
    private void end(BsonInt64 cursor, Deadline deadline) {
        if (cursor.getValue() != 0) {
            access.command(
                    new BsonDocument(
                                    "killCursors",
                                    new BsonString(access.options().collection()))
                            .append("cursors", new BsonArray(List.of(cursor))),
                    deadline);
        }
    }

    /** Reads the cluster time out of a resume token; a form that is not known only costs a longer way next time. */
    private static OptionalLong time(@Nullable BsonValue token) {
        if (token == null || !token.isDocument()) {
            return OptionalLong.empty();
        }
        String data = token.asDocument().getString("_data", new BsonString("")).getValue();
        if (!data.startsWith(TIME_MARK) || data.length() < TIME_MARK.length() + TIME_DIGITS) {
            return OptionalLong.empty();
        }
        String digits = data.substring(TIME_MARK.length(), TIME_MARK.length() + TIME_DIGITS);
        return OptionalLong.of(Long.parseUnsignedLong(digits, 16));
    }

    /** Gives a cluster time that nothing acknowledged by now is after. */
    long now(Deadline deadline) {
        return access.ping(deadline).getTimestamp("operationTime").getValue();
    }
}
