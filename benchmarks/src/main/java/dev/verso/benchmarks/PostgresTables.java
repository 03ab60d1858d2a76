package dev.verso.benchmarks;

import dev.verso.jdbc.JdbcOptions;
import dev.verso.jdbc.JdbcRevisionStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema of its own for each measurement, and beside it the table that is the floor: contents by a number. */
final class PostgresTables implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url;
    private final String schema = "benchmark_" + COUNT.incrementAndGet();
    private final JdbcRevisionStore store;
    private final Connection connection;

    PostgresTables(String url) throws SQLException {
        this(url, 20);
    }

    PostgresTables(String url, int connections) throws SQLException {
        this.url = url;
        this.connection = connect();
        execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        this.store = JdbcRevisionStore.open(
                url, JdbcOptions.builder().schema(schema).poolSize(connections).build());
        execute("CREATE TABLE " + floor() + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content text)");
        execute("DO $$ BEGIN ALTER TABLE " + floor() + " ALTER COLUMN content SET COMPRESSION lz4;"
                + " EXCEPTION WHEN feature_not_supported THEN NULL; END $$");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url + (url.contains("?") ? "&" : "?") + "prepareThreshold=1");
    }

    JdbcRevisionStore store() {
        return store;
    }

    String url() {
        return url;
    }

    String schema() {
        return schema;
    }

    String revisions() {
        return schema + ".resource_version";
    }

    String floor() {
        return schema + ".floor";
    }

    /** The floor of writes: a durable insert of the content and nothing else. */
    PreparedStatement insert(Connection on) throws SQLException {
        return on.prepareStatement("INSERT INTO " + floor() + " (content) VALUES (?)");
    }

    /** The floor of reads: the content by its number. */
    PreparedStatement select(Connection on) throws SQLException {
        return on.prepareStatement("SELECT content FROM " + floor() + " WHERE id = ?");
    }

    static byte[] read(PreparedStatement select, long id) throws SQLException {
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    void execute(String statement) throws SQLException {
        try (Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    long number(String query) throws SQLException {
        try (Statement jdbc = connection.createStatement();
                ResultSet row = jdbc.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    String text(String query) throws SQLException {
        try (Statement jdbc = connection.createStatement();
                ResultSet row = jdbc.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        store.close();
        execute("DROP SCHEMA " + schema + " CASCADE");
        connection.close();
    }
}
