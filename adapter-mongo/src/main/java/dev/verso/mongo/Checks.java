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
            BsonDocument.parse("{$set: {c: {$cond: [{$eq: [{$type: '$c'}, 'missing']}, '$$REMOVE', {$literal:"
                    + " {$binary: {base64: '', subType: '00'}}}]}}}"));

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
        BsonDocument match = position.map(
                        after -> new BsonDocument(ID, new BsonDocument("$gt", Documents.above(parse(after)))))
                .orElseGet(BsonDocument::new);
        List<Inconsistency> found = new ArrayList<>();
        ChainCheck chain = null;
        long keys = 0;
        long revisions = 0;
        try (var cursor = access.revisions(deadline)
                .aggregate(pipeline(match))
                .batchSize(BATCH)
                .iterator()) {
            while (cursor.hasNext()) {
                BsonDocument document = cursor.next();
                ResourceKey key = Documents.key(document);
                if (chain == null || !chain.key().equals(key)) {
                    found.addAll(confirmed(chain, deadline));
                    if (keys >= limit && chain != null) {
                        return new CheckSlice(found, keys, revisions, Optional.of(text(chain.key())));
                    }
                    chain = new ChainCheck(key);
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
