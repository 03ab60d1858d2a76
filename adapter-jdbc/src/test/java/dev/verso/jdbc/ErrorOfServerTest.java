package dev.verso.jdbc;

import static dev.verso.jdbc.ErrorExpected.SECRET;
import static dev.verso.jdbc.ErrorExpected.fault;
import static dev.verso.jdbc.ErrorExpected.put;
import static dev.verso.jdbc.ErrorExpected.refusal;
import static dev.verso.jdbc.ErrorExpected.row;
import static dev.verso.jdbc.ErrorExpected.stored;
import static dev.verso.jdbc.ErrorExpected.unavailable;
import static dev.verso.jdbc.ErrorExpected.unknown;
import static dev.verso.jdbc.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.testservers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What happens to a server as a whole: it stops, crashes, becomes a standby, fills its disk, changes its passwords. */
@Execution(ExecutionMode.SAME_THREAD)
class ErrorOfServerTest {

    /** The server must stand still before it gives a call up by itself, on a busy machine too. */
    private static final JdbcOptions SHORT = JdbcOptions.builder()
            .callTimeout(Duration.ofSeconds(4))
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private static final JdbcOptions OPTIONS = JdbcOptions.defaults();

    private static final String LOADED = "SELECT pg_conf_load_time()";

    private static FaultyPostgres postgres;
    private static String url;

    private final ResourceKey key = key("p-" + UUID.randomUUID());
    private JdbcRevisionStore store;
    private JdbcRevisionStore impatient;
    private HikariDataSource pool;
    private JdbcRevisionStore pooled;
    private JdbcRevisionStore unpooled;

