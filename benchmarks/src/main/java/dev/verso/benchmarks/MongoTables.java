package dev.verso.benchmarks;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.mongo.MongoOptions;
import dev.verso.mongo.MongoRevisionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.UuidRepresentation;

/** A database of the benchmark's own, with a store in it and collections for floors with the same concerns. */
final class MongoTables implements AutoCloseable {

    private static final int STEP = 1000;
    private static final String REVISIONS = "revisions";

    private final MongoClient client;
    private final MongoDatabase database;
    private final String name = "verso_" + UUID.randomUUID().toString().substring(0, 8);
    private final MongoRevisionStore store;

    MongoTables(String uri, boolean set) {
        this.client = MongoClients.create(uri);
        this.database = client.getDatabase(name)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern((set ? WriteConcern.MAJORITY : WriteConcern.W1).withJournal(true));
        this.store = MongoRevisionStore.over(
                client,
                MongoOptions.builder().database(name).collection(REVISIONS).build());
    }

    MongoClient client() {
        return client;
    }

    MongoRevisionStore store() {
        return store;
    }

    /** A second instance, which remembers no revision and so looks before each write. */
    MongoRevisionStore forgetful() {
        return MongoRevisionStore.over(
                client,
                MongoOptions.builder()
                        .database(name)
                        .collection(REVISIONS)
                        .knownRevisions(0)
                        .build());
    }

    MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    static BsonDocument document(String id, Content content) {
        return new BsonDocument("_id", new BsonString(id)).append("c", new BsonBinary(content.bytes()));
    }

    /** Puts revisions in as the store would have, so many of each key. */
    void fill(String id, int revisions, int perKey, Content content) {
        MongoCollection<BsonDocument> target =
                collection(REVISIONS).withWriteConcern(WriteConcern.W1.withJournal(false));
        List<BsonDocument> step = new ArrayList<>();
        for (int n = 0; n < revisions; n++) {
            step.add(revision(Keys.key(id + n / perKey), 1 + n % perKey, n, content));
            if (step.size() == STEP || n == revisions - 1) {
                target.insertMany(step);
                step.clear();
            }
        }
    }

    private static BsonDocument revision(ResourceKey key, int version, int n, Content content) {
        long time = 1_700_000_000_000_000L + n;
        BsonDocument id = new BsonDocument("t", new BsonString(key.tenant().value()))
                .append("r", new BsonString(key.type()))
                .append("i", new BsonString(key.id()))
                .append("v", new BsonInt64(version));
        BsonDocument document = new BsonDocument("_id", id)
                .append("ch", new BsonInt32(version == 1 ? 0 : 1))
                .append("lu", new BsonInt64(time))
                .append("ca", new BsonInt64(time - version + 1))
                .append("au", new BsonString("practitioner"))
                .append("w", new BsonBinary(UUID.randomUUID(), UuidRepresentation.STANDARD));
        if (version == 1) {
            document.append("d", new BsonInt32(1));
        }
        return document.append("o", new BsonTimestamp()).append("c", new BsonBinary(content.bytes()));
    }

    @Override
    public void close() {
        store.close();
        database.drop();
        client.close();
    }
}
