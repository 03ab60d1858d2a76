package dev.verso.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoDatabase;
import dev.verso.BackendFaultException;
import dev.verso.mongo.MongoOptions.SchemaMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.UuidRepresentation;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Makes collections, validators and indexes, or checks that they are what the store needs; several instances may at once. */
final class Schema {

    /** The one document of the second collection. */
    private static final String STORE = "store";

    private static final int FORMAT = 1;
    private static final int NAMESPACE_EXISTS = 48;
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEY_SPECS_CONFLICT = 86;

    static final String KEYS_INDEX = "keys";
    static final String FEED_INDEX = "feed";

    private static final BsonDocument VALIDATOR = BsonDocument.parse("""
            {$jsonSchema: {bsonType: 'object', required: ['_id', 'ch'], additionalProperties: false, properties: {
              _id: {bsonType: 'object', required: ['t', 'r', 'i', 'v'], additionalProperties: false, properties: {
                t: {bsonType: 'string'}, r: {bsonType: 'string'}, i: {bsonType: 'string'}, v: {bsonType: 'long'}}},
              ch: {bsonType: 'int', enum: [0, 1, 2, 3, 4, 9]},
              lu: {bsonType: 'long'}, ca: {bsonType: 'long'}, au: {bsonType: 'string'}, w: {bsonType: 'binData'},
              d: {bsonType: 'int', enum: [-1, 1]}, b: {bsonType: 'long'}, o: {bsonType: 'timestamp'},
              x: {bsonType: 'binData'}, c: {bsonType: 'binData'}}}}""");

    private static final BsonDocument LIVE_FILTER = BsonDocument.parse("{d: {$exists: true}}");

    private final Access access;
    private final MongoOptions options;

    Schema(Access access) {
        this.access = access;
        this.options = access.options();
    }

    /**
     * What the store's document tells.
     *
     * @param store the store's identity
     * @param epoch the feed's epoch
     */
    record Identity(UUID store, UUID epoch) {}

    private static Map<String, BsonDocument> indexes(boolean replicated) {
        Map<String, BsonDocument> indexes = new LinkedHashMap<>();
        indexes.put(KEYS_INDEX, BsonDocument.parse("{'_id.t': 1, '_id.r': 1, '_id.i': 1, '_id.v': -1}"));
        indexes.put("type_history", BsonDocument.parse("{'_id.t': 1, '_id.r': 1, lu: 1, '_id.i': 1, '_id.v': 1}"));
        indexes.put("tenant_history", BsonDocument.parse("{'_id.t': 1, lu: 1, '_id.r': 1, '_id.i': 1, '_id.v': 1}"));
        indexes.put("live", BsonDocument.parse("{'_id.t': 1, '_id.r': 1, d: 1, '_id.i': 1}"));
        if (replicated) {
            indexes.put(FEED_INDEX, BsonDocument.parse("{'_id.t': 1, o: 1}"));
        }
        return indexes;
    }

    private static List<BsonDocument> indexSpecs(boolean replicated) {
        List<BsonDocument> specs = new ArrayList<>();
        indexes(replicated).forEach((name, key) -> {
            BsonDocument spec = new BsonDocument("name", new BsonString(name)).append("key", key);
            if (key.containsKey(Documents.DELTA)) {
                spec.append("partialFilterExpression", LIVE_FILTER);
            }
            specs.add(spec);
        });
        return specs;
    }

    /**
     * What is there.
     *
     * @param collection what the server tells of the collection, if there is one
     * @param indexes its indexes by name
     * @param store the store's document, if there is one
     */
    private record Found(
            Optional<BsonDocument> collection, Map<String, BsonDocument> indexes, Optional<BsonDocument> store) {}

    /** Makes what is missing if the options say so, and checks all of it. */
    Identity prepare() {
        Deadline deadline = access.deadline();
        return Faults.reading(() -> {
            Found found = look(deadline);
            if (options.schemaMode() == SchemaMode.CREATE && !isComplete(found)) {
                create(found, deadline);
                found = look(deadline);
            }
            requireOptions(found.collection().orElseThrow(() -> wrong("is missing" + howToMake())));
            requireIndexes(found.indexes());
            return identity(found.store());
        });
    }

    private Found look(Deadline deadline) {
        Optional<BsonDocument> collection = Optional.ofNullable(access.within(deadline)
                .listCollections(BsonDocument.class)
                .filter(new BsonDocument("name", new BsonString(options.collection())))
                .first());
        Map<String, BsonDocument> indexes = new HashMap<>();
        if (collection.isPresent() && isCollection(collection.get())) {
            for (BsonDocument index : access.revisions(deadline).listIndexes(BsonDocument.class)) {
                indexes.put(index.getString("name").getValue(), index);
            }
        }
        Optional<BsonDocument> store = Optional.ofNullable(access.meta(deadline)
                .find(new BsonDocument(Documents.ID, new BsonString(STORE)))
                .first());
        return new Found(collection, indexes, store);
    }

