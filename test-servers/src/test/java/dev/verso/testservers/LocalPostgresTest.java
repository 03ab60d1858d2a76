package dev.verso.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPostgresTest {

    @ParameterizedTest
    @ValueSource(strings = {"15", "18"})
    void a_killed_server_comes_back_with_what_was_committed_on_the_same_port(String release) throws SQLException {
        try (LocalPostgres server = LocalPostgres.start(release, Map.of())) {
            String url = server.url("postgres");
            PostgresServer.execute(url, "CREATE TABLE kept AS SELECT 7 AS n");

            server.kill();
            assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
            server.restart();

            assertThat(server.url("postgres")).isEqualTo(url);
            assertThat(ask(url, "SELECT n FROM kept")).isEqualTo("7");
            assertThat(ask(url, "SHOW server_version")).startsWith(release + ".");
            assertThat(ask(url, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(url, "SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void a_paused_server_answers_nothing_until_it_goes_on() throws SQLException {
        try (LocalPostgres server = LocalPostgres.start("18", Map.of("work_mem", "5MB"))) {
            String url = server.url("postgres") + "&socketTimeout=1";
            assertThat(ask(url, "SHOW work_mem")).isEqualTo("5MB");

            server.pause();
            assertThatThrownBy(() -> ask(url, "SELECT 1")).hasRootCauseInstanceOf(SocketTimeoutException.class);
            server.resume();

            assertThat(ask(server.url("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void a_release_without_binaries_is_refused_by_name() {
        assertThatThrownBy(() -> LocalPostgres.start("9", Map.of())).hasMessageContaining("[18, 15]");
    }

    @Test
    void the_role_of_a_url_is_replaced() {
        assertThat(PostgresServer.withRole("jdbc:postgresql://h:1/d?user=a&password=b&ssl=true", "c", "d"))
                .isEqualTo("jdbc:postgresql://h:1/d?ssl=true&user=c&password=d");
        assertThat(PostgresServer.withRole("jdbc:postgresql://h:1/d?user=a", "c", "d"))
                .isEqualTo("jdbc:postgresql://h:1/d?user=c&password=d");
    }

    private static String ask(String url, String question) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }
}
