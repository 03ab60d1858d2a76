package dev.verso.jdbc;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.EraseOutcome.Erased;
import dev.verso.spi.EraseOutcome.Raced;
import dev.verso.spi.EraseOutcome.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Erases keys and versions, each by one statement (ERA-01, ERA-03). */
final class Eraser {

    /**
     * Takes slot head + 1 for a marker, and empties every slot below it. That is all of them: slot head + 1 was free, and
     * who sees a head sees every version below it. A marker of an earlier erasure is emptied too, but not counted.
     */
    private static final String ERASE_KEY = """
            WITH h AS MATERIALIZED (
              SELECT version, change, last_updated
              FROM $schema.resource_version
              WHERE tenant_id = ? AND resource_type = ? AND resource_id = ?
              ORDER BY version DESC LIMIT 1),
            m AS (
              INSERT INTO $schema.resource_version (tenant_id, resource_type, resource_id, version,
                last_updated, created_at, write_id, change)
              SELECT ?, ?, ?, h.version + 1, greatest(z.at, h.last_updated + 1), greatest(z.at, h.last_updated + 1), ?, 4
              FROM h, (VALUES (?::bigint)) z (at)
              WHERE h.change <> 4 AND h.version < 9223372036854775806
                AND (current_setting('synchronous_commit') IN ('on', 'remote_apply')
                     OR set_config('synchronous_commit', 'on', true) IS NOT NULL)
              ON CONFLICT (tenant_id, resource_type, resource_id, version) DO NOTHING
              RETURNING version, last_updated),
            e AS (
              UPDATE $schema.resource_version v
              SET tx_id = NULL, seq = NULL, last_updated = NULL, created_at = NULL, author = NULL, write_id = NULL,
                  change = NULL, content = NULL
              FROM m
              WHERE v.tenant_id = ? AND v.resource_type = ? AND v.resource_id = ?
                AND v.version < m.version AND v.change IS NOT NULL
              RETURNING v.version),
            f AS (
              SELECT max(version) AS version
              FROM $schema.resource_version
              WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND change = 4)
            SELECT h.version, h.change, m.last_updated,
                   (SELECT array_agg(e.version ORDER BY e.version) FROM e WHERE e.version IS DISTINCT FROM f.version)
            FROM f LEFT JOIN h ON true LEFT JOIN m ON true
            """;

    /** Takes content and author from one revision below the head, and moves it to the end of the feed. */
    private static final String ERASE_VERSION = """
            WITH h AS MATERIALIZED (
              SELECT version, change, last_updated, created_at, author, write_id
              FROM $schema.resource_version
              WHERE tenant_id = ? AND resource_type = ? AND resource_id = ?
              ORDER BY version DESC LIMIT 1),
            e AS (
              UPDATE $schema.resource_version v
              SET content = NULL, author = NULL, tx_id = pg_current_xact_id(), seq = 0
              FROM h
              WHERE v.tenant_id = ? AND v.resource_type = ? AND v.resource_id = ? AND v.version = ?
                AND v.version < h.version AND v.content IS NOT NULL
                AND (current_setting('synchronous_commit') IN ('on', 'remote_apply')
                     OR set_config('synchronous_commit', 'on', true) IS NOT NULL)
              RETURNING v.version)
            SELECT h.version, h.change, h.last_updated, h.created_at, h.author, h.write_id, e.version
            FROM (VALUES (0)) one LEFT JOIN h ON true LEFT JOIN e ON true
            """;

    private final Database database;
    private final String eraseKey;
    private final String eraseVersion;

    Eraser(Database database) {
        this.database = database;
        this.eraseKey = database.statement(ERASE_KEY);
        this.eraseVersion = database.statement(ERASE_VERSION);
    }

    EraseOutcome erase(Erase erase) {
        return Tries.write(
                () -> erase.version().isPresent()
                        ? eraseVersion(erase, erase.version().getAsLong())
                        : eraseKey(erase),
                Raced::new);
    }

    private EraseOutcome eraseKey(Erase erase) throws SQLException {
        ResourceKey key = erase.key();
        return database.write(
                key.tenant(),
                eraseKey,
                p -> p.key(key)
                        .key(key)
                        .uuid(erase.writeId())
                        .time(erase.now())
                        .key(key)
                        .key(key),
                row -> ofKey(row, erase));
    }

    private static EraseOutcome ofKey(ResultSet row, Erase erase) throws SQLException {
        row.next();
        long head = row.getLong(1);
        if (head == 0 || row.getInt(2) == Rows.ERASURE) {
            return new Erased(List.of(), erase.now());
        }
        long at = row.getLong(3);
        if (!row.wasNull()) {
            return new Erased(versions(row), Micros.toInstant(at));
        }
        if (head >= Versions.LAST) {
            throw new VersionsExhaustedException(erase.key());
        }
        return new Raced();
    }

    private static List<Long> versions(ResultSet row) throws SQLException {
        return List.copyOf(Arrays.asList((Long[]) row.getArray(4).getArray()));
    }

    private EraseOutcome eraseVersion(Erase erase, long version) throws SQLException {
        ResourceKey key = erase.key();
        return database.write(
                key.tenant(),
                eraseVersion,
                p -> p.key(key).key(key).number(version),
                row -> ofVersion(row, erase, version));
    }

    private static EraseOutcome ofVersion(ResultSet row, Erase erase, long version) throws SQLException {
        row.next();
        long head = row.getLong(1);
        if (head == 0 || row.getInt(2) == Rows.ERASURE) {
            return new Erased(List.of(), erase.now());
        }
        RevisionMetadata metadata = Rows.metadata(row, 1, erase.key());
        boolean liveHead = version == head && row.getInt(2) != Rows.DELETE;
        if (version > head || liveHead) {
            return new Refused(metadata);
        }
        return new Erased(row.getLong(7) == 0 ? List.of() : List.of(version), erase.now());
    }
}
