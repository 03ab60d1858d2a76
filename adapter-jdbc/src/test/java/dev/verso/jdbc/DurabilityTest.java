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
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * FLT-05 on a server that lets commits return before they are on disk: what the adapter acknowledges is there all the same.
 * The server writes its log by itself only every ten seconds, and nothing but these tests adds to it; a test that such a
 * moment comes upon begins again.
 */
@Execution(ExecutionMode.SAME_THREAD)
class DurabilityTest {

    private static final Map<String, String> LAZY = Map.of(
            "synchronous_commit", "off",
            "wal_writer_delay", "10000",
            "wal_level", "minimal",
            "max_wal_senders", "0",
            "autovacuum", "off");

    private static final String END_OF_LOG = "SELECT pg_current_wal_insert_lsn()";
    private static final String ON_DISK = "SELECT pg_current_wal_flush_lsn() >= ?::pg_lsn";

    /** How often in a row the server may write its log by itself within a few milliseconds of ten seconds. */
    private static final int TRIES = 20;

    private static final String SEEN = """
            CREATE TABLE #.seen (setting text);
            CREATE FUNCTION #.see() RETURNS trigger LANGUAGE plpgsql AS $do$
            BEGIN
              INSERT INTO #.seen VALUES (current_setting('synchronous_commit'));
              RETURN NULL;
            END $do$;
            CREATE TRIGGER see AFTER INSERT OR UPDATE ON #.resource_version FOR EACH ROW EXECUTE FUNCTION #.see();
            """;

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

    /** One of each kind, on keys that {@link #prepare} has made ready. */
    private static Map<String, Runnable> writes(JdbcRevisionStore store) {
        ResourceKey key = key("written");
        return Map.of(
                "append", () -> store.append(put(key)),
                "append to a fresh key", () -> store.append(putFresh(key("fresh"))),
                "appendAll", () -> store.appendAll(List.of(put(key), put(key("other")))),
                "erase a version", () -> store.erase(erase(key("two"), 1)),
                "erase", () -> store.erase(erase(key("one"))),
                "delete", () -> store.append(delete(key("three"))));
    }

    private static void prepare(JdbcRevisionStore store) {
        for (String id : List.of("one", "two", "two", "three")) {
            store.append(put(key(id)));
        }
    }

    @Test
    void FLT_05_every_kind_of_write_is_on_disk_when_it_returns() throws Exception {
        JdbcOptions options = JdbcOptions.builder().schema("written").build();
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url, options);
                Sql sql = Sql.on(url)) {
            sql.run("CREATE TABLE lazy (id int)");
            prepare(store);
            for (Map.Entry<String, Runnable> write : writes(store).entrySet()) {
                String end = notOnDisk(sql);
                write.getValue().run();
                assertThat(sql.value(ON_DISK, end)).as(write.getKey()).isEqualTo("t");
            }
        }
    }

    /** Adds to the log what a commit leaves in memory, and gives the log's end behind it. */
    private static String notOnDisk(Sql sql) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            sql.run("INSERT INTO lazy VALUES (1)");
            String end = sql.value(END_OF_LOG);
            if (sql.value(ON_DISK, end).equals("f")) {
                return end;
            }
        }
        throw new AssertionError("The server writes its log after each INSERT: the test would say nothing");
    }

    @Test
    void FLT_01_what_was_acknowledged_outlives_a_crash_and_what_came_after_it_by_hand_does_not() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            if (isLostByHand(key("acknowledged-" + i))) {
                return;
            }
        }
        throw new AssertionError("What came by hand outlived each crash: the test would say nothing");
    }

    private static boolean isLostByHand(ResourceKey key) throws Exception {
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url);
                Sql sql = Sql.on(url)) {
            store.append(put(key));
            Planted.updated(key, 2).at(Long.MAX_VALUE / 2).into(sql);
            assertThat(store.versions(key)).containsExactly(1L, 2L);
            server.kill();
        }
        server.restart();
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url)) {
            assertThat(store.versions(key)).startsWith(1L);
            return store.versions(key).size() == 1;
        }
    }

    /** A trigger tells what holds where the statement has done its work: nothing of it is left after the commit. */
    @ParameterizedTest
    @CsvSource({"on, on", "remote_apply, remote_apply", "remote_write, on", "local, on", "off, on"})
    void FLT_05_a_weaker_synchronous_commit_is_made_on_for_each_write_and_a_stronger_one_stays(
            String configured, String inForce) throws Exception {
        JdbcOptions options = JdbcOptions.builder().schema("set_" + configured).build();
        DataSource source = TestDatabase.source(url + "&options=-c%20synchronous_commit=" + configured);
        try (JdbcRevisionStore store = JdbcRevisionStore.over(source, options);
                Sql sql = Sql.on(url)) {
            prepare(store);
            sql.run(SEEN.replace("#", options.schema()));
            for (Map.Entry<String, Runnable> write : writes(store).entrySet()) {
                write.getValue().run();
                assertThat(sql.list("DELETE FROM " + options.schema() + ".seen RETURNING setting"))
                        .as(write.getKey())
                        .isNotEmpty()
                        .containsOnly(inForce);
            }
        }
    }
}
