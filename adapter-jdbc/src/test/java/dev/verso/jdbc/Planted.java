package dev.verso.jdbc;

import dev.verso.ResourceKey;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row that is written past the adapter: as it would be, or as it must not be. */
record Planted(
        ResourceKey key,
        long version,
        @Nullable Integer change,
        long at,
        long createdAt,
        @Nullable String content,
        int seq) {

    private static final String INSERT = """
            INSERT INTO %s.resource_version
              (tenant_id, resource_type, resource_id, version, change, last_updated, created_at, write_id, content, seq)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String JSON = "{\"planted\":true}";

    static Planted created(ResourceKey key) {
        return new Planted(key, 1, Rows.CREATE, 1, 1, JSON, 0);
    }

    static Planted updated(ResourceKey key, long version) {
        return new Planted(key, version, 1, version, 1, JSON, 0);
    }

    static Planted deleted(ResourceKey key, long version) {
        return new Planted(key, version, Rows.DELETE, version, 1, null, 0);
    }

    static Planted marker(ResourceKey key, long version) {
        return new Planted(key, version, Rows.ERASURE, version, version, null, 0);
    }

    Planted of(@Nullable Integer otherChange) {
        return new Planted(key, version, otherChange, at, createdAt, content, seq);
    }

    Planted at(long micros) {
        return new Planted(key, version, change, micros, createdAt, content, seq);
    }

    Planted createdAt(long micros) {
        return new Planted(key, version, change, at, micros, content, seq);
    }

    Planted content(@Nullable String json) {
        return new Planted(key, version, change, at, createdAt, json, seq);
    }

    /** In another place of its transaction. */
    Planted place(int other) {
        return new Planted(key, version, change, at, createdAt, content, other);
    }

    void into(Sql sql, String schema) throws SQLException {
        sql.update(
                String.format(INSERT, '"' + schema + '"'),
                key.tenant().value(),
                key.type(),
                key.id(),
                version,
                change,
                at,
                createdAt,
                new UUID(0x7000L, version),
                content,
                seq);
    }

    void into(Sql sql) throws SQLException {
        into(sql, JdbcOptions.defaults().schema());
    }
}
