package dev.verso.benchmarks;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import dev.verso.Content;
import java.util.Objects;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.Document;

/** What the adapter does without: a document for the head and one for each revision, in a transaction of four trips. */
final class HeadAndRevision {

    private static final TransactionOptions OPTIONS = TransactionOptions.builder()
            .readPreference(ReadPreference.primary())
            .readConcern(ReadConcern.SNAPSHOT)
            .writeConcern(WriteConcern.MAJORITY.withJournal(true))
            .build();

    private final MongoClient client;
    private final MongoCollection<BsonDocument> heads;
    private final MongoCollection<BsonDocument> revisions;

    HeadAndRevision(MongoTables tables) {
        this.client = tables.client();
        this.heads = tables.collection("heads");
        this.revisions = tables.collection("revisions_of_heads");
    }

    void create(String id, Content content) {
        heads.insertOne(MongoTables.document(id, content).append("v", new BsonInt64(1)));
    }

    /** Reads the head, replaces it if it is at the version still, and keeps the revision; false if another was faster. */
    boolean update(String id, Content content) {
        try (ClientSession session = client.startSession()) {
            session.startTransaction(OPTIONS);
            BsonDocument key = new BsonDocument("_id", new BsonString(id));
            try {
                BsonDocument head = Objects.requireNonNull(heads.find(session, key)
                        .projection(new Document("c", 0))
                        .first());
                BsonInt64 version = head.getInt64("v");
                BsonInt64 next = new BsonInt64(version.getValue() + 1);
                BsonBinary bytes = new BsonBinary(content.bytes());
                heads.updateOne(
                        session,
                        key.clone().append("v", version),
                        new BsonDocument("$set", new BsonDocument("v", next).append("c", bytes)));
                BsonDocument slot = new BsonDocument("i", new BsonString(id)).append("v", next);
                revisions.insertOne(session, new BsonDocument("_id", slot).append("c", bytes));
                session.commitTransaction();
                return true;
            } catch (MongoException e) {
                if (!e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
                    throw e;
                }
                if (session.hasActiveTransaction()) {
                    session.abortTransaction();
                }
                return false;
            }
        }
    }
}