    @BeforeAll
    static void start() {
        postgres = FaultyPostgres.start(Map.of("max_prepared_transactions", "1"));
        url = postgres.database().direct();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void open() {
        store = JdbcRevisionStore.open(url, JdbcOptions.defaults());
        impatient = JdbcRevisionStore.open(url, SHORT);
        pool = TestDatabase.pool(url);
        pooled = JdbcRevisionStore.over(pool, JdbcOptions.defaults());
        unpooled = JdbcRevisionStore.over(FaultyDatabase.unpooled(url), JdbcOptions.defaults());
        assertThat(store.append(put(key, new Condition.Absent()))).isInstanceOf(Appended.class);
    }

    @AfterEach
    void close() {
        postgres.heal();
        unpooled.close();
        pooled.close();
        pool.close();
        impatient.close();
        store.close();
    }

    @Test
    void a_fast_shutdown_leaves_the_outcome_unknown_and_after_the_restart_all_stores_work_on() throws Exception {
        // Prepared, the rival's transaction outlives its session: else that could end first, and let the write through.
        try (FaultRival rival = FaultRival.at(url).takes(key, 2).runs("PREPARE TRANSACTION 'rival'")) {
            FaultCall<AppendOutcome> call = FaultCall.of(() -> store.append(put(key, new Condition.LiveAt(1))));
            rival.awaitBlocked(1);
            postgres.stopFast();
            unknown(call.refusal());
        }

        assertDown();
        postgres.startServer();
        PostgresServer.execute(url, "ROLLBACK PREPARED 'rival'");
        assertThat(stored(url, key)).hasSize(1);
        assertBackAgain();
    }

    @Test
    void an_immediate_shutdown_leaves_the_outcome_unknown_and_what_was_acknowledged_is_there() throws Exception {
        FaultCall<AppendOutcome> call = blockedWrite();
        postgres.stopImmediately();
        unknown(call.refusal());

        assertDown();
        postgres.startServer();
        assertThat(stored(url, key)).hasSize(1);
        assertBackAgain();
    }

    @Test
    void a_killed_server_leaves_the_outcome_unknown_and_what_was_acknowledged_is_there() throws Exception {
        FaultCall<AppendOutcome> call = blockedWrite();
        postgres.killServer();
        unknown(call.refusal());

        assertDown();
        postgres.startServer();
        assertThat(stored(url, key)).hasSize(1);
        assertBackAgain();
    }

    @Test
    void a_restart_that_nobody_noticed_costs_no_read_and_no_match() throws Exception {
        // Each pool holds connections to the server that is no more.
        assertThat(pooled.head(key, Detail.CONTENT)).isPresent();
        postgres.stopFast();
        postgres.startServer();
        assertBackAgain();
    }

    @Test
    void a_server_that_stands_still_is_unavailable_to_reads_and_unknown_to_writes() throws Exception {
        FaultCall<AppendOutcome> write;
        FaultCall<Object> read;
        try (FaultRival rival = FaultRival.at(url).locksTable()) {
            write = FaultCall.of(() -> impatient.append(put(key, new Condition.LiveAt(1))));
            read = FaultCall.of(() -> impatient.head(key, Detail.CONTENT));
            rival.awaitBlocked(2);
            postgres.pauseServer();
            unknown(write.refusal());
            unavailable(read.refusal());
            unavailable(refusal(() -> impatient.append(put(key, new Condition.LiveAt(1)))));
            postgres.resumeServer();
        }
        postgres.awaitQuiescence();
        assertThat(stored(url, key)).hasSizeBetween(1, 2);
        FaultCall.await("the pool has found the server again", () -> serves(impatient));
        assertBackAgain();
    }

    @Test
    void a_standby_takes_no_writes_and_once_promoted_the_same_stores_work() throws Exception {
        Path signal = postgres.server().data().resolve("standby.signal");
        postgres.stopFast();
        Files.createFile(signal);
        postgres.startServer();
        assertThat(FaultyDatabase.value(url, "SELECT pg_is_in_recovery()")).isEqualTo("t");

        // Opened before, on a pool that does not ask for a primary: reads go on.
        assertThat(pooled.head(key, Detail.CONTENT)).isPresent();
        for (JdbcRevisionStore running : List.of(pooled, unpooled)) {
            assertThat(unavailable(refusal(() -> running.append(put(key, new Condition.LiveAt(1))))))
                    .hasMessageContaining("standby");
            unavailable(refusal(() -> running.append(Requests.putFresh(key("fresh")))));
            unavailable(refusal(() -> running.appendAll(List.of(put(key, new Condition.Any())))));
            unavailable(refusal(() -> running.erase(Requests.erase(key))));
        }
        // The store's own pool looks for the primary.
        unavailable(refusal(() -> impatient.append(put(key, new Condition.LiveAt(1)))));
        // Nor does a store open.
        assertThat(unavailable(refusal(() -> JdbcRevisionStore.over(FaultyDatabase.unpooled(url), SHORT))))
                .hasMessageContaining("primary");
        unavailable(refusal(() -> JdbcRevisionStore.open(url, SHORT)));
        assertThat(stored(url, key)).hasSize(1);

        assertThat(FaultyDatabase.value(url, "SELECT pg_promote()")).isEqualTo("t");
        assertBackAgain();
    }

    /** As after a dump into a new cluster. With one place beside each id, a few rows need as many ids as else a billion. */
    @Test
    void a_cluster_too_young_for_a_feed_does_not_rebase_it_before_it_has_passed_enough_transaction_ids()
            throws Exception {
        DataSource source = FaultyDatabase.unpooled(url);
        Schema schema = new Schema(OPTIONS);
        long ids = Long.parseLong(FaultyDatabase.value(url, "SELECT pg_current_xact_id()::text"));
        String feed =
                "SELECT string_agg(resource_id || ' ' || version || ' ' || tx_id || ' ' || seq, ',' ORDER BY tx_id, seq)"
                        + " FROM verso.resource_version";
        Sql.run(
                url,
                "INSERT INTO verso.resource_version (tenant_id, resource_type, resource_id, version, change,"
                        + " last_updated, created_at, write_id, tx_id, seq)"
                        + " SELECT 'large', 'Patient', n, 1, 0, n, n, gen_random_uuid(), (5000000000 - n)::text::xid8, 0"
                        + " FROM generate_series(1, " + (ids + 100) + ") n");
        String before = FaultyDatabase.value(url, feed);
        assertThat(fault(refusal(() -> schema.rebaseFeed(source, 1))))
                .hasMessageContainingAll("transaction ids", "JdbcRevisionStore.rebaseFeed")
                .hasStackTraceContaining("up to " + (ids + 102));
        assertThat(FaultyDatabase.value(url, feed)).isEqualTo(before);

        try (Sql sql = Sql.on(url)) {
            for (int i = 0; i < 100; i++) {
                sql.value("SELECT pg_current_xact_id()");
            }
        }
        schema.rebaseFeed(source, 1);
        assertThat(FaultyDatabase.value(
                        url,
                        "SELECT max(tx_id::text::bigint) < pg_current_xact_id()::text::bigint"
                                + " FROM verso.resource_version WHERE tenant_id = 'large'"))
                .isEqualTo("t");
        assertThat(FaultyDatabase.value(
                        url,
                        "SELECT array_agg(resource_id::int ORDER BY tx_id, seq)"
                                + " = (SELECT array_agg(n ORDER BY n DESC) FROM generate_series(1, " + (ids + 100)
                                + ") n)"
                                + " FROM verso.resource_version WHERE tenant_id = 'large'"))
                .isEqualTo("t");
        Sql.run(url, "DELETE FROM verso.resource_version WHERE tenant_id = 'large'");
    }

    /** The file of the contents is made the device that is always full: the kernel itself refuses the server's write. */
    @Test
    void a_full_disk_is_unavailable_and_nothing_is_written_until_there_is_room() throws Exception {
        Sql.run(url, "CHECKPOINT");
        String file = FaultyDatabase.value(
                url,
                "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class"
                        + " WHERE oid = 'verso.resource_version'::regclass");
        Path contents = postgres.server().data().resolve(file);
        assertThat(contents).isEmptyFile();
        Path kept = contents.resolveSibling("kept");
        Files.move(contents, kept);
        Files.createSymbolicLink(contents, Path.of("/dev/full"));
        newSessions();
        try {
            assertThat(unavailable(refusal(() -> store.append(large(key)))))
                    .hasMessageContaining("disk space")
                    .hasRootCauseInstanceOf(SQLException.class);
            unavailable(refusal(() -> store.appendAll(List.of(large(key)))));
            unavailable(refusal(() -> store.append(large(key("other")))));
            // What needs no more room goes on.
            assertThat(store.head(key, Detail.CONTENT)).isPresent();
            assertThat(stored(url, key)).hasSize(1);
            assertThat(stored(url, key("other"))).isEmpty();
        } finally {
            Files.delete(contents);
            Files.move(kept, contents);
            newSessions();
        }
        assertThat(store.append(large(key))).isInstanceOf(Appended.class);
        assertThat(stored(url, key)).hasSize(2);
    }

    /** Sessions keep files open. */
    private void newSessions() throws SQLException {
        postgres.killConnections();
        assertThat(store.head(key, Detail.CONTENT)).isPresent();
    }

    @Test
    void a_wrong_password_is_a_fault_that_does_not_tell_it() throws Exception {
        String role = "role_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(url, "CREATE ROLE " + role + " LOGIN PASSWORD 'an older " + SECRET + "'");
        for (String grant : RestrictedRole.grants(JdbcRevisionStore.ddl(SHORT))) {
            Sql.run(url, grant.replace(" TO application", " TO " + role));
        }
        Path access = postgres.server().data().resolve("pg_hba.conf");
        String before = Files.readString(access);
        allow(access, "host all " + role + " all scram-sha-256\n" + before);
        String wrong = PostgresServer.withRole(url, role, SECRET);
        JdbcOptions options =
                JdbcOptions.builder().credentials(role, "the wrong " + SECRET).build();
        try {
            assertThat(fault(refusal(() -> JdbcRevisionStore.open(wrong, OPTIONS))))
                    .hasMessageContaining("credentials");
            fault(refusal(() -> JdbcRevisionStore.open(url.replaceAll("\\?.*", ""), options)));
            fault(refusal(() -> JdbcRevisionStore.over(FaultyDatabase.unpooled(wrong), OPTIONS)));

            Sql.run(url, "ALTER ROLE " + role + " PASSWORD '" + SECRET + "'");
            try (JdbcRevisionStore running = JdbcRevisionStore.open(wrong, SHORT);
                    JdbcRevisionStore callers = JdbcRevisionStore.over(FaultyDatabase.unpooled(wrong), OPTIONS)) {
                Sql.run(url, "ALTER ROLE " + role + " PASSWORD 'a newer " + SECRET + "'");
                postgres.killConnections();
                fault(refusal(() -> running.head(key, Detail.CONTENT)));
                fault(refusal(() -> callers.append(put(key, new Condition.LiveAt(1)))));
                assertThat(stored(url, key)).hasSize(1);

                Sql.run(url, "ALTER ROLE " + role + " PASSWORD '" + SECRET + "'");
                assertThat(callers.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Appended.class);
            }
        } finally {
            allow(access, before);
        }
    }

    private static void allow(Path access, String lines) throws IOException, SQLException {
        String before = FaultyDatabase.value(url, LOADED);
        Files.writeString(access, lines);
        Sql.run(url, "SELECT pg_reload_conf()");
        FaultCall.await("the server has read its files again", () -> {
            try {
                return !FaultyDatabase.value(url, LOADED).equals(before);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** A write that is in flight as long as a rival that the server knows holds its slot. */
    private FaultCall<AppendOutcome> blockedWrite() throws SQLException {
        @SuppressWarnings("resource") // It goes with the server.
        FaultRival rival = FaultRival.at(url).takes(key, 2);
        FaultCall<AppendOutcome> call = FaultCall.of(() -> store.append(put(key, new Condition.LiveAt(1))));
        rival.awaitBlocked(1);
        return call;
    }

    private void assertDown() {
        unavailable(refusal(() -> impatient.append(put(key, new Condition.LiveAt(1)))));
        unavailable(refusal(() -> unpooled.head(key, Detail.CONTENT)));
        unavailable(refusal(() -> unpooled.append(put(key, new Condition.LiveAt(1)))));
        unavailable(refusal(() -> unpooled.appendAll(List.of(put(key, new Condition.Any())))));
        unavailable(refusal(() -> unpooled.erase(Requests.erase(key))));
        unavailable(refusal(() -> JdbcRevisionStore.open(url, SHORT)));
        unavailable(refusal(() -> JdbcRevisionStore.over(FaultyDatabase.unpooled(url), SHORT)));
    }

    /** The first read of each is served, and then its first write. */
    private void assertBackAgain() throws SQLException {
        int versions = stored(url, key).size();
        for (JdbcRevisionStore each : List.of(store, pooled, unpooled)) {
            assertThat(each.head(key, Detail.CONTENT).orElseThrow().metadata().version())
                    .isEqualTo(versions);
            Append append = put(key, new Condition.LiveAt(versions));
            assertThat(each.append(append)).isInstanceOf(Appended.class);
            versions++;
            assertThat(stored(url, key)).hasSize(versions).contains(row(versions, 1, append.writeId()));
        }
        assertThat(store.check(Optional.empty(), 1000).found()).isEmpty();
    }

    private boolean serves(JdbcRevisionStore called) {
        try {
            return called.head(key, Detail.CONTENT).isPresent();
        } catch (dev.verso.BackendUnavailableException e) {
            return false;
        }
    }

    /** Too large for a row, and not to be compressed. */
    private static Append large(ResourceKey key) {
        SplittableRandom random = new SplittableRandom(1);
        String digits = random.longs(2_500).mapToObj(Long::toHexString).collect(Collectors.joining());
        Content content = Content.of("{\"" + SECRET + "\":\"" + digits + "\"}");
        return new Append.Put(
                key, new Condition.Any(), content, Optional.empty(), UUID.randomUUID(), Instant.now(), false);
    }
}
