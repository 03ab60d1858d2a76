package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendException;
import dev.verso.BackendFaultException;
import dev.verso.jdbc.JdbcOptions.SchemaMode;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.Detail;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How tables come to be, go forward, and are refused; messages say how to mend what is wrong. */
class SchemaTest {

    private static final String OBJECTS = """
            SELECT c.oid || ' ' || c.relname || ' ' || coalesce((
              SELECT string_agg(a.attname, ' ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid), '')
            FROM pg_class c WHERE c.relnamespace = to_regnamespace(?) ORDER BY 1
            """;

    private static TestDatabase database;

    private String schema;
    private JdbcOptions options;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void name() {
        schema = "s" + UUID.randomUUID().toString().replace("-", "");
        options = JdbcOptions.builder().schema(schema).build();
    }

    private JdbcOptions validating() {
        return JdbcOptions.builder()
                .schema(schema)
                .schemaMode(SchemaMode.VALIDATE)
                .build();
    }

    private static void assertWorks(JdbcRevisionStore store) {
        String id = UUID.randomUUID().toString();
        assertThat(store.append(put(key(id)))).isInstanceOf(Appended.class);
        assertThat(store.head(key(id), Detail.CONTENT)).isPresent();
    }

    private static void assertRefused(JdbcOptions options, String... words) {
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> database.open(options).close())
                .withMessageContainingAll(words);
    }

    private List<String> objects() throws Exception {
        try (Sql sql = Sql.on(database.url())) {
            return sql.list(OBJECTS, '"' + schema + '"');
        }
    }

    private String version() throws Exception {
        return Sql.valueOn(database.url(), "SELECT schema_version FROM " + schema + ".store");
    }

    @Test
    void what_is_missing_is_made_once() throws Exception {
        try (JdbcRevisionStore store = database.open(options)) {
            assertWorks(store);
        }
        List<String> made = objects();
        try (JdbcRevisionStore store = database.open(options)) {
            assertWorks(store);
            assertThat(store.count(Requests.CLINIC, Optional.empty())).isEqualTo(2);
        }
        assertThat(objects()).isEqualTo(made).isNotEmpty();
    }

    @Test
    void instances_may_start_at_once_on_an_empty_database_at_any_isolation() throws Exception {
        for (String isolation : List.of("read committed", "repeatable read", "serializable")) {
            try (TestDatabase empty = TestDatabase.withIsolation(isolation);
                    Crew crew = new Crew(8)) {
                for (int i = 0; i < 8; i++) {
                    crew.join(() -> {
                        try (JdbcRevisionStore store = empty.open(options)) {
                            assertWorks(store);
                        }
                    });
                }
                crew.await();
                assertThat(Sql.valueOn(empty.url(), "SELECT count(*) FROM " + schema + ".store"))
                        .isEqualTo("1");
                assertThat(Sql.valueOn(empty.url(), "SELECT count(*) FROM " + schema + ".resource_version"))
                        .isEqualTo("8");
            }
        }
    }

    @Test
    void a_step_forward_keeps_what_is_there_and_older_releases_refuse_it() throws Exception {
        try (JdbcRevisionStore store = database.open(options)) {
            store.append(put(key("kept")));
        }
        List<String> before = objects();
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> new Schema(options, 2).open(database.nextPool(), SchemaMode.VALIDATE))
                .withMessageContainingAll("is of version 1", "brought to 2", "SchemaMode.CREATE");
        assertThat(objects()).isEqualTo(before);

        new Schema(options, 2).open(database.nextPool(), SchemaMode.CREATE);

        assertThat(version()).isEqualTo("2");
        assertThat(Sql.valueOn(
                        database.url(), "SELECT resource_id FROM " + schema + ".resource_version WHERE note IS NULL"))
                .isEqualTo("kept");
        assertRefused(options, "is of version 2", "does not know", "use the newer release");
        assertRefused(validating(), "is of version 2", "does not know", "use the newer release");
    }

    @Test
    void newer_tables_are_refused_as_they_are_with_row_level_security_asked_for() throws Exception {
        new Schema(options, 2).open(database.nextPool(), SchemaMode.CREATE);
        Schema older = new Schema(
                JdbcOptions.builder().schema(schema).rowLevelSecurity(true).build(), 1);
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> older.open(database.nextPool(), SchemaMode.CREATE))
                .withMessageContainingAll("is of version 2", "does not know");
        assertThat(Sql.valueOn(
                        database.url(),
                        "SELECT relrowsecurity OR relforcerowsecurity FROM pg_class WHERE oid = ?::regclass",
                        schema + ".resource_version"))
                .isEqualTo("f");
        assertThat(Sql.valueOn(
                        database.url(),
                        "SELECT count(*) FROM pg_policy WHERE polrelid = ?::regclass",
                        schema + ".resource_version"))
                .isEqualTo("0");
    }

    @Test
    void the_table_is_vacuumed_early_and_its_contents_compressed_by_lz4_where_the_server_has_it() throws Exception {
        database.open(options).close();
        String table = schema + ".resource_version";
        try (Sql sql = Sql.on(database.url())) {
            assertThat(sql.list("SELECT unnest(reloptions) FROM pg_class WHERE oid = ?::regclass", table))
                    .containsExactlyInAnyOrder(
                            "autovacuum_vacuum_insert_scale_factor=0.02", "autovacuum_analyze_scale_factor=0.02");
            boolean lz4 = sql.value(
                            "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
                    .equals("t");
            assertThat(sql.value(
                            "SELECT attcompression FROM pg_attribute WHERE attrelid = ?::regclass AND attname = 'content'",
                            table))
                    .isEqualTo(lz4 ? "l" : "");
        }
    }

    @Test
    void instances_may_step_forward_at_once() throws Exception {
        database.open(options).close();
        try (Crew crew = new Crew(8)) {
            for (int i = 0; i < 8; i++) {
                crew.join(() -> new Schema(options, 2).open(database.nextPool(), SchemaMode.CREATE));
            }
            crew.await();
        }
        assertThat(version()).isEqualTo("2");
    }

    @Test
    void a_step_that_fails_leaves_everything_as_it_was() throws Exception {
        try (JdbcRevisionStore store = database.open(options)) {
            List<String> before = objects();
            assertThatExceptionOfType(BackendException.class)
                    .isThrownBy(() -> new Schema(options, 3).open(database.nextPool(), SchemaMode.CREATE));
            assertThat(objects()).isEqualTo(before);
            assertThat(version()).isEqualTo("1");
            assertWorks(store);
        }
    }

    @Test
    void a_first_step_that_fails_leaves_no_schema_behind() throws Exception {
        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> new Schema(options, 3).open(database.nextPool(), SchemaMode.CREATE));
        assertThat(Sql.valueOn(database.url(), "SELECT to_regnamespace('" + schema + "') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void validation_changes_nothing() throws Exception {
        assertRefused(validating(), "has no tables of Verso", "SchemaMode.CREATE", "JdbcRevisionStore.ddl");
        assertThat(Sql.valueOn(database.url(), "SELECT to_regnamespace('" + schema + "') IS NULL"))
                .isEqualTo("t");
        database.open(options).close();
        List<String> before = objects();
        try (JdbcRevisionStore store = database.open(validating())) {
            assertWorks(store);
        }
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void tables_of_others_are_refused_and_left_alone() throws Exception {
        for (String foreign : List.of(
                "store (id int)",
                "store (schema_version int)",
                "store (schema_version int); INSERT INTO $.store VALUES (1)",
                "resource_version (id int)")) {
            name();
            Sql.run(
                    database.url(),
                    "CREATE SCHEMA " + schema + "; CREATE TABLE " + schema + "." + foreign.replace("$", schema));
            List<String> before = objects();
            assertRefused(options, schema);
            assertThat(objects()).as(foreign).isEqualTo(before);
        }
    }

    @Test
    void what_was_changed_since_is_refused_by_name() throws Exception {
        assertRefusedAfter("ALTER TABLE $ DROP COLUMN author", "author text C");
        assertRefusedAfter("ALTER TABLE $ ALTER COLUMN last_updated TYPE numeric", "last_updated bigint");
        assertRefusedAfter(
                "ALTER TABLE $ ALTER COLUMN resource_id TYPE text COLLATE \"default\"", "resource_id text C");
        assertRefusedAfter("ALTER TABLE $ ALTER COLUMN author TYPE varchar(9)", "author text C");
        assertRefusedAfter("ALTER TABLE $ ALTER COLUMN tx_id DROP DEFAULT", "tx_id xid8 default");
        assertRefusedAfter("ALTER TABLE $ ALTER COLUMN seq DROP DEFAULT", "seq smallint default 0");
        assertRefusedAfter("ALTER TABLE $ ALTER COLUMN write_id SET NOT NULL", "write_id uuid");
        assertRefusedAfter("ALTER TABLE $ ADD COLUMN mine int NOT NULL", "mine integer not null");
        assertRefusedAfter("CREATE UNIQUE INDEX ON $ (write_id)", "UNIQUE btree (write_id)");
        assertRefusedAfter("ALTER TABLE $ DROP CONSTRAINT resource_version_key", "UNIQUE btree (tenant_id");
        for (String index : List.of("type", "tenant", "feed", "live")) {
            assertRefusedAfter("DROP INDEX #.resource_version_" + index, "btree (tenant_id");
        }
        assertRefusedAfter("DROP TABLE $", "version bigint not null");
        assertRefusedAfter("DELETE FROM #.store", "store", "empty");
        assertRefusedAfter("ALTER TABLE $ ENABLE ROW LEVEL SECURITY", "rowLevelSecurity(true)");
    }

    private void assertRefusedAfter(String change, String... words) throws Exception {
        name();
        database.open(options).close();
        Sql.run(
                database.url(),
                change.replace("$", schema + ".resource_version").replace("#", schema));
        assertRefused(options, words);
        assertRefused(validating(), words);
    }

    @Test
    void what_was_added_and_does_no_harm_is_accepted() throws Exception {
        database.open(options).close();
        Sql.run(
                database.url(),
                "ALTER TABLE " + schema + ".resource_version ADD COLUMN mine int NOT NULL DEFAULT 7",
                "ALTER TABLE " + schema + ".resource_version ADD COLUMN yours text",
                "CREATE INDEX ON " + schema + ".resource_version (write_id)");
        try (JdbcRevisionStore store = database.open(options)) {
            assertWorks(store);
        }
    }

    @Test
    void stores_in_schemas_of_one_database_have_nothing_in_common() {
        try (JdbcRevisionStore one = database.open(options)) {
            name();
            try (JdbcRevisionStore other = database.open(options)) {
                one.append(put(key("mine")));
                assertThat(other.head(key("mine"), Detail.CONTENT)).isEmpty();
                assertThat(other.identity()).isNotEqualTo(one.identity());
            }
        }
    }

    @Test
    void names_that_need_quotes_work() {
        for (String name : List.of("select", "user", "_", "order", "x".repeat(63))) {
            try (JdbcRevisionStore store =
                    database.open(JdbcOptions.builder().schema(name).build())) {
                assertWorks(store);
            }
        }
    }

    @Test
    void names_that_would_need_care_are_refused() {
        for (String name :
                List.of("", "Verso", "a b", "a\"b", "1a", "a-b", "ä", "a;b", "$schema", "pg_verso", "x".repeat(64))) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> JdbcOptions.builder().schema(name))
                    .withMessageContaining("lower-case");
        }
    }
}
