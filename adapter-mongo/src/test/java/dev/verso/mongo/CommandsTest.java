package dev.verso.mongo;

import static dev.verso.mongo.Requests.TENANT;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.delete;
import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.history;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.put;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.Slice;
import dev.verso.testservers.MongoServer;
import dev.verso.testservers.MongoTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many commands each operation takes, and what each of them states. */
class CommandsTest {

    private static final Set<String> CURSOR_ENDS = Set.of("getMore", "killCursors", "endSessions");

    private record Sent(String name, BsonDocument command) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final MongoOptions options = Deployments.fresh(ReadMode.MAJORITY);

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private MongoRevisionStore store(MongoTopology topology, MongoOptions some) {
        MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString(MongoServer.shared(topology).uri()))
                // What the store must not go by.
                .writeConcern(WriteConcern.UNACKNOWLEDGED)
                .readConcern(ReadConcern.AVAILABLE)
                .readPreference(ReadPreference.secondaryPreferred())
                .uuidRepresentation(UuidRepresentation.JAVA_LEGACY)
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        // The event shows a buffer that is used again.
                        sent.add(new Sent(
                                event.getCommandName(), event.getCommand().clone()));
                    }
                })
                .build());
        opened.add(client);
        MongoRevisionStore store = MongoRevisionStore.over(client, some);
        opened.add(store);
        return store;
    }

    private List<String> commands(Runnable call) {
        sent.clear();
        call.run();
        return sent.stream().map(Sent::name).toList();
    }

    @Test
    void writes_take_the_trips_that_the_design_promises() {
        MongoRevisionStore store = store(MongoTopology.SET_OF_ONE, options);
        MongoRevisionStore other = store(MongoTopology.SET_OF_ONE, options);
        ResourceKey key = key("a");

        assertThat(commands(() -> store.append(create(key)))).containsExactly("insert");
        assertThat(commands(() -> store.append(create(key)))).containsExactly("insert", "find");
        assertThat(commands(() -> store.append(update(key, 1)))).containsExactly("insert");
        assertThat(commands(() -> other.append(update(key, 2)))).containsExactly("find", "insert");
        assertThat(commands(() -> other.append(update(key, 3)))).containsExactly("insert");
        assertThat(commands(() -> store.append(update(key, 2)))).containsExactly("insert", "find");
        assertThat(commands(() -> store.append(update(key, 1)))).containsExactly("find");
        assertThat(commands(() -> store.append(update(key, 9)))).containsExactly("find");
        assertThat(commands(() -> store.append(put(key, new Condition.Live())))).containsExactly("find", "insert");
        assertThat(commands(() -> store.append(delete(key)))).containsExactly("find", "insert");
        assertThat(commands(() -> store.append(put(key, new Condition.DeletedAt(6)))))
                .containsExactly("insert");
        assertThat(commands(() -> store.append(delete(key("absent"))))).containsExactly("find");
    }

    @Test
    void a_match_after_a_read_is_one_trip() {
        MongoRevisionStore store = store(MongoTopology.SET_OF_ONE, options);
        ResourceKey key = key("a");
        store.append(create(key));
        MongoRevisionStore reader = store(MongoTopology.SET_OF_ONE, options);

        assertThat(commands(() -> reader.head(key, Detail.CONTENT))).containsExactly("find");
        assertThat(commands(() -> reader.append(update(key, 1)))).containsExactly("insert");
    }

    @Test
    void without_known_revisions_a_match_looks_first() {
        MongoRevisionStore store = store(
                MongoTopology.SET_OF_ONE, Deployments.fresh().knownRevisions(0).build());
        store.append(create(key("a")));

        assertThat(commands(() -> store.append(update(key("a"), 1)))).containsExactly("find", "insert");
    }

    @Test
    void reads_and_pages_take_one_trip() {
        MongoRevisionStore store = store(MongoTopology.SET_OF_ONE, options);
        List<ResourceKey> keys =
                IntStream.range(0, 100).mapToObj(i -> key("k" + i)).toList();
        keys.forEach(key -> store.append(create(key)));
        ResourceKey key = keys.get(7);
        for (int version = 1; version < 25; version++) {
            store.append(update(key, version));
        }
        HistoryRequest.Scope ofKey = new HistoryRequest.OfKey(key);
        HistoryRequest.Scope ofType = new HistoryRequest.OfType(TENANT, "Patient");
        HistoryRequest.Scope ofTenant = new HistoryRequest.OfTenant(TENANT);

        assertThat(commands(() -> store.head(key, Detail.METADATA))).containsExactly("find");
        assertThat(commands(() -> store.revision(key, 3))).containsExactly("find");
        assertThat(commands(() -> store.versions(key))).containsExactly("find");
        assertThat(commands(() -> store.asOf(key, Requests.NOON))).containsExactly("find");
        assertThat(commands(() -> store.heads(keys, Detail.CONTENT))).containsExactly("aggregate");
        for (HistoryRequest.Scope scope : List.of(ofKey, ofType, ofTenant)) {
            Slice<?, HistoryRequest.Position> first = store.history(history(scope, 10, Optional.empty()));
            assertThat(commands(() -> store.history(history(scope, 10, Optional.empty()))))
                    .containsExactly("find");
            assertThat(commands(() -> store.history(history(scope, 10, first.next()))))
                    .containsExactly("find");
        }
        assertThat(commands(() -> store.count(TENANT, Optional.empty()))).containsExactly("aggregate");
        assertThat(commands(() -> store.list(TENANT, "Patient", Optional.empty(), PageBounds.of(50))))
                .containsExactly("find", "aggregate");
        assertThat(commands(() -> store.check(Optional.empty(), 200))).containsExactly("find", "aggregate");
        assertThat(commands(() -> store.check(Optional.of("clinic/Patient/k5"), 200)))
                .containsExactly("aggregate");
    }

    @Test
    void a_read_batch_of_the_most_keys_takes_one_trip_for_each_type() {
        MongoRevisionStore store = store(MongoTopology.SET_OF_ONE, options);
        List<Append> batch = IntStream.range(0, 1000)
                .mapToObj(i -> (Append) create(ResourceKey.of("clinic", i < 600 ? "Patient" : "Observation", "k" + i)))
                .toList();
        List<ResourceKey> keys = batch.stream().map(Append::key).toList();

        assertThat(commands(() -> store.appendAll(batch)))
                .containsExactly("aggregate", "aggregate", "insert", "commitTransaction");
        assertThat(commands(() -> assertThat(store.heads(keys, Detail.CONTENT)).hasSize(1000)))
                .containsExactly("aggregate", "aggregate");
        List<Append> again = keys.stream().map(key -> (Append) update(key, 1)).toList();
        assertThat(commands(() -> store.appendAll(again)))
                .containsExactly("aggregate", "aggregate", "insert", "commitTransaction");
    }

    @Test
    void batches_erasures_and_the_feed_take_the_trips_that_the_design_promises() {
        MongoRevisionStore store = store(MongoTopology.SET_OF_ONE, options);
        List<Append> batch = IntStream.range(0, 100)
                .mapToObj(i -> (Append) create(key("k" + i)))
                .toList();

        assertThat(commands(() -> store.appendAll(batch))).containsExactly("aggregate", "insert", "commitTransaction");
        FeedSlice page = store.changes(TENANT, new FeedPosition.Oldest(), PageBounds.of(100));
        FeedPosition middle = new FeedPosition.After(page.entries().get(50).token());
        assertThat(commands(() -> store.changes(TENANT, middle, PageBounds.of(20))))
                .containsExactly("aggregate", "killCursors", "aggregate");
        FeedPosition end = new FeedPosition.After(page.token());
        assertThat(commands(() -> store.changes(TENANT, end, PageBounds.of(20))))
                .containsExactly("aggregate", "killCursors");
        store.append(update(key("k1"), 1));
        assertThat(commands(() -> store.erase(erase(key("k1"), 1)))).containsExactly("find", "update");
        assertThat(commands(() -> store.erase(erase(key("k1")))))
                .containsExactly("find", "insert", "update", "commitTransaction");
        assertThat(commands(() -> store.erase(erase(key("k1"))))).containsExactly("find", "abortTransaction");
    }

    @Test
    void LOCK_06_on_several_members_only_what_a_stale_head_could_say_is_confirmed() {
        MongoRevisionStore store = store(MongoTopology.SET_OF_THREE, options);
        ResourceKey key = key("a");
        store.append(create(key));
        store.append(update(key, 1));

        assertThat(concerns(() -> store.append(update(key, 1)))).containsExactly("find majority");
        assertThat(concerns(() -> store.append(update(key, 9)))).containsExactly("find majority", "find linearizable");
        assertThat(concerns(() -> store.append(delete(key("absent")))))
                .containsExactly("find majority", "find linearizable");
        assertThat(concerns(() -> store.append(put(key, new Condition.NotLive()))))
                .containsExactly("find majority", "find linearizable");
        assertThat(concerns(() -> store.append(create(key)))).containsExactly("insert", "find linearizable");
        assertThat(concerns(() -> store.head(key, Detail.CONTENT))).containsExactly("find majority");

        store.append(delete(key));
        assertThat(concerns(() -> store.append(put(key, new Condition.Live()))))
                .containsExactly("find majority", "find linearizable");
    }

    @Test
    void LOCK_06_reads_are_as_strong_as_the_options_say() {
        MongoRevisionStore three = store(MongoTopology.SET_OF_THREE, Deployments.fresh(ReadMode.LINEARIZABLE));
        MongoRevisionStore one = store(MongoTopology.SET_OF_ONE, Deployments.fresh(ReadMode.LINEARIZABLE));
        ResourceKey key = key("a");
        three.append(create(key));
        one.append(create(key));

        assertThat(three.capabilities().reads()).isEqualTo(ReadMode.LINEARIZABLE);
        assertThat(concerns(() -> three.head(key, Detail.CONTENT))).containsExactly("find linearizable");
        assertThat(concerns(() -> three.heads(List.of(key), Detail.CONTENT))).containsExactly("aggregate linearizable");
        assertThat(concerns(() -> three.revision(key, 1))).containsExactly("find linearizable");
        assertThat(concerns(() -> three.count(TENANT, Optional.empty())))
                .containsExactly("find linearizable", "aggregate snapshot");
        assertThat(concerns(() -> one.head(key, Detail.CONTENT))).containsExactly("find majority");
    }

    private List<String> concerns(Runnable call) {
        sent.clear();
        call.run();
        return sent.stream()
                .map(event -> event.name()
                        + (event.command().containsKey("readConcern")
                                ? " "
                                        + event.command()
                                                .getDocument("readConcern")
                                                .getString("level")
                                                .getValue()
                                : ""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void ERR_08_every_command_states_its_concern_and_its_time_whatever_the_client_says(MongoTopology topology) {
        MongoRevisionStore store = store(topology, options);
        sent.clear();
        store.append(create(key("a")));
        store.append(create(key("a")));
        store.append(update(key("a"), 1));
        store.append(delete(key("a")));
        store.heads(List.of(key("a")), Detail.CONTENT);
        store.history(history(new HistoryRequest.OfTenant(TENANT), 10, Optional.empty()));
        store.list(TENANT, "Patient", Optional.empty(), PageBounds.of(10));
        store.count(TENANT, Optional.empty());
        store.check(Optional.empty(), 10);
        if (topology.isReplicaSet()) {
            store.appendAll(List.of(create(key("b"))));
            store.erase(erase(key("b")));
            store.changes(TENANT, new FeedPosition.Oldest(), PageBounds.of(10));
        }

        for (Sent event : sent) {
            if (CURSOR_ENDS.contains(event.name())) {
                continue;
            }
            BsonDocument command = event.command();
            boolean write = Set.of("insert", "update").contains(event.name());
            boolean inTransaction = command.containsKey("txnNumber") && command.containsKey("autocommit");
            assertThat(command.containsKey("maxTimeMS"))
                    .as("time of " + command)
                    .isTrue();
            if (write && !inTransaction || event.name().equals("commitTransaction")) {
                BsonDocument concern = command.getDocument("writeConcern");
                assertThat(concern.getBoolean("j").getValue())
                        .as("journal of " + command)
                        .isTrue();
                assertThat(concern.get("w").isString())
                        .as("majority of " + command)
                        .isEqualTo(topology.isReplicaSet());
                assertThat(concern.containsKey("wtimeout")).isFalse();
            }
            if (Set.of("find", "aggregate").contains(event.name()) && !inTransaction) {
                assertThat(command.getDocument("readConcern").getString("level").getValue())
                        .isIn("majority", "snapshot", "linearizable");
            }
        }
        assertThat(sent).isNotEmpty();
    }

    @Test
    void ERR_05_an_append_that_is_sent_again_under_its_write_id_is_found_to_be_done() {
        MongoRevisionStore store = store(MongoTopology.STANDALONE, options);
        ResourceKey key = key("a");
        Append.Put create = create(key);
        AppendOutcome first = store.append(create);

        assertThat(store.append(create)).isEqualTo(first);
        assertThat(commands(() -> store.append(create))).containsExactly("insert", "find", "find");
    }
}
