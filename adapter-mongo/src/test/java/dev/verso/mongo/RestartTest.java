package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.put;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.BackendException;
import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * VER-02 on a standalone, which shows a revision before its journal has it and loses it if it crashes just then. That moment
 * lasts for some thousandths of a second, so the tests take the revision away themselves when the server has started again.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RestartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static FaultyMongo faulty;

    private final MongoRevisionStore store = faulty.store(PATIENCE);
    private final MongoRevisionStore other = faulty.store(PATIENCE);

    @BeforeAll
    static void start() {
        faulty = FaultyMongo.start(MongoTopology.STANDALONE, ReadMode.MAJORITY);
    }

    @AfterAll
    static void stop() {
        faulty.close();
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
        faulty.heal();
    }

    /** Ends the server as a crash does, with what its journal had not got yet. */
    private static void crash(ResourceKey key, long lost) {
        faulty.proxy().refusing();
        faulty.killServer();
        faulty.startServer();
        try (MongoClient client = MongoClients.create(faulty.uri())) {
            long deleted = client.getDatabase(faulty.options().database())
                    .getCollection(faulty.options().collection(), BsonDocument.class)
                    .deleteOne(new BsonDocument("_id", Documents.id(key, lost)))
                    .getDeletedCount();
            assertThat(deleted).isEqualTo(1);
        }
        faulty.proxy().accepting();
    }

    @Test
    void a_revision_that_was_read_before_a_crash_is_not_built_upon_unseen() {
        ResourceKey key = key("read");
        other.append(create(key));
        other.append(update(key, 1));
        assertThat(store.head(key, Detail.METADATA)).isPresent();
        crash(key, 2);

        assertThat(retried(() -> store.append(update(key, 2)))).isInstanceOf(Refused.class);
        assertThat(store.versions(key)).containsExactly(1L);
        assertThat(store.check(Optional.empty(), 1000).found()).isEmpty();
    }

    /** The driver may not have heard yet that the server is there again. */
    private static <T> T retried(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (BackendUnavailableException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void what_was_acknowledged_before_a_crash_is_built_upon() {
        ResourceKey key = key("acknowledged");
        store.append(create(key));
        store.append(update(key, 1));
        faulty.killServer();
        faulty.startServer();

        assertThat(appended(retried(() -> store.append(update(key, 2)))).version())
                .isEqualTo(3);
    }

    @Test
    void a_write_that_is_sent_again_after_a_crash_is_not_put_above_a_gap() throws Exception {
        ResourceKey key = key("held");
        other.append(create(key));
        other.append(update(key, 1));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Armed held = faulty.proxy().arm(Cut.hold().whenContains("insert\0"));
            Future<?> write = threads.submit(() -> store.append(put(key, new Condition.Live())));
            held.awaitMet(PATIENCE);
            crash(key, 2);
            held.release();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(write::get)
                    .withCauseInstanceOf(OutcomeUnknownException.class)
                    .matches(e -> ((BackendException) e.getCause()).isOutcomeUnknown());
        } finally {
            threads.shutdownNow();
        }
        assertThat(other.versions(key)).containsExactly(1L);
    }
}
