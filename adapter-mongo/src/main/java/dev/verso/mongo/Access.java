package dev.verso.mongo;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.TopologyVersion;
import dev.verso.ReadMode;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.types.ObjectId;

/**
 * The way to the server: it states concerns, preference and time for every command itself, whatever those of the client are
 * (ERR-08).
 */
final class Access {

    /** Of what no crash takes. */
    static final ObjectId ANY_RUN = new ObjectId(0, 0);

    private final MongoClient client;
    private final MongoOptions options;
    private final Server server;
    private final WriteConcern writeConcern;

    /** Made once: what the driver makes anew for a collection of other settings costs a fifth of a read. */
    private final MongoDatabase database;

    private final MongoCollection<BsonDocument> revisions;
    private final MongoCollection<BsonDocument> linearizable;
    private final MongoCollection<BsonDocument> snapshots;
    private final MongoCollection<BsonDocument> meta;
    private final MongoCollection<BsonDocument> inTransaction;

    /** Once true it stays so: while no server is known, there may be several for all that. */
    private volatile boolean severalMembers;

    Access(MongoClient client, MongoOptions options, Server server) {
        this.client = client;
        this.options = options;
        this.server = server;
        this.severalMembers = server.hasSeveralMembers() || server.isSharded();
        // No wtimeout: a duplicate key would be reported after it although the other write may still be undone.
        WriteConcern acknowledged = server.isReplicated() ? WriteConcern.MAJORITY : WriteConcern.W1;
        this.writeConcern = server.isJournaled() ? acknowledged.withJournal(true) : acknowledged;
        MongoDatabase bare = client.getDatabase(options.database())
                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                .withReadPreference(ReadPreference.primary());
        this.database = bare.withReadConcern(ReadConcern.MAJORITY).withWriteConcern(writeConcern);
        this.revisions = database.getCollection(options.collection(), BsonDocument.class);
        this.linearizable = revisions.withReadConcern(ReadConcern.LINEARIZABLE);
        this.snapshots = revisions.withReadConcern(ReadConcern.SNAPSHOT);
        this.meta = database.getCollection(options.metaCollection(), BsonDocument.class);
        this.inTransaction = bare.getCollection(options.collection(), BsonDocument.class);
    }

    Deadline deadline() {
        return Deadline.in(options.callTimeout());
    }

    Server server() {
        return server;
    }

    MongoOptions options() {
        return options;
    }

    /** For writes, and for looks before them: what it reads was acknowledged and will not be undone. */
    MongoCollection<BsonDocument> revisions(Deadline deadline) {
        return within(deadline, revisions);
    }

    /** For reads of single keys, as strong as the options say. */
    MongoCollection<BsonDocument> reads(Deadline deadline) {
        return options.reads() == ReadMode.LINEARIZABLE ? confirmed(deadline) : revisions(deadline);
    }

    /** For what must not be told by a deposed primary; of a set with one member there is none. */
    MongoCollection<BsonDocument> confirmed(Deadline deadline) {
        return within(deadline, hasSeveralMembers() ? linearizable : revisions);
    }

    /** For scans over several keys: one moment for all that a page shows, where the server can. */
    MongoCollection<BsonDocument> scans(Deadline deadline) {
        if (options.reads() == ReadMode.LINEARIZABLE && hasSeveralMembers()) {
            // What was acknowledged by now is in the snapshot of a primary that was none too old just now.
            meta(deadline).withReadConcern(ReadConcern.LINEARIZABLE).find().first();
        }
        return within(deadline, server.isReplicated() ? snapshots : revisions);
    }

    MongoCollection<BsonDocument> meta(Deadline deadline) {
        return within(deadline, meta);
    }

    private static MongoCollection<BsonDocument> within(Deadline deadline, MongoCollection<BsonDocument> collection) {
        return collection.withTimeout(deadline.millis(), TimeUnit.MILLISECONDS);
    }

    MongoDatabase within(Deadline deadline) {
        return database.withTimeout(deadline.millis(), TimeUnit.MILLISECONDS);
    }

    WriteConcern writeConcern() {
        return writeConcern;
    }

    /** For what is done in a transaction, whose session states all concerns and limits the time. */
    MongoCollection<BsonDocument> inTransaction() {
        return inTransaction;
    }

    /** Begins a transaction; what is done in it has a time, and its end that time once more, for the driver starts anew. */
    ClientSession transaction(long millis) {
        ClientSession session = client.startSession(ClientSessionOptions.builder()
                .causallyConsistent(false)
                .defaultTimeout(millis, TimeUnit.MILLISECONDS)
                .build());
        session.startTransaction(TransactionOptions.builder()
                .readPreference(ReadPreference.primary())
                .readConcern(ReadConcern.SNAPSHOT)
                .writeConcern(writeConcern)
                .build());
        return session;
    }

    /** Tells whether there may be a second primary: the set had several members once, for all that the driver knows. */
    boolean hasSeveralMembers() {
        if (!severalMembers) {
            for (ServerDescription description : client.getClusterDescription().getServerDescriptions()) {
                if (description.getHosts().size() + description.getPassives().size() > 1) {
                    severalMembers = true;
                }
            }
        }
        return severalMembers;
    }

    /**
     * Gives the run of the server on which what is read from now on stands. A crash of a standalone takes what had not
     * reached the journal, which its reads show all the same; a set never takes back what a read at majority has shown. A
     * run that is not known equals no other.
     */
    ObjectId run() {
        if (server.isReplicated()) {
            return ANY_RUN;
        }
        for (ServerDescription description : client.getClusterDescription().getServerDescriptions()) {
            TopologyVersion state = description.getTopologyVersion();
            if (description.isOk() && state != null) {
                return state.getProcessId();
            }
        }
        return new ObjectId();
    }

    /**
     * Makes sure that there is a primary to send to, as far as the driver knows without a trip: a timeout of the write
     * itself would not tell that nothing was sent (ERR-04).
     */
    void requirePrimary(Deadline deadline) {
        boolean known =
                client.getClusterDescription().getServerDescriptions().stream().anyMatch(ServerDescription::isPrimary);
        if (!known) {
            Faults.reading(() -> ping(deadline));
        }
    }

    BsonDocument ping(Deadline deadline) {
        return command(new BsonDocument("ping", new BsonInt32(1)), deadline);
    }

    BsonDocument command(BsonDocument command, Deadline deadline) {
        return within(deadline).runCommand(command, ReadPreference.primary(), BsonDocument.class);
    }

    static BsonDocument concern(String level) {
        return new BsonDocument("level", new BsonString(level));
    }
}
