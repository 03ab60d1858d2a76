package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.CLINIC;
import static dev.verso.jdbc.Requests.PAGE;
import static dev.verso.jdbc.Requests.TYPE;
import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.history;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.HistoryQuery.Order;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest.OfKey;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** ERR-08 and ERR-09: what is the caller's stays as it was, whatever state its connections come in. */
class DataSourceTest {

    private static final Executor DIRECT = Runnable::run;
    private static final JdbcOptions OPTIONS = JdbcOptions.defaults();

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        database.open(OPTIONS).close();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Gives the one connection each time, as a pool would that is bound to a caller's transaction. */
    private static DataSource bound(Connection connection) {
        return new PGSimpleDataSource() {
            @Override
            public Connection getConnection() {
                return Unclosed.of(connection);
            }
        };
    }

    private static Map<String, ThrowingCallable> calls(JdbcRevisionStore store) {
        return Map.ofEntries(
                Map.entry("append", () -> store.append(put(key("a")))),
                Map.entry("append to a fresh key", () -> store.append(Requests.putFresh(key("fresh")))),
                Map.entry("appendAll", () -> store.appendAll(List.of(put(key("a")), put(key("b"))))),
                Map.entry("head", () -> store.head(key("a"), Detail.CONTENT)),
                Map.entry("heads", () -> store.heads(List.of(key("a")), Detail.METADATA)),
                Map.entry("revision", () -> store.revision(key("a"), 1)),
                Map.entry("versions", () -> store.versions(key("a"))),
                Map.entry("asOf", () -> store.asOf(key("a"), Requests.NOON)),
                Map.entry("history", () -> store.history(history(new OfKey(key("a")), Order.NEWEST_FIRST, 9))),
                Map.entry("list", () -> store.list(CLINIC, TYPE, Optional.empty(), PAGE)),
                Map.entry("count", () -> store.count(CLINIC, Optional.empty())),
                Map.entry("changes", () -> store.changes(CLINIC, new FeedPosition.Oldest(), PAGE)),
                Map.entry("erase", () -> store.erase(erase(key("a")))),
                Map.entry("check", () -> store.check(Optional.empty(), 9)));
    }

