package dev.verso.mongo;

import static dev.verso.mongo.Documents.CONTENT;
import static dev.verso.mongo.Documents.ID;

import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.verso.ResourceKey;
import dev.verso.spi.Detail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Reads the newest revisions of keys: a marker too, which its callers take for the absence that it is. */
final class Heads {

    static final Bson WITHOUT_CONTENT = Projections.exclude(CONTENT);
    static final Bson NEWEST_FIRST = Sorts.descending(ID);

    private static final BsonDocument ID_INDEX = new BsonDocument(ID, new BsonInt32(1));
    private static final List<BsonDocument> NEWEST_OF_EACH = List.of(
            BsonDocument.parse("{$sort: {'_id.t': 1, '_id.r': 1, '_id.i': 1, '_id.v': -1}}"),
            BsonDocument.parse("{$group: {_id: '$_id.i', h: {$first: '$$ROOT'}}}"),
            BsonDocument.parse("{$replaceRoot: {newRoot: '$h'}}"));

    /** How far above a slot the newest revision may be for one trip to show both. */
    private static final int NEAR = 16;

    private final KnownRevisions known;
    private final Access access;
    private final boolean sharded;

    Heads(KnownRevisions known, Access access) {
        this.known = known;
        this.access = access;
        this.sharded = access.server().isSharded();
    }

    /**
     * The newest revision of a key, and who holds a slot of it.
     *
     * @param last the newest revision, be it a marker
     * @param slot the one in the slot; none if it is free or emptied
     */
    record Taken(@Nullable Row last, @Nullable Row slot) {}

    /** Reads the newest revision of a key. */
    @Nullable
    Row last(MongoCollection<BsonDocument> revisions, ResourceKey key, Detail detail) {
        ObjectId run = access.run();
        BsonDocument document = newest(revisions.find(), key)
                .projection(detail == Detail.METADATA ? WITHOUT_CONTENT : null)
                .first();
        return remember(document == null ? Optional.empty() : Documents.row(document), run);
    }

    @Nullable
    Row last(MongoCollection<BsonDocument> revisions, ClientSession session, ResourceKey key) {
        BsonDocument document =
                newest(revisions.find(session), key).projection(WITHOUT_CONTENT).first();
        return document == null ? null : Documents.row(document).orElse(null);
    }

    /** Bounds of the index cost the server half of what a filter costs it beyond a look at a single id. */
    private FindIterable<BsonDocument> newest(FindIterable<BsonDocument> find, ResourceKey key) {
        FindIterable<BsonDocument> bounded = sharded
                ? find.filter(ofKey(key))
                : find.hint(ID_INDEX)
                        .min(new BsonDocument(ID, Documents.below(key)))
                        .max(new BsonDocument(ID, Documents.above(key)));
        return bounded.sort(NEWEST_FIRST).limit(1);
    }

    /** Reads the newest revision of a key and the one in a slot that was found taken, as a rule in one trip. */
    Taken since(MongoCollection<BsonDocument> revisions, ResourceKey key, long version) {
        ObjectId run = access.run();
        List<BsonDocument> found = revisions
                .find(range(
                        key, new BsonDocument("$gte", Documents.id(key, version)).append("$lt", Documents.above(key))))
                .projection(WITHOUT_CONTENT)
                .sort(NEWEST_FIRST)
                .limit(NEAR)
                .into(new ArrayList<>());
        if (found.isEmpty()) {
            return new Taken(null, null);
        }
        Row last = remember(Documents.row(found.get(0)), run);
        BsonDocument lowest = found.get(found.size() - 1);
        if (Documents.version(lowest) != version) {
            lowest = revisions
                    .find(new BsonDocument(ID, Documents.id(key, version)))
                    .projection(WITHOUT_CONTENT)
                    .first();
        }
        return new Taken(last, lowest == null ? null : Documents.row(lowest).orElse(null));
    }

    /** Reads the newest revisions of keys of one tenant, a trip for each type. */
    Map<ResourceKey, Row> all(MongoCollection<BsonDocument> revisions, Collection<ResourceKey> keys, Detail detail) {
        return all(keys, pipeline -> revisions.aggregate(pipeline).batchSize(keys.size() + 1), detail, true);
    }

    Map<ResourceKey, Row> all(
            MongoCollection<BsonDocument> revisions, ClientSession session, Collection<ResourceKey> keys) {
        return all(
                keys,
                pipeline -> revisions.aggregate(session, pipeline).batchSize(keys.size() + 1),
                Detail.METADATA,
                false);
    }

    private Map<ResourceKey, Row> all(
            Collection<ResourceKey> keys, Aggregation aggregation, Detail detail, boolean acknowledged) {
        Map<String, List<ResourceKey>> byType = new LinkedHashMap<>();
        keys.forEach(key ->
                byType.computeIfAbsent(key.type(), type -> new ArrayList<>()).add(key));
        Map<ResourceKey, Row> heads = new HashMap<>();
        ObjectId run = access.run();
        for (List<ResourceKey> ofType : byType.values()) {
            for (BsonDocument document : aggregation.of(newest(ofType, detail))) {
                Documents.row(document).ifPresent(row -> {
                    heads.put(row.key(), row);
                    if (acknowledged) {
                        known.put(row.key(), row.standing(), run);
                    }
                });
            }
        }
        return heads;
    }

    /** The server jumps from key to key in the index and fetches one document of each. */
    static List<BsonDocument> newest(List<ResourceKey> ofType, Detail detail) {
        BsonArray ids = new BsonArray();
        ofType.forEach(key -> ids.add(new BsonString(key.id())));
        BsonDocument match = new BsonDocument(
                        Documents.ID_TENANT,
                        new BsonString(ofType.get(0).tenant().value()))
                .append(Documents.ID_TYPE, new BsonString(ofType.get(0).type()))
                .append(Documents.ID_NAME, new BsonDocument("$in", ids));
        List<BsonDocument> pipeline = new ArrayList<>(List.of(new BsonDocument("$match", match)));
        pipeline.addAll(NEWEST_OF_EACH);
        if (detail == Detail.METADATA) {
            pipeline.add(BsonDocument.parse("{$project: {c: 0}}"));
        }
        return pipeline;
    }

    /** All slots of a key. */
    BsonDocument ofKey(ResourceKey key) {
        return range(key, new BsonDocument("$gt", Documents.below(key)).append("$lt", Documents.above(key)));
    }

    /** Some slots of a key; a router needs the parts of the shard key beside them to ask one shard only. */
    BsonDocument range(ResourceKey key, BsonDocument ids) {
        BsonDocument range = new BsonDocument(ID, ids);
        if (sharded) {
            range.append(Documents.ID_TENANT, new BsonString(key.tenant().value()))
                    .append(Documents.ID_TYPE, new BsonString(key.type()))
                    .append(Documents.ID_NAME, new BsonString(key.id()));
        }
        return range;
    }

    private @Nullable Row remember(Optional<Row> row, ObjectId run) {
        row.ifPresent(met -> known.put(met.key(), met.standing(), run));
        return row.orElse(null);
    }

    /** Runs a pipeline. */
    @FunctionalInterface
    private interface Aggregation {
        Iterable<BsonDocument> of(List<BsonDocument> pipeline);
    }
}
