package dev.verso.mongo;

import static dev.verso.mongo.Requests.TENANT;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.history;
import static dev.verso.mongo.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendUnavailableException;
import dev.verso.spi.HistoryRequest;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store makes an index over revisions that are there, and is interrupted. */
@Execution(ExecutionMode.SAME_THREAD)
class IndexBuildTest {

    private static final String INDEX = "type_history";
    private static final String PAUSE = "hangAfterStartingIndexBuild";
    private static final MongoOptions OPTIONS = MongoOptions.defaults();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SET_OF_THREE")
    void an_index_build_that_a_crash_ended_is_done_by_the_next_opening(MongoTopology topology) {
        try (LocalMongo server = LocalMongo.start(topology)) {
            CompletableFuture<?> opening = openWhileBuilding(server);
            server.kill(0);
            unavailable(opening);
            server.restart(0);
            server.primary();
            requireRepaired(server);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SET_OF_THREE")
    void an_index_build_that_an_administrator_ended_is_done_by_the_next_opening(MongoTopology topology) {
        try (LocalMongo server = LocalMongo.start(topology)) {
            CompletableFuture<?> opening = openWhileBuilding(server);
            building(server)
                    .forEach(operation ->
                            server.run(0, "admin", new Document("killOp", 1).append("op", operation.get("opid"))));
            unavailable(opening);
            failPoint(server, "off");
            requireRepaired(server);
        }
    }

    /** Leaves a store without one of its indexes, and opens it again; gives back when the build is under way. */
    private static CompletableFuture<?> openWhileBuilding(LocalMongo server) {
        try (MongoRevisionStore store = MongoRevisionStore.open(server.uri(), OPTIONS)) {
            store.append(create(key("a")));
        }
        server.run(0, OPTIONS.database(), new Document("dropIndexes", OPTIONS.collection()).append("index", INDEX));
        failPoint(server, "alwaysOn");
        CompletableFuture<?> opening = CompletableFuture.runAsync(
                () -> MongoRevisionStore.open(server.uri(), OPTIONS).close());
        while (building(server).isEmpty()) {
            assertThat(opening).isNotDone();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return opening;
    }

    private static void failPoint(LocalMongo server, String mode) {
        server.run(0, "admin", new Document("configureFailPoint", PAUSE).append("mode", mode));
    }

    private static List<Document> building(LocalMongo server) {
        return server.run(
                        0,
                        "admin",
                        new Document("currentOp", 1)
                                .append("command.createIndexes", new Document("$exists", true))
                                .append("active", true))
                .getList("inprog", Document.class);
    }

    private static void unavailable(CompletableFuture<?> opening) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(opening::join)
                .withCauseInstanceOf(BackendUnavailableException.class);
    }

    private static void requireRepaired(LocalMongo server) {
        try (MongoRevisionStore store = MongoRevisionStore.open(server.uri(), OPTIONS)) {
            HistoryRequest.Scope scope = new HistoryRequest.OfType(TENANT, "Patient");
            assertThat(store.history(history(scope, 10, Optional.empty())).items())
                    .hasSize(1);
        }
        try (MongoRevisionStore validating = MongoRevisionStore.open(
                server.uri(),
                MongoOptions.builder()
                        .schemaMode(MongoOptions.SchemaMode.VALIDATE)
                        .build())) {
            assertThat(validating.check(Optional.empty(), 10).keys()).isEqualTo(1);
        }
    }
}