    @Test
    void ERR_09_a_source_of_the_callers_is_not_closed() throws Exception {
        try (HikariDataSource pool = TestDatabase.pool(database.url())) {
            JdbcRevisionStore.over(pool).close();
            assertThat(pool.isClosed()).isFalse();
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.isValid(9)).isTrue();
            }
        }
    }

    @Test
    void ERR_09_a_pool_of_its_own_is_closed_with_the_store() throws Exception {
        String name = "name " + UUID.randomUUID();
        String count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = ?";
        JdbcRevisionStore store = JdbcRevisionStore.open(
                database.url(), JdbcOptions.builder().applicationName(name).build());
        assertThat(Sql.valueOn(database.url(), count, name)).isNotEqualTo("0");
        store.close();
        try (Sql sql = Sql.on(database.url())) {
            // The server notices a connection's end a moment after the client.
            sql.await("0", count, name);
        }
    }

    @Test
    void ERR_09_closing_twice_does_nothing_and_use_after_it_is_refused() {
        for (JdbcRevisionStore store : List.of(database.open(OPTIONS), JdbcRevisionStore.open(database.url()))) {
            store.close();
            assertThatCode(store::close).doesNotThrowAnyException();
            calls(store)
                    .forEach((name, call) -> assertThatExceptionOfType(IllegalStateException.class)
                            .as(name)
                            .isThrownBy(call)
                            .withMessageContaining("closed"));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(store::identity);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(store::capabilities);
        }
    }

    @Test
    void ERR_08_connections_without_autocommit_are_used_in_it_and_given_back_without() throws Exception {
        try (Sql sql = Sql.on(database.url())) {
            Connection connection = sql.connection();
            connection.setAutoCommit(false);
            try (JdbcRevisionStore store = JdbcRevisionStore.over(bound(connection))) {
                assertThat(connection.getAutoCommit()).isFalse();
                for (Map.Entry<String, ThrowingCallable> call : calls(store).entrySet()) {
                    assertThatCode(call.getValue()).as(call.getKey()).doesNotThrowAnyException();
                    assertThat(connection.getAutoCommit()).as(call.getKey()).isFalse();
                    assertThat(connection.getNetworkTimeout()).as(call.getKey()).isZero();
                }
                store.append(put(key("b")));
                connection.rollback();
                assertThat(Sql.valueOn(
                                database.url(),
                                "SELECT count(*) > 0 FROM verso.resource_version WHERE resource_id = 'b'"))
                        .isEqualTo("t");
            }
        }
    }

    @Test
    void ERR_01_connections_that_hide_the_drivers_own_are_a_fault_that_names_them() throws Exception {
        try (Sql sql = Sql.on(database.url())) {
            Connection hiding = (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "isWrapperFor" -> false;
                        case "unwrap" -> throw new SQLException("Hides it");
                        default -> method.invoke(sql.connection(), arguments);
                    });
            ThrowingCallable open = () -> JdbcRevisionStore.over(bound(hiding)).close();
            assertThatExceptionOfType(BackendFaultException.class)
                    .isThrownBy(open)
                    .withMessageContaining("unwrap");
        }
    }

    @Test
    void ERR_04_a_network_timeout_of_the_callers_is_left_alone() throws Exception {
        try (Sql sql = Sql.on(database.url())) {
            sql.connection().setNetworkTimeout(DIRECT, 77_000);
            try (JdbcRevisionStore store = JdbcRevisionStore.over(bound(sql.connection()))) {
                store.append(put(key("a")));
            }
            assertThat(sql.connection().getNetworkTimeout()).isEqualTo(77_000);
        }
    }

    @Test
    void ERR_08_a_transaction_of_the_callers_is_never_joined_and_survives() throws Exception {
        for (boolean bySql : List.of(false, true)) {
            try (Sql sql = Sql.on(database.url())) {
                Connection connection = sql.connection();
                sql.run("CREATE TABLE IF NOT EXISTS mine (id text)");
                try (JdbcRevisionStore store = JdbcRevisionStore.over(bound(connection))) {
                    begin(sql, bySql);
                    sql.run("INSERT INTO mine VALUES ('kept')");
                    for (Map.Entry<String, ThrowingCallable> call : calls(store).entrySet()) {
                        assertNotJoined(call.getKey(), call.getValue());
                    }
                    assertNotJoined(
                            "over",
                            () -> JdbcRevisionStore.over(bound(connection)).close());
                    assertNotJoined("rebaseFeed", () -> JdbcRevisionStore.rebaseFeed(bound(connection), OPTIONS));
                    assertThat(Sql.valueOn(database.url(), "SELECT count(*) FROM mine"))
                            .isEqualTo("0");
                    sql.run("COMMIT");
                }
                assertThat(sql.value("SELECT count(*) FROM mine")).isEqualTo("1");
                assertThat(sql.value("SELECT count(*) FROM verso.resource_version"))
                        .isEqualTo("0");
                sql.run("TRUNCATE mine");
                if (!bySql) {
                    connection.commit();
                }
            }
        }
    }

    private static void begin(Sql sql, boolean bySql) throws Exception {
        if (bySql) {
            sql.run("BEGIN");
        } else {
            sql.connection().setAutoCommit(false);
        }
    }

    private static void assertNotJoined(String name, ThrowingCallable call) {
        assertThatExceptionOfType(BackendFaultException.class)
                .as(name)
                .isThrownBy(call)
                .withMessageContaining("never joins");
    }

    @Test
    void ERR_08_a_source_of_connections_that_only_read_takes_reads_and_refuses_writes() throws Exception {
        database.open(OPTIONS).append(put(key("a")));
        String readOnly = database.url() + "&options=-c%20default_transaction_read_only=on";
        try (JdbcRevisionStore store = JdbcRevisionStore.over(TestDatabase.source(readOnly))) {
            assertThat(store.head(key("a"), Detail.CONTENT)).isPresent();
            assertThatExceptionOfType(BackendUnavailableException.class)
                    .isThrownBy(() -> store.append(put(key("a"))))
                    .withMessageContaining("read-only");
            assertThat(store.versions(key("a"))).containsExactly(1L);
        }
    }

    @Test
    void ERR_08_its_own_pool_writes_whatever_the_server_sets_by_default() throws Exception {
        Sql.run(
                database.url(),
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());"
                        + " EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database());"
                        + " END $$");
        try (JdbcRevisionStore store = JdbcRevisionStore.open(database.url())) {
            assertThat(store.append(put(key("a")))).isInstanceOf(Appended.class);
        }
    }
}
