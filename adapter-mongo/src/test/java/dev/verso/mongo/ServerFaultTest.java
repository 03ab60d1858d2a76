package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.OutcomeUnknownException;
import dev.verso.spi.Detail;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One call after another while servers are killed and frozen. */
@Execution(ExecutionMode.SAME_THREAD)
class ServerFaultTest {

    private static final MongoOptions OPTIONS =
            MongoOptions.builder().callTimeout(Duration.ofSeconds(2)).build();

    @Test
    void ERR_04_a_server_that_is_down_is_unavailable_and_the_same_instance_works_again_when_it_is_back() {
        try (LocalMongo server = LocalMongo.start(MongoTopology.STANDALONE);
                MongoRevisionStore store =
                        MongoRevisionStore.open(server.uri() + "?heartbeatFrequencyMS=500", OPTIONS)) {
            store.append(create(key("a")));
            server.kill(0);

            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.head(key("a"), Detail.CONTENT));
            // By now the driver knows that there is no server, and that nothing can have been sent.
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.append(update(key("a"), 1)));
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> MongoRevisionStore.open(server.uri(), OPTIONS));

            server.restart(0);
            assertThat(appended(store.append(update(key("a"), 1))).version()).isEqualTo(2);
            assertThat(store.versions(key("a"))).containsExactly(1L, 2L);
        }
    }

    @Test
    void ERR_03_a_call_to_a_frozen_server_ends_in_the_right_exception_within_its_time() {
        try (LocalMongo server = LocalMongo.start(MongoTopology.STANDALONE);
                MongoRevisionStore store = MongoRevisionStore.open(server.uri(), OPTIONS)) {
            store.append(create(key("a")));
            server.pause(0);

            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> store.append(update(key("a"), 1)));
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.head(key("a"), Detail.CONTENT));

            server.resume(0);
            assertThat(store.head(key("a"), Detail.CONTENT)).isPresent();
        }
    }

    /** It has sessions to end, and says so to the server. */
    @Test
    void ERR_09_a_store_with_a_client_of_its_own_is_closed_though_the_server_is_frozen() throws Exception {
        try (LocalMongo server = LocalMongo.start(MongoTopology.SET_OF_ONE)) {
            MongoRevisionStore store = MongoRevisionStore.open(server.uri(), OPTIONS);
            store.append(create(key("a")));
            server.pause(0);
            try {
                CompletableFuture<Void> closed = CompletableFuture.runAsync(store::close);
                assertThatCode(() -> closed.get(1, TimeUnit.MINUTES)).doesNotThrowAnyException();
            } finally {
                server.resume(0);
            }
        }
    }

    /**
     * The driver gives the end of a transaction a time of its own. A read whose time is half as long again begins no earlier
     * than the transaction, and ends after it.
     */
    @Test
    void BAT_05_transactions_on_a_frozen_server_end_within_the_time_of_a_call() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (LocalMongo server = LocalMongo.start(MongoTopology.SET_OF_ONE);
                MongoRevisionStore store = MongoRevisionStore.open(server.uri(), waiting(4));
                MongoRevisionStore longer = MongoRevisionStore.open(server.uri(), waiting(6))) {
            store.append(create(key("a")));
            CountDownLatch begun = new CountDownLatch(2);
            List<Future<?>> transactions;
            List<Boolean> ended;
            server.pause(0);
            try {
                transactions = List.of(
                        threads.submit(() -> {
                            begun.countDown();
                            return store.appendAll(List.of(update(key("a"), 1), create(key("b"))));
                        }),
                        threads.submit(() -> {
                            begun.countDown();
                            return store.erase(erase(key("a")));
                        }));
                begun.await();
                assertThatExceptionOfType(BackendUnavailableException.class)
                        .isThrownBy(() -> longer.head(key("a"), Detail.CONTENT));
                ended = transactions.stream().map(Future::isDone).toList();
            } finally {
                server.resume(0);
            }

            assertThat(ended).containsExactly(true, true);
            for (Future<?> transaction : transactions) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(transaction::get)
                        .withCauseInstanceOf(BackendUnavailableException.class);
            }
            assertThat(store.versions(key("a"))).containsExactly(1L);
        } finally {
            threads.shutdownNow();
        }
    }

    private static MongoOptions waiting(int seconds) {
        return MongoOptions.builder().callTimeout(Duration.ofSeconds(seconds)).build();
    }

    @Test
    void FLT_05_a_server_without_a_journal_is_refused_unless_its_losses_are_accepted() {
        try (LocalMongo server = LocalMongo.start(MongoTopology.STANDALONE, "--nojournal")) {
            assertThatExceptionOfType(BackendFaultException.class)
                    .isThrownBy(() -> MongoRevisionStore.open(server.uri()))
                    .withMessageContaining("--nojournal")
                    .withMessageContaining("acceptLossOnCrash");

            MongoOptions accepting =
                    MongoOptions.builder().acceptLossOnCrash(true).build();
            try (MongoRevisionStore store = MongoRevisionStore.open(server.uri(), accepting)) {
                assertThat(store.capabilities().declared())
                        .containsExactlyInAnyOrder(Capability.SCANS, Capability.SHARED);
                assertThat(appended(store.append(create(key("a")))).version()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_secondary_by_itself_is_refused() {
        try (LocalMongo set = LocalMongo.start(MongoTopology.SET_OF_THREE)) {
            int secondary = (set.primary() + 1) % set.members();
            assertThatExceptionOfType(BackendFaultException.class)
                    .isThrownBy(() -> MongoRevisionStore.open(
                            "mongodb://127.0.0.1:" + set.port(secondary) + "/?directConnection=true", OPTIONS))
                    .withMessageContaining("no primary");
        }
    }
}
