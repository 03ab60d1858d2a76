package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendException;
import dev.verso.BackendFaultException;
import dev.verso.Capability;
import dev.verso.testservers.LocalPostgres;
import dev.verso.testservers.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers, databases and roles that the contract cannot be kept on are refused when the store opens. */
class ServerTest {

    private static final String SECRET = "hunter2";

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static JdbcOptions.Builder schema() {
        return JdbcOptions.builder().schema("s" + UUID.randomUUID().toString().replace("-", ""));
    }

    private static void assertLosesOnCrash(String url, JdbcOptions.Builder options, String... words) {
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> JdbcRevisionStore.open(url, options.build()).close())
                .withMessageContainingAll(words)
                .withMessageContaining("acceptLossOnCrash");
        JdbcOptions accepted = options.acceptLossOnCrash(true).build();
        try (JdbcRevisionStore store = JdbcRevisionStore.open(url, accepted)) {
            Set<Capability> all = EnumSet.allOf(Capability.class);
            all.remove(Capability.DURABLE);
            assertThat(store.capabilities().declared()).isEqualTo(all);
        }
    }

    @Test
    void FLT_05_a_server_without_fsync_is_refused_or_accepted_as_not_durable() {
        String release = System.getProperty(PostgresServer.RELEASE_PROPERTY, LocalPostgres.RELEASES.get(0));
        try (LocalPostgres server = LocalPostgres.start(release, Map.of("fsync", "off"))) {
            assertLosesOnCrash(server.url("postgres"), schema(), "fsync = off", "fsync = on");
        }
    }

    @Test
    void FLT_05_an_unlogged_table_is_refused_or_accepted_as_not_durable() throws Exception {
        JdbcOptions.Builder options = schema();
        database.open(options.build()).close();
        Sql.run(database.url(), "ALTER TABLE " + options.build().schema() + ".resource_version SET UNLOGGED");
        assertLosesOnCrash(database.url(), options, "unlogged", "SET LOGGED");
    }

    @Test
    void FLT_05_accepting_losses_does_not_make_a_durable_server_less_so() {
        try (JdbcRevisionStore store = JdbcRevisionStore.open(
                database.url(), schema().acceptLossOnCrash(true).build())) {
            assertThat(store.capabilities().declared()).containsExactlyInAnyOrder(Capability.values());
        }
    }

    @Test
    void JSON_01_a_database_of_another_encoding_is_refused() throws Exception {
        String name = "ascii_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(
                database.url(),
                "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        String url = database.url().replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1");
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> JdbcRevisionStore.open(url).close())
                .withMessageContainingAll("SQL_ASCII", "UTF8");
        assertThat(Sql.valueOn(url, "SELECT to_regnamespace('verso') IS NULL")).isEqualTo("t");
    }

    @Test
    void TEN_01_a_role_that_row_level_security_does_not_bind_is_refused() throws Exception {
        JdbcOptions options = schema().rowLevelSecurity(true).build();
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> database.open(options).close())
                .withMessageContainingAll("superuser", "BYPASSRLS", "use another");
        assertThat(Sql.valueOn(database.url(), "SELECT to_regnamespace(?) IS NULL", options.schema()))
                .isEqualTo("t");
        String bypassing = RestrictedRole.create(database.url(), options);
        String name = Sql.valueOn(bypassing, "SELECT current_user");
        JdbcRevisionStore.open(bypassing, options).close();
        Sql.run(database.url(), "ALTER ROLE " + name + " BYPASSRLS");
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> JdbcRevisionStore.open(bypassing, options).close())
                .withMessageContaining("BYPASSRLS");
    }

    @Test
    void a_text_that_is_no_URL_is_refused_and_not_repeated() {
        for (String url : List.of(
                "",
                "localhost",
                "jdbc:mysql://localhost/verso?password=" + SECRET,
                "jdbc:postgresql://localhost:port/verso?user=u&password=" + SECRET,
                "jdbc:postgresql://u:" + SECRET + "@local host:99999999/verso",
                "jdbc:postgresql://u:" + SECRET + "@localhost/verso",
                "jdbc:postgresql://localhost:70000/verso?password=" + SECRET,
                "jdbc:postgresql:verso?password=%zz" + SECRET)) {
            assertThatExceptionOfType(BackendFaultException.class)
                    .as(url)
                    .isThrownBy(() -> JdbcRevisionStore.open(url).close())
                    .withMessageContaining("jdbc:postgresql:")
                    .satisfies(e -> assertThat(everything(e)).doesNotContain(SECRET));
        }
    }

    @Test
    void URLs_of_every_form_are_taken_for_what_they_are() {
        for (String url : List.of(
                "jdbc:postgresql:verso",
                "jdbc:postgresql://127.0.0.1/verso",
                "jdbc:postgresql://127.0.0.1:1/",
                "jdbc:postgresql://[::1]:1/verso?user=u@example&password=p/p",
                "jdbc:postgresql://127.0.0.1:1,127.0.0.1:2/verso?targetServerType=primary")) {
            assertThatExceptionOfType(BackendException.class)
                    .as(url)
                    .isThrownBy(() -> JdbcRevisionStore.open(
                                    url,
                                    schema().connectTimeout(Duration.ofSeconds(1))
                                            .build())
                            .close())
                    .withMessageNotContaining("no URL");
        }
    }

    @Test
    void no_message_tells_a_password() throws Exception {
        String role = Sql.valueOn(RestrictedRole.grant(database.url(), ""), "SELECT current_user");
        JdbcOptions options = schema().credentials(role, SECRET).build();
        assertThat(options.toString()).doesNotContain(SECRET).doesNotContain(role);
        String server = database.url().replaceFirst("\\?.*", "");
        for (String url : List.of(
                server,
                server + "?user=" + role + "&password=" + SECRET,
                server + "-none?user=" + role + "&password=" + SECRET,
                "jdbc:postgresql://localhost:1/verso?user=u&password=" + SECRET)) {
            JdbcOptions given = url.contains("?")
                    ? schema().connectTimeout(Duration.ofSeconds(1)).build()
                    : options;
            assertThatExceptionOfType(BackendException.class)
                    .as(url)
                    .isThrownBy(() -> JdbcRevisionStore.open(url, given).close())
                    .satisfies(e -> assertThat(everything(e)).doesNotContain(SECRET));
        }
    }

    /** The message, the stack and all causes, as a log would have them. */
    private static String everything(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
