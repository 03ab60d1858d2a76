package dev.verso.architecture.violations.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** The adapter that may speak SQL: no rule complains of it. */
public final class JdbcRevisionStore {

    void commit(Connection connection) throws SQLException {
        connection.commit();
    }
}
