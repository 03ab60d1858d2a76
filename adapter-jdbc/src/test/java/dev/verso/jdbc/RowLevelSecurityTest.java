package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.CLINIC;
import static dev.verso.jdbc.Requests.PAGE;
import static dev.verso.jdbc.Requests.TYPE;
import static dev.verso.jdbc.Requests.delete;
import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.history;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.BackendFaultException;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest.OfKey;
import dev.verso.spi.HistoryRequest.OfTenant;
import dev.verso.spi.HistoryRequest.OfType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * TEN-01 kept by the database itself: shown by statements that are sent past the adapter, on the one connection that it has
 * just used.
 */
class RowLevelSecurityTest {

    private static final TenantId OTHER = new TenantId("other");
    private static final ResourceKey THEIRS = ResourceKey.of("other", TYPE, "theirs");
    private static final ResourceKey OURS = key("ours");
    private static final String COUNT = "SELECT count(*) FROM $.resource_version";
    private static final String FORBIDDEN = "42501";

    private static TestDatabase database;

    private JdbcOptions options;
    private HikariDataSource pool;
    private JdbcRevisionStore store;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void open() throws Exception {
        options = JdbcOptions.builder()
                .schema("s" + UUID.randomUUID().toString().replace("-", ""))
                .rowLevelSecurity(true)
                .build();
        pool = TestDatabase.pool(RestrictedRole.create(database.url(), options), 1);
        store = JdbcRevisionStore.over(pool, options);
        store.append(put(OURS));
        store.append(put(OURS));
        store.append(put(THEIRS));
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    private String named(String statement) {
        return statement.replace("$", options.schema());
    }

    /** Works on the connection that the adapter has just given back. */
    private void onTheSameConnection(Work work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            work.on(Sql.on(connection));
        }
    }

    private interface Work {
        void on(Sql sql) throws SQLException;
    }

