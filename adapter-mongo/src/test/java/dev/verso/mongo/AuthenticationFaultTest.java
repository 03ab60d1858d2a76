package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerDescription;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.ResourceKey;
import dev.verso.tck.fault.Cut;
import dev.verso.tck.fault.CutProxy;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** ERR-04 with authentication on: connections that break while they are authenticated, and credentials that are wrong. */
@Execution(ExecutionMode.SAME_THREAD)
class AuthenticationFaultTest {

    /** The driver does not make up for a connection that breaks. */
    private static final String QUERY = "&directConnection=true&retryReads=false&retryWrites=false";

    private static final Server STANDALONE = new Server("6.0.5", "", false, true, false);

    private static final MongoOptions OPTIONS =
            MongoOptions.builder().callTimeout(Duration.ofSeconds(10)).build();

    private static LocalMongo server;
    private static CutProxy proxy;

    @BeforeAll
    static void start() {
        server = LocalMongo.withAuthentication(MongoTopology.STANDALONE);
        proxy = CutProxy.to("127.0.0.1", server.port(0));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
    }

    private static MongoClient client(String uri) {
        return MongoClients.create(uri.replace(":" + server.port(0) + "/", ":" + proxy.port() + "/") + QUERY);
    }

    @Test
    void ERR_04_a_connection_that_breaks_while_it_is_authenticated_is_unavailable_and_nothing_was_sent() {
        ResourceKey key = key("a");
        Cut cut = Cut.beforeRequest().whenContains("saslContinue\0");
        withoutConnections(client -> unavailable(() -> MongoRevisionStore.over(client, OPTIONS)), cut);
        try (MongoClient client = client(server.uri())) {
            MongoRevisionStore store = MongoRevisionStore.over(client, OPTIONS);
            withoutConnections(
                    fresh -> {
                        Access access = new Access(fresh, OPTIONS, STANDALONE);
                        unavailable(() -> Faults.reading(() -> access.ping(access.deadline())));
                    },
                    cut);
            withoutConnections(
                    fresh -> {
                        Access access = new Access(fresh, OPTIONS, STANDALONE);
                        KnownRevisions known = new KnownRevisions(0);
                        unavailable(() -> new Appends(access, new Heads(known, access), known).append(create(key)));
                    },
                    cut);
            assertThat(store.versions(key)).isEmpty();
            assertThat(appended(store.append(create(key))).version()).isEqualTo(1);
        }
    }

    /** Gives a client that knows the server, has no connection, and gets none for its next call. */
    private static void withoutConnections(Consumer<MongoClient> call, Cut cut) {
        try (MongoClient client = client(server.uri())) {
            while (client.getClusterDescription().getServerDescriptions().stream()
                    .noneMatch(ServerDescription::isPrimary)) {
                Thread.onSpinWait();
            }
            long before = proxy.counts().cuts();
            proxy.arm(cut);
            call.accept(client);
            assertThat(proxy.counts().cuts()).isEqualTo(before + 1);
        }
    }

    private static void unavailable(ThrowingCallable call) {
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(call)
                .matches(e -> e.isRetryable() && !e.isOutcomeUnknown());
    }

    @Test
    void ERR_02_credentials_that_are_wrong_are_a_fault_that_does_not_tell_them() {
        try (MongoClient client = client(server.uri("somebody", "sesame"))) {
            assertThatExceptionOfType(BackendFaultException.class)
                    .isThrownBy(() -> MongoRevisionStore.over(client, OPTIONS))
                    .matches(e -> !e.isRetryable())
                    .withMessageNotContaining("sesame");
        }
    }
}
