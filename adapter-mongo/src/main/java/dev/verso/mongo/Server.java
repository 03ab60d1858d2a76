package dev.verso.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.verso.BackendFaultException;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What is connected, as it tells when the store opens (CAP-01).
 *
 * @param version the server's release
 * @param set the replica set's name; empty for a standalone
 * @param isSharded whether a router answers
 * @param isJournaled whether it takes writes that ask for the journal
 * @param hasSeveralMembers whether the replica set has more members with data than one
 */
record Server(String version, String set, boolean isSharded, boolean isJournaled, boolean hasSeveralMembers) {

    /** Release 6.0: the oldest that the kit runs on. */
    private static final int OLDEST_WIRE_VERSION = 17;

    private static final int BAD_VALUE = 2;

    /** Whether there is an oplog, and with it transactions and change streams. */
    boolean isReplicated() {
        return !set.isEmpty() || isSharded;
    }

    String describe() {
        String topology = isSharded ? "sharded cluster" : set.isEmpty() ? "standalone" : "replica set";
        return "MongoDB " + version + " (" + topology + ")";
    }

    /**
     * Asks what is connected.
     *
     * @throws BackendFaultException if it is nothing that the store can work with
     */
    static Server probe(MongoClient client, MongoOptions options) {
        return Faults.reading(() -> ask(client, options));
    }

    private static Server ask(MongoClient client, MongoOptions options) {
        MongoDatabase database = client.getDatabase(options.database())
                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                .withTimeout(options.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
        BsonDocument hello = run(database, "hello");
        requireGenuine(hello);
        if (!hello.getBoolean("isWritablePrimary", BsonBoolean.FALSE).getValue()) {
            throw new BackendFaultException(
                    "The server is no primary; name the members of the replica set and its name in the URI, without"
                            + " directConnection",
                    null);
        }
        String set = hello.getString("setName", new BsonString("")).getValue();
        boolean sharded = hello.getString("msg", new BsonString("")).getValue().equals("isdbgrid");
        String version = run(database, "buildInfo").getString("version").getValue();
        boolean replicated = !set.isEmpty() || sharded;
        boolean journaled = takesJournaledWrites(database, options, replicated);
        return new Server(version, set, sharded, journaled, members(hello, "hosts") + members(hello, "passives") > 1);
    }

    private static int members(BsonDocument hello, String kind) {
        return hello.getArray(kind, new BsonArray()).size();
    }

    private static BsonDocument run(MongoDatabase database, String command) {
        return database.runCommand(
                new BsonDocument(command, new BsonInt32(1)), ReadPreference.primary(), BsonDocument.class);
    }

    /** Every server of these releases numbers the states of its topology; services that imitate one do not. */
    static void requireGenuine(BsonDocument hello) {
        int wireVersion = hello.getInt32("maxWireVersion", new BsonInt32(0)).getValue();
        if (wireVersion < OLDEST_WIRE_VERSION) {
            throw new BackendFaultException(
                    "The server speaks wire version " + wireVersion + "; this store needs MongoDB 6.0 or newer", null);
        }
        if (!hello.containsKey("topologyVersion")) {
            throw new BackendFaultException(
                    "The server is not MongoDB but a service that imitates it; none is supported, since none has"
                            + " passed the compatibility kit",
                    null);
        }
    }

    /** A write that changes nothing shows it: a server without a journal refuses the concern. */
    private static boolean takesJournaledWrites(MongoDatabase database, MongoOptions options, boolean replicated) {
        WriteConcern concern = replicated ? WriteConcern.MAJORITY : WriteConcern.W1;
        try {
            database.withWriteConcern(concern.withJournal(true))
                    .getCollection(options.metaCollection(), BsonDocument.class)
                    .updateOne(
                            new BsonDocument(Documents.ID, new BsonString("journal probe")),
                            BsonDocument.parse("{$set: {probed: true}}"));
            return true;
        } catch (MongoException e) {
            if (!refusesJournal(e)) {
                throw e;
            }
            if (options.lossOnCrashAccepted()) {
                return false;
            }
            throw new BackendFaultException(
                    "The server has no journal (--nojournal, or an engine that keeps nothing), so a crash would lose"
                            + " acknowledged writes; switch it on, or accept the loss by"
                            + " MongoOptions.acceptLossOnCrash(true)",
                    e);
        }
    }

    private static boolean refusesJournal(MongoException e) {
        return e instanceof MongoWriteConcernException
                        && ((MongoWriteConcernException) e)
                                        .getWriteConcernError()
                                        .getCode()
                                == BAD_VALUE
                || (e instanceof MongoCommandException || e instanceof MongoWriteException) && e.getCode() == BAD_VALUE;
    }
}
