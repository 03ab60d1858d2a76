package dev.verso.mongo;

import static dev.verso.mongo.Requests.TENANT;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.verso.CursorExpiredException;
import dev.verso.ReadMode;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import dev.verso.testservers.MongoServer;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A feed whose beginning the oplog has lost: the server is made to say so, and the revisions are made to be old. */
@Execution(ExecutionMode.SAME_THREAD)
class FeedWalkTest {

    private static final MongoTopology TOPOLOGY = MongoTopology.SET_OF_ONE;
    private static final String LOSING = "losing";

    private final MongoOptions options = Deployments.fresh(ReadMode.MAJORITY);
    private final String uri = MongoServer.shared(TOPOLOGY).uri();
    private final MongoClient client = MongoClients.create(uri + (uri.contains("?") ? "&" : "?") + "appName=" + LOSING);
    private final MongoRevisionStore store = MongoRevisionStore.over(client, options);
    private final List<String> old = new ArrayList<>();

    @BeforeEach
    void plant() {
        for (int i = 0; i < 20; i++) {
            store.append(create(key("k" + i)));
            old.add("k" + i + " v1");
        }
        store.append(update(key("k3"), 1));
        old.add("k3 v2");
        age(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        store.close();
        client.close();
    }

    /** Moves the places of all revisions back in time, in the order that they have. */
    private void age(Duration by) {
        MongoCollection<Document> revisions =
                client.getDatabase(options.database()).getCollection(options.collection());
        for (Document revision : revisions.find().into(new ArrayList<>())) {
            BsonTimestamp place = revision.get("o", BsonTimestamp.class);
            BsonTimestamp aged = new BsonTimestamp(place.getTime() - (int) by.toSeconds(), place.getInc());
            // A replacement, which the feed does not take for a revision that moved.
            revisions.replaceOne(new Document("_id", revision.get("_id")), revision.append("o", aged));
        }
    }

    private FeedSlice firstPage(int limit) {
        Deployments.client(TOPOLOGY)
                .getDatabase("admin")
                .runCommand(new Document("configureFailPoint", "failCommand")
                        .append("mode", new Document("times", 1))
                        .append(
                                "data",
                                new Document("errorCode", 286)
                                        .append("failCommands", List.of("aggregate"))
                                        .append("appName", LOSING)));
        return store.changes(TENANT, new FeedPosition.Oldest(), PageBounds.of(limit));
    }

    private static List<String> names(FeedSlice slice) {
        return slice.entries().stream()
                .map(entry -> entry.revision().metadata().key().id() + " v"
                        + entry.revision().metadata().version())
                .toList();
    }

    private List<String> walk(FeedSlice first) {
        List<String> entries = new ArrayList<>(names(first));
        entries.addAll(Requests.feed(store, new FeedPosition.After(first.token())));
        return entries;
    }

    @Test
    void FEED_02_the_walk_and_the_oplog_together_tell_every_revision_once() {
        store.append(create(key("new")));
        store.append(update(key("k7"), 1));
        List<String> expected = new ArrayList<>(old);
        expected.addAll(List.of("new v1", "k7 v2"));

        for (int limit : new int[] {1, 5, 21, 100}) {
            assertThat(walk(firstPage(limit))).isEqualTo(expected);
        }
    }

    @Test
    void FEED_04_the_walk_goes_on_after_any_entry() {
        FeedSlice whole = firstPage(100);
        assertThat(names(whole)).isEqualTo(old);
        for (int i = 0; i < whole.entries().size(); i++) {
            FeedPosition after = new FeedPosition.After(whole.entries().get(i).token());
            assertThat(Requests.feed(store, after)).isEqualTo(old.subList(i + 1, old.size()));
        }
    }

    @Test
    void ERA_04_what_is_erased_while_the_walk_is_under_way_is_told_at_the_end() {
        FeedSlice first = firstPage(6);
        store.erase(erase(key("k2")));
        store.erase(erase(key("k3"), 1));
        store.erase(erase(key("k15")));
        store.append(create(key("new")));
        List<String> expected = new ArrayList<>(old.subList(0, 6));
        expected.addAll(old.subList(6, old.size()));
        expected.remove("k15 v1");
        expected.addAll(List.of("k2 v2", "k3 v1", "k15 v2", "new v1"));

        assertThat(walk(first)).isEqualTo(expected);
    }

    /** A write that was held up for longer than the walk provides for is never skipped in silence. */
    @Test
    void FEED_02_a_place_that_is_far_older_than_its_commit_ends_the_walk() {
        FeedSlice first = firstPage(100);
        store.append(create(key("late")));
        client.getDatabase(options.database())
                .getCollection(options.collection())
                .updateOne(
                        new Document("_id.i", "late"),
                        new Document("$set", new Document("o", new BsonTimestamp(1_700_000_000, 1))));

        assertThatExceptionOfType(CursorExpiredException.class)
                .isThrownBy(() -> Requests.feed(store, new FeedPosition.After(first.token())));
    }

    @Test
    void FEED_03_a_place_of_another_epoch_is_expired() {
        FeedSlice page = store.changes(TENANT, new FeedPosition.Now(), PageBounds.of(1));
        client.getDatabase(options.database())
                .getCollection(options.metaCollection())
                .updateOne(
                        new Document("_id", "store"),
                        new Document("$set", new Document("epoch", Documents.uuid(UUID.randomUUID()))));
        try (MongoRevisionStore restored = MongoRevisionStore.over(client, options)) {
            assertThat(restored.identity()).isEqualTo(store.identity());
            assertThatExceptionOfType(CursorExpiredException.class)
                    .isThrownBy(() -> restored.changes(TENANT, new FeedPosition.After(page.token()), PageBounds.of(1)));
        }
    }
}
