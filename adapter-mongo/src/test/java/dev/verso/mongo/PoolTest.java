package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.verso.BackendUnavailableException;
import dev.verso.StorageException;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionStore;
import dev.verso.testservers.MongoServer;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** ERR-04: a pool without a free connection. */
class PoolTest {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);

    /** One connection, which a command holds for as long as its listener waits. */
    private MongoClient client() {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(
                        MongoServer.shared(MongoTopology.SET_OF_ONE).uri()))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(1))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        sent.add(event.getCommandName());
                        if (event.getCommandName().equals("ping")) {
                            taken.countDown();
                            await(free);
                        }
                    }
                })
                .build());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void ERR_04_calls_that_get_no_connection_are_unavailable_and_send_nothing() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (MongoClient client = client();
                RevisionStore store = MongoRevisionStore.over(
                        client,
                        Deployments.fresh().callTimeout(Duration.ofMillis(500)).build())) {
            store.append(create(key("there")));
            Future<?> holder = threads.submit(() -> client.getDatabase("admin").runCommand(new Document("ping", 1)));
            taken.await();
            sent.clear();

            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.head(key("there"), Detail.CONTENT))
                    .matches(StorageException::isRetryable);
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.append(create(key("a"))))
                    .matches(e -> e.isRetryable() && !e.isOutcomeUnknown());
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.appendAll(List.of(create(key("a")), create(key("b")))));
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> MongoRevisionStore.over(
                            client,
                            Deployments.fresh()
                                    .callTimeout(Duration.ofMillis(500))
                                    .build()));
            assertThat(sent).isEmpty();

            free.countDown();
            holder.get();
            assertThat(store.head(key("a"), Detail.CONTENT)).isEmpty();
            assertThat(appended(store.append(create(key("a")))).version()).isEqualTo(1);
        } finally {
            free.countDown();
            threads.shutdownNow();
        }
    }
}
