package dev.verso.jdbc;

import static dev.verso.jdbc.ErrorExpected.SECRET;
import static dev.verso.jdbc.ErrorExpected.fault;
import static dev.verso.jdbc.ErrorExpected.put;
import static dev.verso.jdbc.ErrorExpected.refusal;
import static dev.verso.jdbc.ErrorExpected.stored;
import static dev.verso.jdbc.ErrorExpected.unavailable;
import static dev.verso.jdbc.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.ResourceKey;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.EraseOutcome;
import dev.verso.testservers.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to the tables, the role and the connections of a store that is open. */
class ErrorWhileRunningTest {

    private static final JdbcOptions OPTIONS = JdbcOptions.builder().poolSize(2).build();

    private static final JdbcOptions SHORT = JdbcOptions.builder()
            .connectTimeout(Duration.ofSeconds(2))
            .poolSize(2)
            .build();

    private final ResourceKey key = key("p1");
    private String url;
    private JdbcRevisionStore store;

    @BeforeEach
    void open() {
        url = PostgresServer.shared().newDatabase();
        store = JdbcRevisionStore.open(url, OPTIONS);
        assertThat(store.append(put(key, new Condition.Absent()))).isInstanceOf(Appended.class);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_dropped_schema_is_a_fault_in_every_call_and_its_return_is_noticed() throws SQLException {
        Sql.run(url, "ALTER SCHEMA verso RENAME TO away");

        everyCall(store).forEach(call -> assertThat(fault(refusal(call::run))).hasMessageContaining("schema"));

        Sql.run(url, "ALTER SCHEMA away RENAME TO verso");
        assertThat(store.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Appended.class);
        assertThat(stored(url, key)).hasSize(2);
    }

    @Test
    void a_dropped_table_and_a_dropped_column_are_faults() throws SQLException {
        Sql.run(url, "ALTER TABLE verso.resource_version RENAME write_id TO gone");
        everyCall(store).stream().limit(4).forEach(call -> fault(refusal(call::run)));

        Sql.run(url, "DROP TABLE verso.resource_version");
        everyCall(store).forEach(call -> fault(refusal(call::run)));
    }

    @Test
    void a_missing_privilege_is_a_fault_that_names_the_grants_and_nothing_is_written() throws SQLException {
        String name = "role_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(
                url,
                "CREATE ROLE " + name + " LOGIN PASSWORD '" + SECRET + "'",
                "GRANT USAGE ON SCHEMA verso TO " + name,
                "GRANT SELECT ON verso.store, verso.resource_version TO " + name);
        try (JdbcRevisionStore reader = JdbcRevisionStore.open(PostgresServer.withRole(url, name, SECRET), OPTIONS)) {
            assertThat(reader.head(key, Detail.CONTENT)).isPresent();
            assertThat(fault(refusal(() -> reader.append(put(key, new Condition.LiveAt(1))))))
                    .hasMessageContaining("INSERT");
            fault(refusal(() -> reader.append(Requests.putFresh(key("fresh")))));
            fault(refusal(() -> reader.appendAll(List.of(put(key, new Condition.Any())))));
            fault(refusal(() -> reader.erase(Requests.erase(key))));

            Sql.run(url, "GRANT INSERT ON verso.resource_version TO " + name);
            assertThat(reader.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Appended.class);
            assertThat(fault(refusal(() -> reader.erase(Requests.erase(key))))).hasMessageContaining("UPDATE");
            assertThat(stored(url, key)).hasSize(2);

            Sql.run(url, "GRANT UPDATE ON verso.resource_version TO " + name);
            assertThat(reader.erase(Requests.erase(key))).isInstanceOf(EraseOutcome.Erased.class);

            Sql.run(url, "REVOKE SELECT ON verso.resource_version FROM " + name);
            fault(refusal(() -> reader.head(key, Detail.CONTENT)));
        }
    }

    @Test
    void a_pool_whose_connections_are_all_in_use_is_unavailable_and_nothing_was_sent() throws Exception {
        List<FaultCall<AppendOutcome>> calls = new ArrayList<>();
        try (JdbcRevisionStore small = JdbcRevisionStore.open(url, SHORT);
                FaultRival rival = FaultRival.at(url).takes(key, 2)) {
            for (int i = 0; i < 2; i++) {
                calls.add(FaultCall.of(() -> small.append(put(key, new Condition.Any()))));
            }
            rival.awaitBlocked(2);

            assertThat(unavailable(refusal(() -> small.append(put(key("other"), new Condition.Absent())))))
                    .hasMessageContaining("pool");
            unavailable(refusal(() -> small.head(key, Detail.CONTENT)));
            unavailable(refusal(() -> small.erase(Requests.erase(key))));
            rival.rollsBack();
            for (FaultCall<AppendOutcome> call : calls) {
                call.answer();
            }
            assertThat(small.head(key, Detail.CONTENT)).isPresent();
        }
        assertThat(stored(url, key("other"))).isEmpty();
        assertThat(store.append(put(key("other"), new Condition.Absent()))).isInstanceOf(Appended.class);
    }

