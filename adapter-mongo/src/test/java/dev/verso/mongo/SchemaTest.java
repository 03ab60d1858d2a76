package dev.verso.mongo;

import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.verso.BackendFaultException;
import dev.verso.mongo.MongoOptions.SchemaMode;
import dev.verso.testservers.MongoTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {

    private static final MongoTopology TOPOLOGY = MongoTopology.SET_OF_ONE;
    private static final Document EMPTIED =
            Document.parse("{_id: {t: 'a', r: 'b', i: 'c', v: {$numberLong: '1'}}, ch: 9}");

    private final MongoOptions options = Deployments.fresh().build();
    private final MongoDatabase database = Deployments.client(TOPOLOGY).getDatabase(options.database());

    private void open() {
        Deployments.open(TOPOLOGY, options).close();
    }

    private void refused(String why) {
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(this::open)
                .withMessageContaining(options.database() + ".revisions")
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @EnumSource
    void any_number_of_instances_make_the_schema_at_once_and_agree_on_the_identity(MongoTopology topology)
            throws Exception {
        int instances = 6;
        CyclicBarrier barrier = new CyclicBarrier(instances);
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        try {
            List<Future<UUID>> identities = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                identities.add(threads.submit(() -> {
                    barrier.await();
                    try (MongoRevisionStore store = Deployments.open(topology, options)) {
                        store.append(create(key("k" + UUID.randomUUID())));
                        return store.identity();
                    }
                }));
            }
            UUID identity = identities.get(0).get();
            for (Future<UUID> other : identities) {
                assertThat(other.get()).isEqualTo(identity);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void an_index_of_the_right_name_on_something_else_is_refused() {
        database.getCollection("revisions").createIndex(Indexes.ascending("x"), new IndexOptions().name("keys"));
        refused("validator");
        open(database, "other");
        database.getCollection("other").dropIndex("keys");
        database.getCollection("other").createIndex(Indexes.ascending("x"), new IndexOptions().name("keys"));
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> open(database, "other"))
                .withMessageContaining("\"keys\" on something else");
    }

    private static void open(MongoDatabase database, String collection) {
        Deployments.open(
                        TOPOLOGY,
                        MongoOptions.builder()
                                .database(database.getName())
                                .collection(collection)
                                .build())
                .close();
    }

    @Test
    void an_index_that_leaves_documents_out_or_compares_otherwise_is_refused() {
        open();
        database.getCollection("revisions").dropIndex("live");
        database.getCollection("revisions")
                .createIndex(Indexes.ascending("_id.t", "_id.r", "d", "_id.i"), new IndexOptions().name("live"));
        refused("\"live\" on something else");

        database.getCollection("revisions").dropIndex("live");
        database.getCollection("revisions")
                .createIndex(
                        Indexes.ascending("_id.t", "_id.r", "d", "_id.i"),
                        new IndexOptions()
                                .name("live")
                                .partialFilterExpression(new Document("d", new Document("$exists", true)))
                                .collation(Collation.builder().locale("en").build()));
        refused("collation");
    }

    @Test
    void an_index_of_another_name_on_the_same_is_named() {
        open();
        database.getCollection("revisions").dropIndex("type_history");
        database.getCollection("revisions")
                .createIndex(
                        Indexes.ascending("_id.t", "_id.r", "lu", "_id.i", "_id.v"), new IndexOptions().name("theirs"));
        refused("\"type_history\" under another name, \"theirs\"");
    }

    /** As the guide tells to do before a collection is sharded. */
    @Test
    void an_index_of_keys_that_was_made_unique_is_accepted_and_no_hindrance_to_the_others() {
        SchemaCommands.run(database, options);
        database.getCollection("revisions").dropIndex("keys");
        database.getCollection("revisions")
                .createIndex(
                        Document.parse("{'_id.t': 1, '_id.r': 1, '_id.i': 1, '_id.v': -1}"),
                        new IndexOptions().unique(true).name("keys"));
        open();

        database.getCollection("revisions").dropIndex("live");
        open();
    }

    @Test
    void a_hidden_index_is_refused() {
        open();
        database.runCommand(new Document("collMod", "revisions")
                .append("index", new Document("name", "type_history").append("hidden", true)));
        refused("hidden");
    }

    @Test
    void a_unique_index_of_another_making_is_refused() {
        open();
        database.getCollection("revisions")
                .createIndex(
                        Indexes.ascending("w"), new IndexOptions().unique(true).name("theirs"));
        refused("\"theirs\"");
    }

    @Test
    void another_index_that_a_database_administrator_made_is_accepted() {
        open();
        database.getCollection("revisions").createIndex(Indexes.ascending("lu"));
        open();
    }

    @Test
    void a_collection_with_a_collation_is_refused() {
        database.createCollection(
                "revisions",
                new CreateCollectionOptions()
                        .collation(Collation.builder().locale("en").build()));
        refused("collation");
    }

    @Test
    void a_capped_collection_is_refused() {
        database.createCollection(
                "revisions", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
        refused("capped");
    }

    @Test
    void a_collection_with_another_compression_is_accepted() {
        open();
        Document made = database.listCollections()
                .filter(new Document("name", "revisions"))
                .first();
        database.getCollection("revisions").drop();
        database.runCommand(new Document("create", "revisions")
                .append("validator", made.get("options", Document.class).get("validator"))
                .append("storageEngine", Document.parse("{wiredTiger: {configString: 'block_compressor=zstd'}}")));
        open();
    }

    @Test
    void a_view_is_refused() {
        database.createView("revisions", "others", List.of());
        refused("is a view");
    }

    @Test
    void a_collection_of_somebody_else_is_refused_and_not_touched() {
        database.getCollection("revisions").insertOne(new Document("name", "somebody"));
        refused("validator");
        open(database, "other");
        database.getCollection("other").insertOne(EMPTIED);
        database.getCollection("other.meta").drop();
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> open(database, "other"))
                .withMessageContaining("take another collection");
    }

    @Test
    void a_document_of_another_shape_is_kept_out_by_the_validator() {
        open();
        assertThatExceptionOfType(MongoWriteException.class)
                .isThrownBy(() -> database.getCollection("revisions").insertOne(new Document("name", "somebody")));
    }

    @Test
    void a_store_of_another_format_is_refused() {
        open();
        database.getCollection("revisions.meta")
                .updateOne(new Document("_id", "store"), new Document("$set", new Document("format", 2)));
        refused("format 2");
    }

    @Test
    void a_store_that_only_validates_makes_nothing_and_says_what_is_missing() {
        MongoOptions validating = MongoOptions.builder()
                .database(options.database())
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> Deployments.open(TOPOLOGY, validating))
                .withMessageContaining("is missing")
                .withMessageContaining("schemaCommands");
        assertThat(database.listCollectionNames()).isEmpty();

        open();
        Deployments.open(TOPOLOGY, validating).close();
        database.getCollection("revisions").dropIndex("type_history");
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> Deployments.open(TOPOLOGY, validating))
                .withMessageContaining("lacks the index \"type_history\"");
    }

    @Test
    void the_printed_commands_make_what_a_validating_store_needs() {
        SchemaCommands.run(database, options);
        SchemaCommands.run(database, options);

        MongoOptions validating = MongoOptions.builder()
                .database(options.database())
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        try (MongoRevisionStore store = Deployments.open(TOPOLOGY, validating)) {
            store.append(create(key("a")));
        }
    }
}
