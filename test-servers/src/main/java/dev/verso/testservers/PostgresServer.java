package dev.verso.testservers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The PostgreSQL server that this JVM's tests share: one given by the environment, else one that Docker runs, else one from
 * the binaries that the build brings. Tests are never left out for want of a server.
 *
 * <p>Instances are thread-safe.
 */
public final class PostgresServer {

    /** The environment variable with the JDBC URL of a server to use, for a role that may create databases and roles. */
    public static final String URL_VARIABLE = "VERSO_POSTGRES_URL";

    /** The system property with the release to start where no server is given: 18 unless set. */
    public static final String RELEASE_PROPERTY = "verso.postgres";

    private static final String PREFIX = "jdbc:postgresql://";

    private final String url;

    private PostgresServer(String url) {
        this.url = url;
    }

    /**
     * Gives the server that this JVM's tests share, and starts it if need be.
     *
     * @return the server
     */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /**
     * Makes an empty database.
     *
     * @return its JDBC URL, with the credentials of the role that owns it
     */
    public String newDatabase() {
        String name = "verso_" + UUID.randomUUID().toString().replace("-", "");
        execute(url, "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'");
        return withDatabase(url, name);
    }

    /**
     * Runs a statement over a connection of its own.
     *
     * @param url the database, with credentials
     * @param statement the statement
     */
    public static void execute(String url, String statement) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("The test's server refused: " + statement, e);
        }
    }

    /**
     * Gives the URL of another role for the same database.
     *
     * @param url a JDBC URL of {@link #newDatabase()}
     * @param user the role
     * @param password its password
     * @return the URL
     */
    public static String withRole(String url, String user, String password) {
        int query = url.indexOf('?');
        String server = query < 0 ? url : url.substring(0, query);
        String others = Stream.of(
                        query < 0 ? new String[0] : url.substring(query + 1).split("&"))
                .filter(part -> !part.startsWith("user=") && !part.startsWith("password="))
                .map(part -> part + "&")
                .collect(Collectors.joining());
        return server + "?" + others + "user=" + user + "&password=" + password;
    }

    private static String withDatabase(String url, String name) {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalStateException(URL_VARIABLE + " must begin with " + PREFIX);
        }
        int hosts = url.indexOf('/', PREFIX.length());
        int query = url.indexOf('?');
        String end = query < 0 ? "" : url.substring(query);
        String server = hosts < 0 ? url.substring(0, url.length() - end.length()) : url.substring(0, hosts);
        return server + "/" + name + end;
    }

    private static final class Shared {

        static final PostgresServer SERVER = find();

        private static PostgresServer find() {
            String given = System.getenv(URL_VARIABLE);
            if (given != null && !given.isBlank()) {
                return new PostgresServer(given);
            }
            String release = System.getProperty(RELEASE_PROPERTY, LocalPostgres.RELEASES.get(0));
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return inDocker(release);
            }
            try {
                return new PostgresServer(LocalPostgres.start(release, Map.of()).url("postgres"));
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        String.format(
                                Locale.ROOT,
                                "The tests need PostgreSQL: set %s to a JDBC URL of a role that may create databases"
                                        + " and roles, or start Docker; the build's own binaries did not start",
                                URL_VARIABLE),
                        e);
            }
        }

        @SuppressWarnings("resource") // Testcontainers ends it with the JVM.
        private static PostgresServer inDocker(String release) {
            PostgreSQLContainer container = new PostgreSQLContainer(
                            DockerImageName.parse("postgres").withTag(release))
                    .withCommand("postgres", "-c", "max_connections=200");
            container.start();
            String url = container.getJdbcUrl();
            return new PostgresServer(url + (url.contains("?") ? "&" : "?") + "user=" + container.getUsername()
                    + "&password=" + container.getPassword());
        }
    }
}
