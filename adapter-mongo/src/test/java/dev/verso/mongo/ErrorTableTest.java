package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.verso.BackendException;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.CursorExpiredException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.PageBounds;
import dev.verso.testservers.MongoServer;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each kind of the server's failures comes out as (ERR-01 to ERR-05), each brought about by a failpoint of the server.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ErrorTableTest {

    private static final String FAILING = "failing";

    private final MongoOptions options =
            Deployments.fresh().callTimeout(Duration.ofSeconds(10)).build();
    private MongoClient client = MongoClients.create();
    private MongoTopology topology = MongoTopology.SET_OF_ONE;
    private MongoRevisionStore store = openOn(MongoTopology.SET_OF_ONE, "");
    private final ResourceKey key = key("a");

    /** The failpoint fails commands of this client only. */
    private MongoRevisionStore openOn(MongoTopology where, String query) {
        client.close();
        topology = where;
        String uri = MongoServer.shared(where).uri();
        client = MongoClients.create(
                uri + (uri.contains("?") ? "&" : "?") + "heartbeatFrequencyMS=500&appName=" + FAILING + query);
        return MongoRevisionStore.over(client, options);
    }

    /** Another instance of little patience, for failures that do not end. */
    private MongoRevisionStore impatient() {
        return MongoRevisionStore.over(
                client,
                MongoOptions.builder()
                        .database(options.database())
                        .callTimeout(Duration.ofMillis(700))
                        .build());
    }

    private MongoDatabase admin() {
        return Deployments.client(topology).getDatabase("admin");
    }

    private void fail(int times, Document data, String... commands) {
        admin().runCommand(new Document("configureFailPoint", "failCommand")
                .append("mode", times == 0 ? "alwaysOn" : new Document("times", times))
                .append(
                        "data",
                        data.append("failCommands", Arrays.asList(commands)).append("appName", FAILING)));
    }

    private static Document code(int code) {
        return new Document("errorCode", code);
    }

    @AfterEach
    void off() {
        admin().runCommand(new Document("configureFailPoint", "failCommand").append("mode", "off"));
        store.close();
        client.close();
    }

    private void unknown(ThrowingCallable call) {
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(call);
    }

    private void unavailable(ThrowingCallable call) {
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(call)
                .matches(BackendException::isRetryable);
    }

    private void refused(ThrowingCallable call) {
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(call)
                .matches(e -> !e.isRetryable() && !e.isOutcomeUnknown())
                .matches(e -> e.getCause() != null);
    }

    @ParameterizedTest
    @ValueSource(ints = {91, 189, 262, 10107, 11600, 11602, 13435, 50, 365})
    void ERR_03_a_write_that_a_passing_error_ended_is_sent_again_and_then_unknown(int code) {
        fail(2, code(code), "insert");
        assertThat(appended(store.append(create(key))).version()).isEqualTo(1);

        MongoRevisionStore impatient = impatient();
        fail(0, code(code), "insert");
        unknown(() -> impatient.append(create(key("b"))));
    }

    @Test
    void ERR_03_a_label_says_that_an_error_passes_whose_code_is_not_known_to() {
        int code = 31_000;
        fail(2, code(code).append("errorLabels", List.of("RetryableWriteError")), "insert");
        assertThat(appended(store.append(create(key))).version()).isEqualTo(1);
        fail(1, code(code), "insert");
        refused(() -> store.append(create(key("b"))));
    }

    @ParameterizedTest
    @CsvSource({"STANDALONE, ''", "STANDALONE, &retryWrites=false", "SET_OF_ONE, ''", "SET_OF_ONE, &retryWrites=false"})
    void ERR_05_a_write_whose_connection_was_lost_is_sent_again_and_then_unknown(MongoTopology where, String query) {
        store.close();
        store = openOn(where, query);
        fail(1, new Document("closeConnection", true), "insert");
        assertThat(appended(store.append(create(key))).version()).isEqualTo(1);

        MongoRevisionStore impatient = impatient();
        fail(0, new Document("closeConnection", true), "insert");
        unknown(() -> impatient.append(create(key("b"))));
    }

    /** The write is done, and only its acknowledgement fails: what is sent again finds its own revision. */
    @ParameterizedTest
    @ValueSource(ints = {91, 64, 100, 189, 11602})
    void ERR_05_a_write_that_was_applied_without_being_acknowledged_is_no_conflict_with_itself(int code) {
        Document unacknowledged =
                new Document("writeConcernError", new Document("code", code).append("errmsg", "not yet"));
        fail(1, unacknowledged, "insert");

        assertThat(appended(store.append(create(key))).version()).isEqualTo(1);
        assertThat(store.versions(key)).containsExactly(1L);
        fail(2, unacknowledged, "insert");
        assertThat(appended(store.append(update(key, 1))).version()).isEqualTo(2);
        assertThat(store.versions(key)).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 8000, 53, 121, 2})
    void ERR_02_a_write_that_is_refused_for_good_is_a_fault_and_not_sent_again(int code) {
        fail(1, code(code), "insert");
        refused(() -> store.append(create(key)));
        assertThat(appended(store.append(create(key))).version()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {91, 189, 262, 10107, 11600, 11602, 13435, 50, 134, 246, 43, 175, 237, 365})
    void ERR_04_a_read_that_a_passing_error_ended_is_unavailable(int code) {
        MongoRevisionStore impatient = impatient();
        fail(0, code(code), "find", "aggregate");
        unavailable(() -> impatient.head(key, Detail.CONTENT));
        unavailable(() -> impatient.heads(List.of(key), Detail.CONTENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 8000, 2})
    void ERR_02_a_read_that_is_refused_for_good_is_a_fault(int code) {
        MongoRevisionStore impatient = impatient();
        fail(0, code(code), "find", "aggregate");
        refused(() -> impatient.head(key, Detail.CONTENT));
        refused(() -> impatient.heads(List.of(key), Detail.CONTENT));
    }

    @Test
    void ERR_04_a_read_whose_connection_is_lost_is_unavailable_and_the_store_works_again_afterwards() {
        MongoRevisionStore impatient = impatient();
        fail(0, new Document("closeConnection", true), "find");
        unavailable(() -> impatient.head(key, Detail.CONTENT));
        heal();
        assertThat(store.head(key, Detail.CONTENT)).isEmpty();
    }

    private void heal() {
        admin().runCommand(new Document("configureFailPoint", "failCommand").append("mode", "off"));
    }

    @Test
    void ERR_03_a_write_that_the_server_does_not_answer_in_time_is_unknown() {
        MongoRevisionStore impatient = impatient();
        fail(0, new Document("blockConnection", true).append("blockTimeMS", 1500), "insert");
        unknown(() -> impatient.append(create(key)));
        heal();
    }

    @Test
    void ERR_04_a_read_that_the_server_does_not_answer_in_time_is_unavailable() {
        MongoRevisionStore impatient = impatient();
        fail(0, new Document("blockConnection", true).append("blockTimeMS", 1500), "find");
        unavailable(() -> impatient.head(key, Detail.CONTENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {112, 251})
    void BAT_01_a_batch_that_met_another_transaction_is_run_again(int code) {
        fail(2, code(code).append("errorLabels", List.of("TransientTransactionError")), "insert");
        assertThat(store.appendAll(List.of(create(key), create(key("b")))))
                .isInstanceOf(BatchOutcome.AllAppended.class);
    }

    @Test
    void BAT_05_a_batch_whose_commit_is_not_answered_is_committed_again_and_then_unknown() {
        fail(1, code(91).append("errorLabels", List.of("UnknownTransactionCommitResult")), "commitTransaction");
        assertThat(store.appendAll(List.of(create(key), create(key("b")))))
                .isInstanceOf(BatchOutcome.AllAppended.class);

        MongoRevisionStore impatient = impatient();
        fail(0, code(91).append("errorLabels", List.of("UnknownTransactionCommitResult")), "commitTransaction");
        unknown(() -> impatient.appendAll(List.of(create(key("c")), create(key("d")))));
    }

    @Test
    void BAT_01_a_batch_that_is_lost_before_its_commit_has_done_nothing() {
        MongoRevisionStore impatient = impatient();
        fail(0, code(13), "insert");
        refused(() -> impatient.appendAll(List.of(create(key), create(key("b")))));
        heal();
        assertThat(store.head(key, Detail.CONTENT)).isEmpty();
    }

    @Test
    void ERA_01_an_erasure_whose_commit_is_not_answered_is_found_by_its_marker() {
        store.append(create(key));
        fail(
                1,
                new Document("writeConcernError", new Document("code", 64).append("errmsg", "not yet")),
                "commitTransaction");
        store.erase(erase(key));
        assertThat(store.head(key, Detail.CONTENT)).isEmpty();

        store.append(create(key));
        MongoRevisionStore impatient = impatient();
        fail(0, code(91).append("errorLabels", List.of("UnknownTransactionCommitResult")), "commitTransaction");
        unknown(() -> impatient.erase(erase(key)));
    }

    @Test
    void FEED_02_a_place_that_the_oplog_has_lost_is_told_and_never_skipped() {
        store.append(create(key));
        var token = store.changes(Requests.TENANT, new FeedPosition.Now(), PageBounds.of(5))
                .token();
        fail(1, code(286), "aggregate");
        assertThatExceptionOfType(CursorExpiredException.class)
                .isThrownBy(() -> store.changes(Requests.TENANT, new FeedPosition.After(token), PageBounds.of(5)));
    }

    @Test
    void ERR_09_an_interrupted_write_is_unknown_and_the_thread_stays_interrupted() throws Exception {
        fail(0, new Document("blockConnection", true).append("blockTimeMS", 3000), "insert");
        AtomicInteger interrupted = new AtomicInteger();
        Thread writer = new Thread(() -> {
            try {
                store.append(create(key));
            } catch (OutcomeUnknownException e) {
                interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 2);
            }
        });
        writer.start();
        while (writer.getState() == Thread.State.NEW || !isBlocked()) {
            Thread.onSpinWait();
        }
        writer.interrupt();
        writer.join();
        assertThat(interrupted).hasValue(1);
        heal();
    }

    /** Whether the server holds an insert back now. */
    private boolean isBlocked() {
        Document inProgress = admin().runCommand(new Document("currentOp", 1).append("appName", FAILING));
        return inProgress.getList("inprog", Document.class).stream()
                .anyMatch(operation -> String.valueOf(operation.get("command")).contains("insert"));
    }
}
