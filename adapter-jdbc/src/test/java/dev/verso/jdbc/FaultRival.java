package dev.verso.jdbc;

import dev.verso.ResourceKey;
import java.sql.SQLException;
import java.util.UUID;

/** A transaction past the adapter that stands in a writer's way. */
final class FaultRival implements AutoCloseable {

    private static final String TAKE = """
            INSERT INTO verso.resource_version (tenant_id, resource_type, resource_id, version,
              last_updated, created_at, write_id, change, content)
            SELECT ?, ?, ?, ?::bigint, coalesce(max(last_updated), 0) + 1, coalesce(min(created_at), 1), ?::uuid,
                   CASE WHEN count(*) = 0 THEN 0 ELSE 1 END, '{"rival":true}'
            FROM verso.resource_version WHERE tenant_id = ? AND resource_type = ? AND resource_id = ?
            """;

    private static final String BLOCKED = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
            """;

    private static final String TERMINATE_BLOCKED = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
            """;

    private final Sql sql;
    private final Sql looks;

    private FaultRival(String url) throws SQLException {
        this.sql = Sql.on(url);
        this.looks = Sql.on(url);
        sql.connection().setAutoCommit(false);
    }

    static FaultRival at(String url) throws SQLException {
        return new FaultRival(url);
    }

    /** Takes a slot of a key; it is nobody's until the transaction ends. */
    FaultRival takes(ResourceKey key, long version) throws SQLException {
        String tenant = key.tenant().value();
        sql.update(TAKE, tenant, key.type(), key.id(), version, UUID.randomUUID(), tenant, key.type(), key.id());
        return this;
    }

    FaultRival runs(String statement) throws SQLException {
        sql.run(statement);
        return this;
    }

    /** Lets nobody read or write the table. */
    FaultRival locksTable() throws SQLException {
        return runs("LOCK TABLE verso.resource_version IN ACCESS EXCLUSIVE MODE");
    }

    /** Waits until so many sessions of the database wait for a lock. */
    void awaitBlocked(int sessions) {
        FaultCall.await("sessions wait for a lock", () -> look(BLOCKED) >= sessions);
    }

    long terminateBlocked() {
        return look(TERMINATE_BLOCKED);
    }

    private long look(String query) {
        try {
            return Long.parseLong(looks.value(query));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void commits() throws SQLException {
        sql.connection().commit();
    }

    void rollsBack() throws SQLException {
        sql.connection().rollback();
    }

    @Override
    public void close() throws SQLException {
        try (looks) {
            sql.close();
        }
    }
}
