package dev.verso.mongo;

import static dev.verso.mongo.Documents.ID;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import dev.verso.Inconsistency;
import dev.verso.ResourceKey;
import dev.verso.spi.CheckSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * Checks keys in the order of {@code _id} (FLT-02), one document in memory at a time.
 *
 * <p>The walk passes writers by; what looks wrong is read again as it was at one moment, and only what is wrong then is
 * reported.
 */
final class Checks {

    /** How many revisions are in memory at once: the server would send 16 MiB of them. */
    private static final int BATCH = 1_000;

    private static final List<BsonDocument> STAGES = List.of(
            BsonDocument.parse("{$sort: {_id: 1}}"),
            BsonDocument.parse("{$set: {c: {$switch: {branches: ["
                    + "{case: {$eq: [{$type: '$c'}, 'missing']}, then: '$$REMOVE'}, {case: {$eq: [{$type: '$c'}, 'binData']},"
                    + " then: {$literal: {$binary: {base64: '', subType: '00'}}}}], default: false}}}}"));

    /** Ids of other types are in no range of documents. */
    private static final BsonDocument NO_DOCUMENT = BsonDocument.parse("{_id: {$type: ['double', 'string', 'binData',"
            + " 'objectId', 'bool', 'date', 'null', 'int', 'timestamp', 'long', 'decimal', 'minKey', 'maxKey']}}");

    /** So many of them are told. */
    private static final int MOST_STRAY = 100;

    private final Access access;
    private final Heads heads;

    Checks(Access access, Heads heads) {
        this.access = access;
        this.heads = heads;
    }

    CheckSlice page(Optional<String> position, int keys) {
        Deadline deadline = access.deadline();
        return Faults.reading(() -> walk(position, keys, deadline));
    }

    private CheckSlice walk(Optional<String> position, int limit, Deadline deadline) {
        List<Inconsistency> found = new ArrayList<>();
        if (position.isEmpty()) {
            access.revisions(deadline)
                    .find(NO_DOCUMENT)
                    .projection(new BsonDocument(ID, new BsonInt32(1)))
                    .limit(MOST_STRAY)
                    .batchSize(MOST_STRAY + 1)
                    .forEach(document -> found.add(Shapes.stray(document)));
        }
        BsonDocument from = position.map(after -> Documents.above(parse(after))).orElseGet(BsonDocument::new);
        BsonDocument match = new BsonDocument(ID, new BsonDocument("$gte", from));
        ChainCheck chain = null;
        long keys = 0;
        long revisions = 0;
        try (var cursor = access.revisions(deadline)
                .aggregate(pipeline(match))
                .batchSize(BATCH)
                .iterator()) {
            while (cursor.hasNext()) {
                BsonDocument document = cursor.next();
                Optional<ResourceKey> key = Documents.keyOf(document);
                if (key.isEmpty() && (chain == null || keys < limit)) {
                    found.add(Shapes.stray(document));
                    continue;
                }
                if (chain == null || key.isEmpty() || !chain.key().equals(key.get())) {
                    found.addAll(confirmed(chain, deadline));
                    if (keys >= limit && chain != null) {
                        return new CheckSlice(found, keys, revisions, Optional.of(text(chain.key())));
                    }
                    chain = new ChainCheck(key.orElseThrow());
                    keys++;
                }
                chain.take(document);
                revisions++;
            }
        }
        found.addAll(confirmed(chain, deadline));
        return new CheckSlice(found, keys, revisions, Optional.empty());
    }

    private static List<BsonDocument> pipeline(BsonDocument match) {
        List<BsonDocument> pipeline = new ArrayList<>(List.of(new BsonDocument("$match", match)));
        pipeline.addAll(STAGES);
        return pipeline;
    }

    private List<Inconsistency> confirmed(@Nullable ChainCheck chain, Deadline deadline) {
        if (chain == null || chain.end().isEmpty()) {
            return List.of();
        }
        ChainCheck again = new ChainCheck(chain.key());
        MongoCollection<BsonDocument> revisions = access.revisions(deadline);
        (access.server().isReplicated() ? revisions.withReadConcern(ReadConcern.SNAPSHOT) : revisions)
                .aggregate(pipeline(heads.ofKey(chain.key())))
                .batchSize(BATCH)
                .forEach(again::take);
        return again.end();
    }

    private static String text(ResourceKey key) {
        return key.tenant().value() + "/" + key.type() + "/" + key.id();
    }

    private static ResourceKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("This is no position of a check; give one as it was handed out");
        }
        return ResourceKey.of(parts[0], parts[1], parts[2]);
    }
}
