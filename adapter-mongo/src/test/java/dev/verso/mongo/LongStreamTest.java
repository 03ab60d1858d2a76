package dev.verso.mongo;

import static dev.verso.mongo.Requests.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.verso.ResourceKey;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * HIS-07: walks over revisions need memory for one page; shown in a JVM with a heap that does not hold what they walk over.
 * How many there are is a system property: {@code verso.test.revisions}.
 */
@Execution(ExecutionMode.SAME_THREAD)
class LongStreamTest {

    static final String TYPE = "Patient";

    private static final int REVISIONS = Integer.getInteger("verso.test.revisions", 40_000);
    private static final int STEP = 2_000;
    private static final BsonBinary CONTENT =
            new BsonBinary(("{\"a\":\"" + "x".repeat(1990) + "\"}").getBytes(StandardCharsets.UTF_8));
    private static final MongoOptions OPTIONS = MongoOptions.defaults();

    private static LocalMongo server;

    @BeforeAll
    static void create() {
        // The feed begins in the oplog, or five minutes of it must be there.
        server = LocalMongo.start(MongoTopology.SET_OF_ONE, "--oplogSize", "4096");
        try (MongoClient client = MongoClients.create(server.uri())) {
            MongoRevisionStore.over(client, OPTIONS).close();
            MongoCollection<BsonDocument> revisions = client.getDatabase(OPTIONS.database())
                    .getCollection(OPTIONS.collection(), BsonDocument.class)
                    .withWriteConcern(WriteConcern.W1);
            List<BsonDocument> step = new ArrayList<>();
            for (int n = 1; n <= REVISIONS; n++) {
                step.add(revision(n));
                if (step.size() == STEP || n == REVISIONS) {
                    revisions.insertMany(step);
                    step.clear();
                }
            }
        }
    }

    /** Half of them are versions of one key, and half of them keys of one version. */
    private static BsonDocument revision(int n) {
        boolean deep = n <= REVISIONS / 2;
        boolean first = !deep || n == 1;
        long time = 1_767_268_800_000_000L;
        ResourceKey key = new ResourceKey(TENANT, TYPE, deep ? LongStream.DEEP : "wide-" + n);
        BsonDocument document = new BsonDocument(Documents.ID, Documents.id(key, deep ? n : 1))
                .append(Documents.CHANGE, new BsonInt32(first ? 0 : 1))
                .append(Documents.LAST_UPDATED, new BsonInt64(time + n))
                .append(Documents.CREATED_AT, new BsonInt64(deep ? time + 1 : time + n))
                .append(Documents.WRITE_ID, Documents.uuid(UUID.randomUUID()));
        if (first) {
            document.append(Documents.DELTA, new BsonInt32(1));
        }
        return document.append(Documents.PLACE, new BsonTimestamp()).append(Documents.CONTENT, CONTENT);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void HIS_07_walks_over_more_than_the_heap_holds_run_in_it() throws Exception {
        Ended ended = run("history", "type", "tenant", "list", "feed", "verify");
        assertThat(ended.output())
                .contains("history walked " + REVISIONS / 2 + "\n")
                .contains("type walked " + REVISIONS + "\n")
                .contains("tenant walked " + REVISIONS + "\n")
                .contains("list walked " + (REVISIONS - REVISIONS / 2 + 1) + "\n")
                .contains("feed walked " + REVISIONS + "\n")
                .contains("verify walked " + REVISIONS + "\n");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void HIS_07_a_walk_that_is_kept_does_not_fit() throws Exception {
        Ended ended = run("kept");
        assertThat(ended.output()).contains("OutOfMemoryError").doesNotContain("walked");
        assertThat(ended.exit()).isNotZero();
    }

    private record Ended(int exit, String output) {}

    private static Ended run(String... walks) throws IOException, InterruptedException {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                tests,
                LongStream.class.getName(),
                server.uri(),
                OPTIONS.database()));
        command.addAll(List.of(walks));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
