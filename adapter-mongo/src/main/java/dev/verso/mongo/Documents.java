package dev.verso.mongo;

import dev.verso.BackendFaultException;
import dev.verso.Change;
import dev.verso.InvalidKeyException;
import dev.verso.ResourceKey;
import dev.verso.Versions;
import dev.verso.spi.Append;
import dev.verso.spi.Erase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BSONException;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a stored revision, and nowhere else anything of it:
 *
 * <pre>{@code
 * { _id: {t: "acme", r: "Patient", i: "p1", v: Long(7)},  // tenant, type, id, version
 *   ch: 1,                     // 0 CREATE 1 UPDATE 2 DELETE 3 RESTORE 4 ERASURE (a marker) 9 an emptied slot
 *   lu: Long(...), ca: Long(...),                         // lastUpdated, createdAt in microseconds
 *   au: "...", w: UUID(...),   // author, if known; write id
 *   d: 1,                      // by how much the number of live keys changed; not in an UPDATE
 *   b: Long(9),                // the first version of this life, if it is not the key's first life
 *   o: Timestamp(...),         // the place in the feed, given by the server as the write arrives
 *   x: UUID(...),              // the write id of the erasure that emptied this one version
 *   c: BinData(0, ...) }       // the exact bytes of the content
 * }</pre>
 */
final class Documents {

    static final String ID = "_id";
    static final String TENANT = "t";
    static final String TYPE = "r";
    static final String NAME = "i";
    static final String VERSION = "v";
    static final String CHANGE = "ch";
    static final String LAST_UPDATED = "lu";
    static final String CREATED_AT = "ca";
    static final String AUTHOR = "au";
    static final String WRITE_ID = "w";
    static final String DELTA = "d";
    static final String FIRST = "b";
    static final String PLACE = "o";
    static final String ERASED_BY = "x";
    static final String CONTENT = "c";

    static final String ID_TENANT = "_id.t";
    static final String ID_TYPE = "_id.r";
    static final String ID_NAME = "_id.i";
    static final String ID_VERSION = "_id.v";

    static final int MARKER = 4;
    static final int EMPTIED = 9;

    /** What a revision takes beside its content at most: three names of 128, an author, and the fields of fixed size. */
    static final int ENVELOPE = 16 * 1024;

    /** The numbers that stand for changes are places in this list. */
    private static final List<Change> CODES =
            List.of(Change.CREATE, Change.UPDATE, Change.DELETE, Change.RESTORE, Change.ERASURE);

    private Documents() {}

    static BsonDocument id(ResourceKey key, long version) {
        return id(key, new BsonInt64(version));
    }

    /** Less than every version of the key, and greater than all of the key before. */
    static BsonDocument below(ResourceKey key) {
        return id(key, new BsonMinKey());
    }

    static BsonDocument above(ResourceKey key) {
        return id(key, new BsonMaxKey());
    }

    private static BsonDocument id(ResourceKey key, BsonValue version) {
        return new BsonDocument(TENANT, new BsonString(key.tenant().value()))
                .append(TYPE, new BsonString(key.type()))
                .append(NAME, new BsonString(key.id()))
                .append(VERSION, version);
    }

    /** Makes the revision that an append adds after another one, or as a key's first. */
    static BsonDocument revision(Append append, @Nullable Standing before) {
        Standing head = before == null || before.isMarker() ? null : before;
        long version = before == null ? Versions.FIRST : before.version() + 1;
        long lastUpdated = timeAfter(before, Micros.of(append.now()));
        Change change = changeAfter(head, append);
        BsonDocument document = new BsonDocument(ID, id(append.key(), version))
                .append(CHANGE, new BsonInt32(CODES.indexOf(change)))
                .append(LAST_UPDATED, new BsonInt64(lastUpdated))
                .append(CREATED_AT, new BsonInt64(head == null ? lastUpdated : head.createdAt()));
        append.author().ifPresent(author -> document.append(AUTHOR, new BsonString(author)));
        document.append(WRITE_ID, uuid(append.writeId()));
        if (change != Change.UPDATE) {
            document.append(DELTA, new BsonInt32(change == Change.DELETE ? -1 : 1));
        }
        long first = head == null ? version : head.first();
        if (first != Versions.FIRST) {
            document.append(FIRST, new BsonInt64(first));
        }
        document.append(PLACE, new BsonTimestamp());
        if (append instanceof Append.Put put) {
            document.append(CONTENT, new BsonBinary(put.content().bytes()));
        }
        return document;
    }