    private boolean isComplete(Found found) {
        return found.collection().isPresent()
                && found.store().isPresent()
                && found.indexes()
                        .keySet()
                        .containsAll(indexes(access.server().isReplicated()).keySet());
    }

    private void create(Found found, Deadline deadline) {
        if (found.collection().isPresent()) {
            requireOwn(found, deadline);
        } else {
            try {
                run(createCollection(options), deadline);
            } catch (MongoCommandException e) {
                // Another instance was faster, and what it made is checked like everything.
                if (e.getErrorCode() != NAMESPACE_EXISTS) {
                    throw e;
                }
            }
        }
        for (BsonDocument spec : indexSpecs(access.server().isReplicated())) {
            if (!found.indexes().containsKey(spec.getString("name").getValue())) {
                createIndex(spec, deadline);
            }
        }
        if (found.store().isEmpty()) {
            insertStoreDocument(access.within(deadline));
        }
    }

    /** One at a time: of several in one command none is made if one is refused. */
    private void createIndex(BsonDocument spec, Deadline deadline) {
        try {
            run(createIndex(options, spec), deadline);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != INDEX_OPTIONS_CONFLICT && e.getErrorCode() != INDEX_KEY_SPECS_CONFLICT) {
                throw e;
            }
            // The check says which index is in the way.
        }
    }

    private void insertStoreDocument(MongoDatabase database) {
        try {
            database.getCollection(options.metaCollection(), BsonDocument.class)
                    .insertOne(new BsonDocument(Documents.ID, new BsonString(STORE))
                            .append("format", new BsonInt32(FORMAT))
                            .append("identity", Documents.uuid(UUID.randomUUID()))
                            .append("epoch", Documents.uuid(UUID.randomUUID())));
        } catch (MongoWriteException e) {
            if (e.getError().getCode() != Faults.DUPLICATE_KEY) {
                throw e;
            }
        }
    }

    private void run(BsonDocument command, Deadline deadline) {
        access.command(command.append("writeConcern", access.writeConcern().asDocument()), deadline);
    }

    /** Documents in a collection that no store has signed for are somebody else's; nothing is changed about them. */
    private void requireOwn(Found found, Deadline deadline) {
        requireOptions(found.collection().orElseThrow());
        boolean empty = access.revisions(deadline).find().limit(1).first() == null;
        if (!empty && found.store().isEmpty() && look(deadline).store().isEmpty()) {
            throw wrong("holds documents, but " + options.metaCollection()
                    + " says of no store that they are its own; take another collection");
        }
    }

    private static boolean isCollection(BsonDocument collection) {
        return collection
                .getString("type", new BsonString("collection"))
                .getValue()
                .equals("collection");
    }

    private void requireOptions(BsonDocument collection) {
        if (!isCollection(collection)) {
            throw wrong("is a " + collection.getString("type").getValue() + ", not a collection");
        }
        BsonDocument actual = collection.getDocument("options", new BsonDocument());
        for (String foreign : List.of("collation", "capped", "timeseries", "clusteredIndex", "encryptedFields")) {
            if (actual.containsKey(foreign) && !BsonBoolean.FALSE.equals(actual.get(foreign))) {
                throw wrong("has the option " + foreign + ", which the store cannot work with; take another one");
            }
        }
        boolean strict = actual.getString("validationLevel", new BsonString("strict"))
                        .getValue()
                        .equals("strict")
                && actual.getString("validationAction", new BsonString("error"))
                        .getValue()
                        .equals("error");
        if (!VALIDATOR.equals(actual.get("validator")) || !strict) {
            throw wrong("has another validator than the store's; set it with: "
                    + shell(new BsonDocument("collMod", new BsonString(options.collection()))
                            .append("validator", VALIDATOR)
                            .append("validationLevel", new BsonString("strict"))
                            .append("validationAction", new BsonString("error"))));
        }
    }

    private void requireIndexes(Map<String, BsonDocument> found) {
        List<BsonDocument> needed = indexSpecs(access.server().isReplicated());
        for (BsonDocument spec : needed) {
            requireIndex(spec, found);
        }
        Set<String> known =
                needed.stream().map(spec -> spec.getString("name").getValue()).collect(Collectors.toSet());
        for (BsonDocument index : found.values()) {
            String name = index.getString("name").getValue();
            if (index.containsKey("unique") && !known.contains(name)) {
                throw wrong("has a unique index of another making, \"" + name
                        + "\", which would refuse revisions; drop it");
            }
        }
    }

    private void requireIndex(BsonDocument spec, Map<String, BsonDocument> found) {
        String name = spec.getString("name").getValue();
        BsonDocument actual = found.get(name);
        if (actual == null) {
            found.values().stream()
                    .filter(other -> isSameKey(spec.getDocument("key"), other.getDocument("key")))
                    .findFirst()
                    .ifPresent(other -> {
                        throw wrong("has the index \"" + name + "\" under another name, \""
                                + other.getString("name").getValue() + "\"; drop it" + howToMake());
                    });
            throw wrong("lacks the index \"" + name + "\"" + howToMake());
        }
        boolean same = isSameKey(spec.getDocument("key"), actual.getDocument("key"))
                && Objects.equals(spec.get("partialFilterExpression"), actual.get("partialFilterExpression"));
        if (!same) {
            throw wrong("has an index \"" + name + "\" on something else; drop it" + howToMake());
        }
        for (String option : List.of("collation", "sparse", "hidden", "expireAfterSeconds", "unique")) {
            // Where the collection is sharded, the index of keys is what makes slots unique.
            boolean allowed = option.equals("unique") && name.equals(KEYS_INDEX);
            if (actual.containsKey(option) && !allowed) {
                throw wrong("has the index \"" + name + "\" with the option " + option + "; drop it" + howToMake());
            }
        }
    }

    /** By order and direction; shells write numbers as they like. */
    private static boolean isSameKey(BsonDocument one, BsonDocument other) {
        if (!List.copyOf(one.keySet()).equals(List.copyOf(other.keySet()))) {
            return false;
        }
        for (Map.Entry<String, BsonValue> field : one.entrySet()) {
            BsonValue direction = other.get(field.getKey());
            if (direction == null
                    || !direction.isNumber()
                    || direction.asNumber().intValue()
                            != field.getValue().asNumber().intValue()) {
                return false;
            }
        }
        return true;
    }

    private Identity identity(Optional<BsonDocument> found) {
        BsonDocument store = found.orElseThrow(
                () -> wrong("has no document \"" + STORE + "\" in " + options.metaCollection() + howToMake()));
        try {
            int format = store.getNumber("format").intValue();
            if (format != FORMAT) {
                throw wrong("has format " + format + "; this release of the store works with format " + FORMAT);
            }
            return new Identity(
                    store.getBinary("identity").asUuid(UuidRepresentation.STANDARD),
                    store.getBinary("epoch").asUuid(UuidRepresentation.STANDARD));
        } catch (BsonInvalidOperationException e) {
            throw wrong("has a document \"" + STORE + "\" in " + options.metaCollection() + " of another shape");
        }
    }

    private BackendFaultException wrong(String what) {
        return new BackendFaultException(
                "The collection " + options.database() + "." + options.collection() + " " + what, null);
    }

    private String howToMake() {
        return "; open the store once with SchemaMode.CREATE, or run the commands of"
                + " MongoRevisionStore.schemaCommands()";
    }

    private static BsonDocument createCollection(MongoOptions options) {
        return new BsonDocument("create", new BsonString(options.collection()))
                .append("validator", VALIDATOR)
                .append("validationLevel", new BsonString("strict"))
                .append("validationAction", new BsonString("error"));
    }

    private static BsonDocument createIndex(MongoOptions options, BsonDocument spec) {
        return new BsonDocument("createIndexes", new BsonString(options.collection()))
                .append("indexes", new BsonArray(List.of(spec)));
    }

    /** Gives what an administrator runs in mongosh instead of the store; running it twice does nothing. */
    static String commands(MongoOptions options) {
        String database = "db.getSiblingDB(\"" + options.database() + "\")";
        String indexes = indexSpecs(true).stream()
                .map(spec -> database + ".runCommand(" + shell(createIndex(options, spec)) + ")\n")
                .collect(Collectors.joining());
        return database + ".runCommand(" + shell(createCollection(options)) + ")\n"
                + indexes
                + database + ".getCollection(\"" + options.metaCollection() + "\").updateOne({_id: \"" + STORE
                + "\"}, {$setOnInsert: {format: NumberInt(" + FORMAT
                + "), identity: UUID(), epoch: UUID()}}, {upsert: true, writeConcern: {w: \"majority\", j: true}})\n";
    }

    private static String shell(BsonDocument command) {
        return command.toJson(
                JsonWriterSettings.builder().outputMode(JsonMode.SHELL).build());
    }
}
