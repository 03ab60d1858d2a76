package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.delete;
import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static dev.verso.jdbc.Requests.putFresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.ResourceKey;
import dev.verso.testservers.LocalPostgres;
import dev.verso.testservers.PostgresServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * FLT-05 on a server that lets commits return before they are on disk: what the adapter acknowledges is there all the same.
 * The server writes its log by itself only after ten seconds, and nothing but these tests adds to it.
 */
@Execution(ExecutionMode.SAME_THREAD)
class DurabilityTest {

    private static final Map<String, String> LAZY = Map.of(
            "synchronous_commit", "off",
            "wal_writer_delay", "10000",
            "wal_level", "minimal",
            "max_wal_senders", "0",
            "autovacuum", "off");

    private static final String ON_DISK = "SELECT pg_current_wal_flush_lsn() = pg_current_wal_insert_lsn()";

    private static LocalPostgres server;
    private static String url;

    @BeforeAll
    static void start() {
        server = LocalPostgres.start(
                System.getProperty(PostgresServer.RELEASE_PROPERTY, LocalPostgres.RELEASES.get(0)), LAZY);
        url = server.url("postgres");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void FLT_05_every_kind_of_write_is_on_disk_when_it_returns() throws Exception {
        ResourceKey key = key("written");
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url);
                Sql sql = Sql.on(url)) {
            sql.run("CREATE TABLE lazy (id int)");
            Map<String, Runnable> writes = Map.of(
                    "append", () -> store.append(put(key)),
                    "append to a fresh key", () -> store.append(putFresh(key("fresh"))),
                    "appendAll", () -> store.appendAll(List.of(put(key), put(key("other")))),
                    "erase a version", () -> store.erase(erase(key("two"), 1)),
                    "erase", () -> store.erase(erase(key("one"))),
                    "delete", () -> store.append(delete(key("three"))));
            for (String id : List.of("one", "two", "two", "three")) {
                store.append(put(key(id)));
            }
            for (Map.Entry<String, Runnable> write : writes.entrySet()) {
                sql.run("INSERT INTO lazy VALUES (1)");
                assertThat(sql.value(ON_DISK)).as("A plain INSERT").isEqualTo("f");
                write.getValue().run();
                assertThat(sql.value(ON_DISK)).as(write.getKey()).isEqualTo("t");
            }
        }
    }

    @Test
    void FLT_01_what_was_acknowledged_outlives_a_crash_and_what_came_after_it_by_hand_does_not() throws Exception {
        ResourceKey key = key("acknowledged");
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url);
                Sql sql = Sql.on(url)) {
            store.append(put(key));
            Planted.updated(key, 2).at(Long.MAX_VALUE / 2).into(sql);
            assertThat(store.versions(key)).containsExactly(1L, 2L);
            server.kill();
        }
        server.restart();
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url)) {
            assertThat(store.versions(key)).containsExactly(1L);
        }
    }
}
