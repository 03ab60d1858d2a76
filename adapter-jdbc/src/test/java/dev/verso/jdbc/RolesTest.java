package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendFaultException;
import dev.verso.jdbc.JdbcOptions.SchemaMode;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.EraseOutcome.Erased;
import dev.verso.testservers.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who needs to be allowed what: an owner that is no superuser makes the tables, a role with a few grants works on them. */
class RolesTest {

    private static TestDatabase database;
    private static String owner;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.create();
        owner = "owner_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(
                database.url(),
                "CREATE ROLE " + owner + " LOGIN PASSWORD '" + RestrictedRole.PASSWORD + "'",
                "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO " + owner
                        + "', current_database()); END $$");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static JdbcOptions.Builder options(boolean rowLevelSecurity) {
        return JdbcOptions.builder()
                .schema("s" + UUID.randomUUID().toString().replace("-", ""))
                .rowLevelSecurity(rowLevelSecurity);
    }

    private static String ownerUrl() {
        return PostgresServer.withRole(database.url(), owner, RestrictedRole.PASSWORD);
    }

    /** Makes the tables as the owner by the printed script, and a role with the grants that it names; or without some. */
    private static String roleWithout(JdbcOptions options, String... left) throws SQLException {
        String script = JdbcRevisionStore.ddl(options);
        Sql.run(ownerUrl(), script);
        String granted = script;
        for (String privilege : left) {
            granted = granted.replace(privilege, "");
        }
        return RestrictedRole.grant(database.url(), granted);
    }

    private static void assertAllWorks(JdbcRevisionStore store) {
        assertThat(store.append(put(key("a")))).isInstanceOf(Appended.class);
        assertThat(store.appendAll(List.of(put(key("a")), put(key("b"))))).isInstanceOf(AllAppended.class);
        assertThat(store.erase(erase(key("a"), 1))).isInstanceOf(Erased.class);
        assertThat(store.count(Requests.CLINIC, Optional.empty())).isEqualTo(2);
        assertThat(store.check(Optional.empty(), 10).found()).isEmpty();
        assertThat(store.check(Optional.empty(), 10).revisions()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_printed_script_is_all_that_a_role_with_the_named_grants_needs(boolean rowLevelSecurity) throws Exception {
        JdbcOptions options =
                options(rowLevelSecurity).schemaMode(SchemaMode.VALIDATE).build();
        String role = roleWithout(options);
        try (JdbcRevisionStore store = JdbcRevisionStore.open(role, options)) {
            assertAllWorks(store);
        }
        assertThat(Sql.valueOn(
                        role,
                        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_owner_that_is_no_superuser_can_make_the_tables_by_opening(boolean rowLevelSecurity) throws Exception {
        JdbcOptions options = options(rowLevelSecurity).build();
        try (JdbcRevisionStore store = JdbcRevisionStore.open(ownerUrl(), options)) {
            assertAllWorks(store);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void without_UPDATE_everything_but_erasing_works(boolean rowLevelSecurity) throws Exception {
        JdbcOptions options = options(rowLevelSecurity).build();
        try (JdbcRevisionStore store = JdbcRevisionStore.open(roleWithout(options, ", UPDATE"), options)) {
            assertThat(store.append(put(key("a")))).isInstanceOf(Appended.class);
            assertThat(store.appendAll(List.of(put(key("a")), put(key("b"))))).isInstanceOf(AllAppended.class);
            assertThatExceptionOfType(BackendFaultException.class)
                    .isThrownBy(() -> store.erase(erase(key("a"))))
                    .withMessageContaining("UPDATE");
            assertThat(store.count(Requests.CLINIC, Optional.empty())).isEqualTo(2);
        }
    }

    /** In a database of its own: the privilege is the database's, and every store's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void without_EXECUTE_on_pg_control_system_everything_works_but_another_cluster_goes_unnoticed(
            boolean rowLevelSecurity) throws Exception {
        JdbcOptions options = options(rowLevelSecurity).build();
        String cluster = "SELECT coalesce(cluster::text, 'unknown') FROM " + options.schema() + ".store";
        try (TestDatabase hardened = TestDatabase.create()) {
            Sql.run(
                    hardened.url(),
                    "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC",
                    "CREATE SCHEMA " + options.schema() + " AUTHORIZATION " + owner);
            String ownerUrl = PostgresServer.withRole(hardened.url(), owner, RestrictedRole.PASSWORD);
            try (JdbcRevisionStore store = JdbcRevisionStore.open(ownerUrl, options)) {
                assertAllWorks(store);
            }
            assertThat(Sql.valueOn(hardened.url(), cluster)).isEqualTo("unknown");
            String role = RestrictedRole.grant(hardened.url(), JdbcRevisionStore.ddl(options));
            JdbcRevisionStore.open(role, options).close();

            Sql.run(hardened.url(), "UPDATE " + options.schema() + ".store SET cluster = 42");
            JdbcRevisionStore.open(role, options).close();
            JdbcRevisionStore.rebaseFeed(TestDatabase.source(ownerUrl), options);
            assertThat(Sql.valueOn(hardened.url(), cluster)).isEqualTo("unknown");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT ON ", "SELECT, INSERT, UPDATE ON ", "USAGE ON "})
    void each_grant_is_needed(String privilege) throws Exception {
        JdbcOptions options = options(false).build();
        String script = JdbcRevisionStore.ddl(options);
        Sql.run(ownerUrl(), script);
        String role = RestrictedRole.grant(
                database.url(),
                script.lines().filter(line -> !line.contains(" " + privilege)).reduce("", (a, b) -> a + "\n" + b));
        assertThatExceptionOfType(BackendFaultException.class).isThrownBy(() -> {
            try (JdbcRevisionStore store = JdbcRevisionStore.open(role, options)) {
                store.append(put(key("a")));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_role_that_may_make_nothing_is_told_what_to_do(boolean rowLevelSecurity) throws Exception {
        JdbcOptions options = options(rowLevelSecurity).build();
        String role = RestrictedRole.grant(database.url(), "");
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> JdbcRevisionStore.open(role, options).close())
                .withMessageContainingAll("JdbcRevisionStore.ddl", options.schema());
    }
}
