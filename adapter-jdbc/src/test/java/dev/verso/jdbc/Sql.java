package dev.verso.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A connection past the adapter. Not thread-safe. */
final class Sql implements AutoCloseable {

    private final Connection connection;

    private Sql(Connection connection) {
        this.connection = connection;
    }

    static Sql on(String url) throws SQLException {
        return new Sql(DriverManager.getConnection(url));
    }

    /** Works on a connection of somebody else's, who closes it. */
    static Sql on(Connection connection) {
        return new Sql(connection);
    }

    static void run(String url, String... statements) throws SQLException {
        try (Sql sql = on(url)) {
            for (String statement : statements) {
                sql.run(statement);
            }
        }
    }

    static String valueOn(String url, String query, Object... parameters) throws SQLException {
        try (Sql sql = on(url)) {
            return sql.value(query, parameters);
        }
    }

    Connection connection() {
        return connection;
    }

    void run(String statement) throws SQLException {
        try (Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    int update(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement jdbc = prepare(statement, parameters)) {
            return jdbc.executeUpdate();
        }
    }

    /** Gives the first column of the only row. */
    String value(String query, Object... parameters) throws SQLException {
        List<String> rows = list(query, parameters);
        if (rows.size() != 1) {
            throw new IllegalStateException(rows.size() + " rows where one is wanted: " + query);
        }
        return rows.get(0);
    }

    /** Looks again and again until a query gives a value. */
    void await(String value, String query, Object... parameters) {
        FaultCall.await("this gives " + value + ": " + query, () -> {
            try {
                return value(query, parameters).equals(value);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Gives the first column of all rows. */
    List<String> list(String query, Object... parameters) throws SQLException {
        try (PreparedStatement jdbc = prepare(query, parameters);
                ResultSet rows = jdbc.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        }
    }

    private PreparedStatement prepare(String statement, Object... parameters) throws SQLException {
        PreparedStatement jdbc = connection.prepareStatement(statement);
        for (int i = 0; i < parameters.length; i++) {
            jdbc.setObject(i + 1, parameters[i]);
        }
        return jdbc;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
