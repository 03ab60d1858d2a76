package dev.verso.jdbc;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads of keys: heads, single revisions, versions, and what was the head at an instant. */
final class Reads {

    private static final String HEAD = """
            SELECT version, change, last_updated, created_at, author, write_id,
                   content IS NULL AND change <> 2 AS erased, content
            FROM $schema.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND resource_id = ?
            ORDER BY version DESC LIMIT 1
            """;

    private static final String HEAD_METADATA = """
            SELECT version, change, last_updated, created_at, author, write_id,
                   content IS NULL AND change <> 2 AS erased, NULL AS content
            FROM $schema.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND resource_id = ?
            ORDER BY version DESC LIMIT 1
            """;

    private static final String HEADS = """
            SELECT k.y, k.i, h.version, h.change, h.last_updated, h.created_at, h.author, h.write_id,
                   h.content IS NULL AND h.change <> 2 AS erased, CASE WHEN z.loaded THEN h.content END AS content
            FROM (VALUES (?::text, ?::boolean)) z (t, loaded)
            CROSS JOIN unnest(?::text[], ?::text[]) AS k (y, i)
            CROSS JOIN LATERAL (
              SELECT version, change, last_updated, created_at, author, write_id, content
              FROM $schema.resource_version
              WHERE tenant_id = z.t AND resource_type = k.y AND resource_id = k.i
              ORDER BY version DESC LIMIT 1) h
            WHERE h.change <> 4
            """;

    private static final String REVISION = """
            SELECT version, change, last_updated, created_at, author, write_id,
                   content IS NULL AND change <> 2 AS erased, content
            FROM $schema.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND version = ? AND change <> 4
            """;

    private static final String VERSIONS = """
            SELECT version
            FROM $schema.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND change <> 4
            ORDER BY version
            """;

    /**
     * Searches the versions for the last one that is not after the instant, by halves: times rise with versions
     * (TIME-02), and what has no time was emptied before everything that has one. OFFSET 0 keeps the planner from turning
     * each step into a read of the whole key.
     */
    private static final String AS_OF = """
            WITH RECURSIVE z (t, y, i, at) AS (VALUES (?::text, ?::text, ?::text, ?::bigint)),
            s (lo, hi) AS (
              SELECT 0::bigint, coalesce((
                SELECT version FROM $schema.resource_version
                WHERE tenant_id = z.t AND resource_type = z.y AND resource_id = z.i
                ORDER BY version DESC LIMIT 1), 0)
              FROM z
              UNION ALL
              SELECT CASE WHEN m.below THEN m.version ELSE s.lo END, CASE WHEN m.below THEN s.hi ELSE m.version - 1 END
              FROM s CROSS JOIN LATERAL (
                SELECT v.version, coalesce(v.last_updated <= z.at, true) AS below
                FROM z, $schema.resource_version v
                WHERE v.tenant_id = z.t AND v.resource_type = z.y AND v.resource_id = z.i
                  AND v.version = s.lo + (s.hi - s.lo + 1) / 2
                OFFSET 0) m
              WHERE s.lo < s.hi)
            SELECT v.version, v.change, v.last_updated, v.created_at, v.author, v.write_id,
                   v.content IS NULL AND v.change <> 2 AS erased, v.content
            FROM z, $schema.resource_version v
            WHERE v.tenant_id = z.t AND v.resource_type = z.y AND v.resource_id = z.i
              AND v.version = (SELECT lo FROM s WHERE lo = hi)
              AND v.change <> 4
            """;

    private final Database database;
    private final String head;
    private final String headMetadata;
    private final String heads;
    private final String revision;
    private final String versions;
    private final String asOf;

    Reads(Database database) {
        this.database = database;
        this.head = database.statement(HEAD);
        this.headMetadata = database.statement(HEAD_METADATA);
        this.heads = database.statement(HEADS);
        this.revision = database.statement(REVISION);
        this.versions = database.statement(VERSIONS);
        this.asOf = database.statement(AS_OF);
    }

    Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return database.read(
                key.tenant(),
                detail == Detail.CONTENT ? head : headMetadata,
                p -> p.key(key),
                row -> row.next() && row.getInt(2) != Rows.ERASURE
                        ? Optional.of(Rows.record(row, 1, key))
                        : Optional.empty());
    }

    Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<ResourceKey> wanted = List.copyOf(keys);
        TenantId tenant = wanted.get(0).tenant();
        return database.read(
                tenant,
                heads,
                p -> p.tenant(tenant)
                        .flag(detail == Detail.CONTENT)
                        .texts(wanted.stream().map(ResourceKey::type).toList())
                        .texts(wanted.stream().map(ResourceKey::id).toList()),
                rows -> byKey(rows, tenant));
    }

    private static Map<ResourceKey, RevisionRecord> byKey(ResultSet rows, TenantId tenant) throws SQLException {
        Map<ResourceKey, RevisionRecord> found = new HashMap<>();
        while (rows.next()) {
            RevisionRecord head = Rows.keyedRecord(rows, 1, tenant);
            found.put(head.metadata().key(), head);
        }
        return found;
    }

    Map<ResourceKey, RevisionMetadata> headMetadata(Collection<ResourceKey> keys) {
        return heads(keys, Detail.METADATA).values().stream()
                .map(RevisionRecord::metadata)
                .collect(Collectors.toMap(RevisionMetadata::key, Function.identity()));
    }

    Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return database.read(
                key.tenant(),
                revision,
                p -> p.key(key).number(version),
                row -> row.next() ? Optional.of(Rows.record(row, 1, key)) : Optional.empty());
    }

    List<Long> versions(ResourceKey key) {
        return database.read(key.tenant(), versions, p -> p.key(key), rows -> {
            List<Long> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
            return found;
        });
    }

    Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return database.read(
                key.tenant(),
                asOf,
                p -> p.key(key).time(instant),
                row -> row.next() ? Optional.of(Rows.record(row, 1, key)) : Optional.empty());
    }
}
