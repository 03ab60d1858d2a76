package dev.verso.jdbc;

import static dev.verso.jdbc.ErrorExpected.put;
import static dev.verso.jdbc.ErrorExpected.refusal;
import static dev.verso.jdbc.ErrorExpected.row;
import static dev.verso.jdbc.ErrorExpected.stored;
import static dev.verso.jdbc.ErrorExpected.unavailable;
import static dev.verso.jdbc.ErrorExpected.unknown;
import static dev.verso.jdbc.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ERR-03, ERR-04: connections that are cut before, while and after a statement is on its way. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class ErrorOfConnectionTest {

    private static final int CONNECTIONS = 8;
    private static final int STEP = 19;
    private static final JdbcOptions SHORT = JdbcOptions.builder()
            .callTimeout(Duration.ofSeconds(1))
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private FaultyDatabase database;
    private JdbcRevisionStore store;
    private JdbcRevisionStore healthy;

    @BeforeEach
    void open() {
        database = FaultyDatabase.create();
        store = database.open(SHORT);
        healthy = JdbcRevisionStore.open(
                database.direct(), JdbcOptions.builder().poolSize(1).build());
    }

    @AfterEach
    void close() {
        store.close();
        healthy.close();
        database.close();
    }

    /** The writes of a store, each of a key that holds two versions. */
    enum Written {
        APPEND {
            @Override
            UUID write(JdbcRevisionStore store, ResourceKey key) {
                Append append = put(key, new Condition.LiveAt(2));
                assertThat(store.append(append)).isInstanceOf(Appended.class);
                return append.writeId();
            }

            @Override
            List<String> after(List<String> before, UUID writeId) {
                return List.of(before.get(0), before.get(1), row(3, 1, writeId));
            }
        },
        DELETE {
            @Override
            UUID write(JdbcRevisionStore store, ResourceKey key) {
                Append append = Requests.delete(key, new Condition.LiveAt(2));
                assertThat(store.append(append)).isInstanceOf(Appended.class);
                return append.writeId();
            }

            @Override
            List<String> after(List<String> before, UUID writeId) {
                return List.of(before.get(0), before.get(1), row(3, 2, writeId));
            }
        },
        BATCH {
            @Override
            UUID write(JdbcRevisionStore store, ResourceKey key) {
                Append append = put(key, new Condition.Any());
                Append other = put(key("other-" + key.id()), new Condition.Any());
                assertThat(store.appendAll(List.of(append, other))).isInstanceOf(AllAppended.class);
                return append.writeId();
            }

            @Override
            List<String> after(List<String> before, UUID writeId) {
                return List.of(before.get(0), before.get(1), row(3, 1, writeId));
            }
        },
        ERASE_KEY {
            @Override
            UUID write(JdbcRevisionStore store, ResourceKey key) {
                Erase erase = new Erase(key, OptionalLong.empty(), UUID.randomUUID(), Instant.now());
                assertThat(store.erase(erase)).isInstanceOf(EraseOutcome.Erased.class);
                return erase.writeId();
            }

            @Override
            List<String> after(List<String> before, UUID writeId) {
                return List.of("1 - -", "2 - -", row(3, 4, writeId));
            }
        },
        ERASE_VERSION {
            @Override
            UUID write(JdbcRevisionStore store, ResourceKey key) {
                Erase erase = new Erase(key, OptionalLong.of(1), UUID.randomUUID(), Instant.now());
                assertThat(store.erase(erase)).isInstanceOf(EraseOutcome.Erased.class);
                return erase.writeId();
            }

            @Override
            List<String> after(List<String> before, UUID writeId) {
                return before;
            }
        };

        /** Writes, and gives the write id. */
        abstract UUID write(JdbcRevisionStore store, ResourceKey key);

        abstract List<String> after(List<String> before, UUID writeId);
    }

    @ParameterizedTest
    @EnumSource
    void a_write_that_the_server_never_saw_is_unknown_and_has_left_nothing(Written written) throws Exception {
        ResourceKey key = twoVersions();
        List<String> before = stored(database.direct(), key);

        Armed cut = database.proxy().arm(Cut.beforeRequest().whenContains(key.id()));
        unknown(refusal(() -> written.write(store, key)));

        assertThat(cut.hasMet()).isTrue();
        assertThat(stored(database.direct(), key)).isEqualTo(before);
        assertThat(contents(key)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_write_whose_answer_was_cut_is_unknown_and_was_done(Written written) throws Exception {
        int cuts = 0;
        boolean acknowledged = false;
        try (JdbcRevisionStore callers = JdbcRevisionStore.over(database.unpooled(), SHORT)) {
            // Cut ever later in the reply, until nothing of it is missing.
            for (int replyBytes = 0; !acknowledged; replyBytes += STEP) {
                ResourceKey key = twoVersions();
                List<String> before = stored(database.direct(), key);
                database.proxy().arm(Cut.withinReply(replyBytes).whenContains(key.id()));
                try {
                    UUID writeId = written.write(callers, key);
                    assertThat(stored(database.direct(), key)).isEqualTo(written.after(before, writeId));
                    acknowledged = true;
                } catch (OutcomeUnknownException e) {
                    unknown(e);
                    assertDone(written, key, before);
                    cuts++;
                }
            }
        }
        assertThat(cuts).isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void a_write_cut_as_soon_as_it_was_sent_is_unknown_and_done_wholly_or_not_at_all(Written written) throws Exception {
        ResourceKey key = twoVersions();
        List<String> before = stored(database.direct(), key);

        database.proxy().arm(Cut.atRequest().whenContains(key.id()));
        unknown(refusal(() -> written.write(store, key)));

        awaitNobodyAtWork();
        List<String> rows = stored(database.direct(), key);
        if (rows.size() > before.size()) {
            UUID writeId = UUID.fromString(rows.get(2).split(" ")[2]);
            assertThat(rows).isEqualTo(written.after(before, writeId));
        } else {
            assertThat(rows).isEqualTo(before);
        }
    }

    @Test
    void a_create_under_a_fresh_key_whose_answer_was_cut_is_unknown_and_was_done() throws Exception {
        ResourceKey key = key(UUID.randomUUID().toString());
        Append append = Requests.putFresh(key);

        database.proxy().arm(Cut.afterRequest().whenContains(key.id()));
        unknown(refusal(() -> store.append(append)));

        assertThat(stored(database.direct(), key)).containsExactly(row(1, 0, append.writeId()));
        // Sent again it finds its own revision, and takes no second slot.
        store.append(append);
        assertThat(stored(database.direct(), key)).containsExactly(row(1, 0, append.writeId()));
    }

    @Test
    void a_write_that_waits_for_an_answer_longer_than_the_call_timeout_is_unknown() throws Exception {
        ResourceKey key = twoVersions();
        Append append = put(key, new Condition.LiveAt(2));

        database.proxy().arm(Cut.swallowReply().whenContains(key.id()));
        unknown(refusal(() -> store.append(append)));

        assertThat(stored(database.direct(), key)).hasSize(3).contains(row(3, 1, append.writeId()));
    }

    @Test
    void a_write_that_never_arrived_is_unknown_after_the_call_timeout() throws Exception {
        ResourceKey key = twoVersions();

        database.proxy().arm(Cut.swallowRequest().whenContains(key.id()));
        unknown(refusal(() -> store.append(put(key, new Condition.LiveAt(2)))));

        assertThat(stored(database.direct(), key)).hasSize(2);
    }

    @Test
    void a_callers_connections_wait_no_longer_than_the_call_timeout_either() throws Exception {
        ResourceKey key = twoVersions();
        try (JdbcRevisionStore callers = JdbcRevisionStore.over(database.unpooled(), SHORT)) {
            database.proxy().arm(Cut.swallowReply().whenContains(key.id()));
            unknown(refusal(() -> callers.append(put(key, new Condition.LiveAt(2)))));
        }
        assertThat(stored(database.direct(), key)).hasSize(3);
    }

    @Test
    void a_read_that_gets_no_answer_within_the_call_timeout_is_unavailable() {
        ResourceKey key = twoVersions();

        Armed cut = database.proxy().arm(Cut.swallowReply().whenContains(key.id()));
        unavailable(refusal(() -> store.head(key, Detail.CONTENT)));

        assertThat(cut.hasMet()).isTrue();
    }

    @Test
    void a_read_that_was_cut_is_asked_for_again() {
        ResourceKey key = twoVersions();
        for (Cut cut : List.of(
                Cut.beforeRequest(), Cut.atRequest(), Cut.afterRequest(), Cut.withinReply(1), Cut.withinReply(100))) {
            Armed armed = database.proxy().arm(cut.whenContains(key.id()));
            assertThat(store.head(key, Detail.CONTENT).orElseThrow().metadata().version())
                    .isEqualTo(2);
            assertThat(armed.hasMet()).isTrue();
        }
    }

    @Test
    void a_read_gets_past_the_dead_connections_of_the_stores_own_pool() throws Exception {
        ResourceKey key = twoVersions();
        try (JdbcRevisionStore patient = database.open(JdbcOptions.defaults())) {
            List<FaultCall<Object>> crowd = new ArrayList<>();
            try (FaultRival rival = FaultRival.at(database.direct()).locksTable()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    crowd.add(FaultCall.of(() -> patient.head(key, Detail.CONTENT)));
                }
                rival.awaitBlocked(CONNECTIONS);
            }
            for (FaultCall<Object> call : crowd) {
                call.answer();
            }

            database.proxy().cutAll();
            assertThat(patient.head(key, Detail.CONTENT)).isPresent();
        }
    }

    @Test
    void a_read_gets_past_the_dead_connections_of_a_callers_pool() throws Exception {
        ResourceKey key = twoVersions();
        try (HikariDataSource pool = TestDatabase.pool(database.url());
                JdbcRevisionStore callers = JdbcRevisionStore.over(pool, SHORT)) {
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(pool.getConnection());
            }
            for (Connection connection : connections) {
                connection.close();
            }

            database.proxy().cutAll();
            assertThat(callers.head(key, Detail.CONTENT)).isPresent();
        }
    }

    @Test
    void while_the_server_refuses_connections_nothing_is_sent_and_later_the_same_store_works() throws Exception {
        ResourceKey key = twoVersions();
        database.proxy().refusing();

        unavailable(refusal(() -> store.head(key, Detail.CONTENT)));
        unavailable(refusal(() -> store.append(put(key, new Condition.LiveAt(2)))));
        unavailable(refusal(() -> store.appendAll(List.of(put(key, new Condition.Any())))));
        unavailable(refusal(() -> store.erase(Requests.erase(key))));
        assertThat(stored(database.direct(), key)).hasSize(2);

        try (JdbcRevisionStore patient = patient(key)) {
            database.proxy().refusing();
            FaultCall<?> waiting = FaultCall.of(() -> patient.head(key, Detail.CONTENT));
            long refused = database.proxy().counts().refused();
            FaultCall.await(
                    "the pool tries to connect", () -> database.proxy().counts().refused() > refused);
            database.proxy().accepting();

            waiting.answer();
            assertThat(patient.append(put(key, new Condition.LiveAt(2)))).isInstanceOf(Appended.class);
        }
        FaultCall.await("the pool has found the server again", () -> isServed(key));
        assertThat(store.append(put(key, new Condition.LiveAt(3)))).isInstanceOf(Appended.class);
    }

    private JdbcRevisionStore patient(ResourceKey key) {
        database.proxy().accepting();
        JdbcRevisionStore patient = database.open(JdbcOptions.defaults());
        assertThat(patient.head(key, Detail.CONTENT)).isPresent();
        return patient;
    }

    private boolean isServed(ResourceKey key) {
        try {
            return store.head(key, Detail.CONTENT).isPresent();
        } catch (BackendUnavailableException e) {
            return false;
        }
    }

    private ResourceKey twoVersions() {
        ResourceKey key = key("p-" + UUID.randomUUID());
        assertThat(healthy.append(put(key, new Condition.Absent()))).isInstanceOf(Appended.class);
        assertThat(healthy.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Appended.class);
        return key;
    }

    /** The server replies when it has committed. */
    private void assertDone(Written written, ResourceKey key, List<String> before) throws SQLException {
        List<String> rows = stored(database.direct(), key);
        if (written == Written.ERASE_VERSION) {
            assertThat(rows).isEqualTo(before);
            assertThat(contents(key)).isEqualTo(1);
        } else {
            assertThat(rows).hasSize(3);
            assertThat(rows)
                    .isEqualTo(written.after(before, UUID.fromString(rows.get(2).split(" ")[2])));
        }
    }

    private void awaitNobodyAtWork() {
        FaultCall.await("no session is at work", () -> {
            try {
                return FaultyDatabase.value(
                                database.direct(),
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND pid <> pg_backend_pid() AND state <> 'idle'")
                        .equals("0");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private long contents(ResourceKey key) throws SQLException {
        return Long.parseLong(FaultyDatabase.value(
                database.direct(),
                "SELECT count(content) FROM verso.resource_version WHERE tenant_id = ? AND resource_type = ?"
                        + " AND resource_id = ?",
                key.tenant().value(),
                key.type(),
                key.id()));
    }
}