    private void assertNothingIsInReach() throws SQLException {
        onTheSameConnection(sql -> {
            assertThat(sql.value("SELECT coalesce(current_setting('verso.tenant', true), '')"))
                    .isEmpty();
            assertThat(sql.value(named(COUNT))).isEqualTo("0");
            assertThat(sql.update(named("UPDATE $.resource_version SET content = NULL")))
                    .isZero();
            assertForbidden(() -> Planted.created(key("planted")).into(sql, options.schema()));
        });
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(FORBIDDEN));
    }

    @Test
    void the_pool_has_one_connection_so_that_nothing_can_hide_on_another() throws Exception {
        String[] before = new String[1];
        onTheSameConnection(sql -> before[0] = sql.value("SELECT pg_backend_pid()"));
        store.append(put(OURS));
        onTheSameConnection(
                sql -> assertThat(sql.value("SELECT pg_backend_pid()")).isEqualTo(before[0]));
    }

    @Test
    void where_no_call_set_a_tenant_nothing_is_read_or_written() throws Exception {
        assertNothingIsInReach();
        onTheSameConnection(sql -> assertForbidden(() -> sql.update(named("DELETE FROM $.resource_version"))));
    }

    @Test
    void after_each_call_nothing_is_left_of_its_tenant() throws Exception {
        String end = store.changes(CLINIC, new FeedPosition.Now(), PAGE).token();
        List<Runnable> calls = List.of(
                () -> store.append(put(OURS)),
                () -> store.append(put(OURS, new Condition.Absent())),
                () -> store.append(Requests.putFresh(key("fresh"))),
                () -> store.append(Requests.putFresh(OURS)),
                () -> store.append(delete(OURS)),
                () -> store.appendAll(List.of(put(key("b")), put(key("c")))),
                () -> store.appendAll(List.of(put(key("b"), new Condition.Absent()), put(key("c")))),
                () -> store.head(OURS, Detail.CONTENT),
                () -> store.head(OURS, Detail.METADATA),
                () -> store.heads(List.of(OURS, key("b")), Detail.CONTENT),
                () -> store.revision(OURS, 1),
                () -> store.versions(OURS),
                () -> store.asOf(OURS, Requests.NOON),
                () -> store.history(history(new OfKey(OURS), Order.NEWEST_FIRST, 2)),
                () -> store.history(history(new OfType(CLINIC, TYPE), Order.OLDEST_FIRST, 2)),
                () -> store.history(history(new OfTenant(CLINIC), Order.NEWEST_FIRST, 2)),
                () -> store.list(CLINIC, TYPE, Optional.empty(), PAGE),
                () -> store.count(CLINIC, Optional.empty()),
                () -> store.changes(CLINIC, new FeedPosition.Oldest(), PAGE),
                () -> store.changes(CLINIC, new FeedPosition.After(end), PAGE),
                () -> store.erase(erase(OURS, 1)),
                () -> store.erase(erase(OURS)),
                () -> store.check(Optional.empty(), 100));
        for (Runnable call : calls) {
            call.run();
            assertNothingIsInReach();
        }
    }

    @Test
    void after_a_call_that_failed_nothing_is_left_of_its_tenant() throws Exception {
        String role = Sql.valueOn(
                database.url(),
                "SELECT grantee FROM information_schema.role_table_grants WHERE table_schema = '" + options.schema()
                        + "' AND table_name = 'store' AND grantee LIKE 'role%'");
        Sql.run(database.url(), named("REVOKE INSERT ON $.resource_version FROM " + role));
        assertThatExceptionOfType(BackendFaultException.class).isThrownBy(() -> store.append(put(OURS)));
        Sql.run(database.url(), named("GRANT INSERT ON $.resource_version TO " + role));
        assertNothingIsInReach();

        Sql.run(database.url(), named("ALTER TABLE $.resource_version RENAME TO elsewhere"));
        assertThatExceptionOfType(BackendFaultException.class).isThrownBy(() -> store.head(OURS, Detail.CONTENT));
        assertThatExceptionOfType(BackendFaultException.class).isThrownBy(() -> store.append(put(OURS)));
        Sql.run(database.url(), named("ALTER TABLE $.elsewhere RENAME TO resource_version"));
        assertNothingIsInReach();
        assertThat(store.versions(OURS)).containsExactly(1L, 2L);
    }

    @Test
    void a_statement_of_the_adapter_that_forgot_the_tenant_would_reach_that_of_its_call_alone() throws Exception {
        Database fenced = new Database(pool, Optional.empty(), options);
        String all = fenced.statement(
                "SELECT string_agg(resource_id, ' ' ORDER BY resource_id, version) FROM $schema.resource_version");
        String changed = fenced.statement(
                "WITH u AS (UPDATE $schema.resource_version SET author = 'x' RETURNING resource_id) SELECT string_agg(resource_id, ' ') FROM u");

        assertThat(text(fenced, CLINIC, all)).isEqualTo("ours ours");
        assertThat(text(fenced, OTHER, all)).isEqualTo("theirs");
        assertThat(text(fenced, OTHER, changed)).isEqualTo("theirs");
        assertThat(store.revision(OURS, 2).orElseThrow().metadata().author()).contains("practitioner");
        assertNothingIsInReach();
    }

    private static String text(Database database, TenantId tenant, String statement) {
        return database.read(tenant, statement, p -> {}, row -> {
            row.next();
            return String.valueOf(row.getString(1));
        });
    }

    @Test
    void a_write_for_another_tenant_than_that_of_its_call_is_refused() throws Exception {
        onTheSameConnection(sql -> {
            sql.connection().setAutoCommit(false);
            sql.value("SELECT set_config('verso.tenant', 'other', true)");
            assertThat(sql.value(named(COUNT))).isEqualTo("1");
            assertForbidden(() -> Planted.created(key("planted")).into(sql, options.schema()));
            sql.connection().rollback();
            sql.value("SELECT set_config('verso.tenant', 'other', true)");
            assertForbidden(() -> sql.update(named("UPDATE $.resource_version SET tenant_id = 'clinic'")));
            sql.connection().rollback();
        });
        assertNothingIsInReach();
    }

    @Test
    void verification_reads_all_tenants_and_cannot_write() throws Exception {
        assertThat(store.check(Optional.empty(), 100).keys()).isEqualTo(2);
        onTheSameConnection(sql -> {
            sql.connection().setAutoCommit(false);
            sql.value("SELECT set_config('verso.tenant', '*', true)");
            assertThat(sql.value(named(COUNT))).isEqualTo("3");
            assertThat(sql.update(named("UPDATE $.resource_version SET content = NULL")))
                    .isZero();
            assertForbidden(() -> Planted.created(key("planted")).into(sql, options.schema()));
            sql.connection().rollback();
        });
    }

    @Test
    void a_fence_with_a_hole_is_refused_when_the_store_opens() throws Exception {
        assertRefusedAfter("ALTER TABLE $.resource_version NO FORCE ROW LEVEL SECURITY", "not forced");
        assertRefusedAfter("ALTER TABLE $.resource_version DISABLE ROW LEVEL SECURITY", "row-level security off");
        assertRefusedAfter("CREATE POLICY open ON $.resource_version USING (true)", "lets through more");
        assertRefusedAfter("DROP POLICY resource_version_of_tenant ON $.resource_version", "lacks the policies");
        assertRefusedAfter("ALTER POLICY resource_version_of_tenant ON $.resource_version WITH CHECK (true)", "lacks");
    }

    private void assertRefusedAfter(String change, String words) throws Exception {
        close();
        open();
        JdbcOptions validating = JdbcOptions.builder()
                .schema(options.schema())
                .rowLevelSecurity(true)
                .schemaMode(JdbcOptions.SchemaMode.VALIDATE)
                .build();
        JdbcRevisionStore.over(pool, validating).close();
        Sql.run(database.url(), named(change));
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> JdbcRevisionStore.over(pool, validating).close())
                .withMessageContaining(words);
    }

    @Test
    void without_it_the_default_is_that_each_statement_names_its_tenant() throws Exception {
        JdbcOptions plain = JdbcOptions.builder().schema("plain").build();
        try (JdbcRevisionStore unfenced = database.open(plain)) {
            unfenced.append(put(OURS));
            unfenced.append(put(THEIRS));
            assertThat(unfenced.count(CLINIC, Optional.empty())).isEqualTo(1);
            FaultCall.await(
                    "no older transaction, of whatever test, holds the feed back",
                    () -> !unfenced.changes(OTHER, new FeedPosition.Oldest(), PAGE)
                            .entries()
                            .isEmpty());
            assertThat(unfenced.changes(OTHER, new FeedPosition.Oldest(), PAGE).entries())
                    .hasSize(1)
                    .allSatisfy(entry ->
                            assertThat(entry.revision().metadata().key()).isEqualTo(THEIRS));
        }
    }
}
