package dev.verso.jdbc;

import dev.verso.testservers.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** A role that may do what the DDL says that a role needs at run time, and nothing more. */
final class RestrictedRole {

    static final String PASSWORD = "an-open-secret";

    private static final String GRANT = "-- GRANT";
    private static final String NAMED = " TO application";

    private RestrictedRole() {}

    /**
     * Makes the tables as their owner, and a role that did not.
     *
     * @return the URL of the role
     */
    static String create(String ownerUrl, JdbcOptions options) throws SQLException {
        String script = JdbcRevisionStore.ddl(options);
        Sql.run(ownerUrl, script);
        return grant(ownerUrl, script);
    }

    /** Makes a role with the grants that the script names. */
    static String grant(String ownerUrl, String script) throws SQLException {
        String name = "role_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(ownerUrl, "CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "'");
        for (String grant : grants(script)) {
            Sql.run(ownerUrl, grant.replace(NAMED, " TO " + name));
        }
        return PostgresServer.withRole(ownerUrl, name, PASSWORD);
    }

    static List<String> grants(String script) {
        return script.lines()
                .filter(line -> line.startsWith(GRANT))
                .map(line -> line.substring("-- ".length()))
                .toList();
    }
}