    private static Change changeAfter(@Nullable Standing head, Append append) {
        if (append instanceof Append.Delete) {
            return Change.DELETE;
        }
        if (head == null) {
            return Change.CREATE;
        }
        return head.isTombstone() ? Change.RESTORE : Change.UPDATE;
    }

    /** Makes the marker that ends a life; nothing of that life is left in it. */
    static BsonDocument marker(Erase erase, Standing head) {
        BsonInt64 at = new BsonInt64(timeAfter(head, Micros.of(erase.now())));
        return new BsonDocument(ID, id(erase.key(), head.version() + 1))
                .append(CHANGE, new BsonInt32(MARKER))
                .append(LAST_UPDATED, at)
                .append(CREATED_AT, at)
                .append(WRITE_ID, uuid(erase.writeId()))
                .append(PLACE, new BsonTimestamp());
    }

    private static long timeAfter(@Nullable Standing before, long now) {
        return before == null ? now : Math.max(now, before.lastUpdated() + 1);
    }

    static BsonBinary uuid(UUID uuid) {
        return new BsonBinary(uuid, UuidRepresentation.STANDARD);
    }

    /** Gives the key of a document whose id has the shape of a slot, its version left aside; empty if it has not. */
    static Optional<ResourceKey> keyOf(BsonDocument document) {
        BsonValue id = document.get(ID);
        boolean shaped = id != null
                && id.isDocument()
                && List.copyOf(id.asDocument().keySet()).equals(List.of(TENANT, TYPE, NAME, VERSION));
        try {
            return shaped ? Optional.of(key(document)) : Optional.empty();
        } catch (BSONException | InvalidKeyException e) {
            return Optional.empty();
        }
    }

    static ResourceKey key(BsonDocument document) {
        BsonDocument id = document.getDocument(ID);
        return ResourceKey.of(
                id.getString(TENANT).getValue(),
                id.getString(TYPE).getValue(),
                id.getString(NAME).getValue());
    }

    static long version(BsonDocument document) {
        return document.getDocument(ID).getInt64(VERSION).getValue();
    }

    /** Whether a number stands for a change, or for an emptied slot. */
    static boolean isChange(int code) {
        return code >= 0 && code < CODES.size() || code == EMPTIED;
    }

    static boolean isEmptied(BsonDocument document) {
        return document.getInt32(CHANGE).getValue() == EMPTIED;
    }

    /** Reads a revision or a marker; none if the slot was emptied. */
    static Optional<Row> row(BsonDocument document) {
        try {
            return isEmptied(document) ? Optional.empty() : Optional.of(read(document));
        } catch (BSONException | InvalidKeyException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BackendFaultException("A document has not the shape of a revision; verify() finds which", e);
        }
    }

    private static Row read(BsonDocument document) {
        ResourceKey key = key(document);
        long first = document.containsKey(FIRST) ? document.getInt64(FIRST).getValue() : Versions.FIRST;
        Standing standing = new Standing(
                version(document),
                CODES.get(document.getInt32(CHANGE).getValue()),
                document.getInt64(LAST_UPDATED).getValue(),
                document.getInt64(CREATED_AT).getValue(),
                first);
        return new Row(
                key,
                standing,
                document.containsKey(AUTHOR) ? document.getString(AUTHOR).getValue() : null,
                document.getBinary(WRITE_ID).asUuid(UuidRepresentation.STANDARD),
                document.containsKey(ERASED_BY),
                document.containsKey(CONTENT) ? document.getBinary(CONTENT).getData() : null,
                document.containsKey(PLACE) ? document.getTimestamp(PLACE) : null);
    }
}