    @Test
    void too_many_connections_are_unavailable_and_one_that_is_given_back_is_taken() throws SQLException {
        String name = "role_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(url, "CREATE ROLE " + name + " LOGIN PASSWORD '" + SECRET + "'");
        for (String grant : RestrictedRole.grants(JdbcRevisionStore.ddl(OPTIONS))) {
            Sql.run(url, grant.replace(" TO application", " TO " + name));
        }
        String role = PostgresServer.withRole(url, name, SECRET);
        try (JdbcRevisionStore one = JdbcRevisionStore.over(FaultyDatabase.unpooled(role), OPTIONS)) {
            // A session may outlive its connection for a moment, and while it does it counts.
            FaultCall.await("the sessions of the opening have ended", () -> sessionsOf(name) == 0);
            Sql.run(url, "ALTER ROLE " + name + " CONNECTION LIMIT 1");
            try (Sql taken = Sql.on(role)) {
                assertThat(taken.value("SELECT 1")).isEqualTo("1");
                everyCall(one)
                        .forEach(call ->
                                assertThat(unavailable(refusal(call::run))).hasMessageContaining("max_connections"));
            }
            assertThat(stored(url, key)).hasSize(1);
            FaultCall.await("the session has ended", () -> isAppended(one));
            assertThat(stored(url, key)).hasSize(2);
        }
    }

    @Test
    void a_callers_read_only_role_is_told_from_a_store_that_states_for_itself_that_it_writes() throws SQLException {
        String name = "role_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(
                url,
                "CREATE ROLE " + name + " LOGIN PASSWORD '" + SECRET + "'",
                "ALTER ROLE " + name + " SET default_transaction_read_only = on");
        for (String grant : RestrictedRole.grants(JdbcRevisionStore.ddl(OPTIONS))) {
            Sql.run(url, grant.replace(" TO application", " TO " + name));
        }
        String role = PostgresServer.withRole(url, name, SECRET);
        try (JdbcRevisionStore callers = JdbcRevisionStore.over(FaultyDatabase.unpooled(role), OPTIONS)) {
            assertThat(callers.head(key, Detail.CONTENT)).isPresent();
            assertThat(unavailable(refusal(() -> callers.append(put(key, new Condition.LiveAt(1))))))
                    .hasMessageContaining("read-only");
            unavailable(refusal(() -> callers.appendAll(List.of(put(key, new Condition.Any())))));
            unavailable(refusal(() -> callers.erase(Requests.erase(key))));
            unavailable(refusal(() -> callers.append(Requests.putFresh(key("fresh")))));
        }
        assertThat(stored(url, key)).hasSize(1);
        assertThat(stored(url, key("fresh"))).isEmpty();
        try (JdbcRevisionStore own = JdbcRevisionStore.open(role, OPTIONS)) {
            assertThat(own.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Appended.class);
        }
    }

    @Test
    void all_sessions_that_an_administrator_ended_while_idle_are_replaced() throws SQLException {
        for (int round = 1; round <= 5; round++) {
            Sql.run(
                    url,
                    "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            assertThat(store.head(key, Detail.CONTENT).orElseThrow().metadata().version())
                    .isEqualTo(round);
            assertThat(store.append(put(key, new Condition.LiveAt(round)))).isInstanceOf(Appended.class);
        }
        assertThat(stored(url, key)).hasSize(6);
    }

    private List<Runnable> everyCall(JdbcRevisionStore called) {
        return List.of(
                () -> called.append(put(key, new Condition.LiveAt(1))),
                () -> called.append(Requests.putFresh(key("fresh"))),
                () -> called.appendAll(List.of(put(key, new Condition.Any()))),
                () -> called.erase(Requests.erase(key)),
                () -> called.erase(Requests.erase(key, 1)),
                () -> called.head(key, Detail.CONTENT),
                () -> called.heads(List.of(key), Detail.METADATA),
                () -> called.versions(key),
                () -> called.count(key.tenant(), Optional.empty()),
                () -> called.list(key.tenant(), key.type(), Optional.empty(), Requests.PAGE),
                () -> called.check(Optional.empty(), 10));
    }

    private int sessionsOf(String role) {
        try (Sql sql = Sql.on(url)) {
            return Integer.parseInt(sql.value("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role + "'"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isAppended(JdbcRevisionStore called) {
        try {
            return called.append(put(key, new Condition.LiveAt(1))) instanceof Appended;
        } catch (dev.verso.BackendUnavailableException e) {
            return false;
        }
    }
}
