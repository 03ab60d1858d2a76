package dev.verso.jdbc;

import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Lists and counts what is live, by the index of the revisions that begin or end a life. */
final class Lists {

    /** The newest row of a key in the index says whether the key is live; its head may be an update after it. */
    private static final String LIST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, p.content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT h.*
                FROM (VALUES (?::text, ?::text, ?::text)) z (t, y, after)
                CROSS JOIN LATERAL (
                  SELECT DISTINCT ON (resource_id) resource_id, change
                  FROM $schema.resource_version
                  WHERE tenant_id = z.t AND resource_type = z.y AND resource_id > z.after AND change <> 1
                  ORDER BY resource_id, version DESC) e
                CROSS JOIN LATERAL (
                  SELECT resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                  FROM $schema.resource_version
                  WHERE tenant_id = z.t AND resource_type = z.y AND resource_id = e.resource_id
                  ORDER BY version DESC LIMIT 1) h
                WHERE e.change IN (0, 3)
                ORDER BY e.resource_id
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.resource_id)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    /** A life adds one when it begins and takes it away when it ends; an erasure leaves nothing of it to be summed. */
    private static final String COUNT_OF_TYPE = """
            SELECT coalesce(sum(CASE change WHEN 2 THEN -1 WHEN 4 THEN 0 ELSE 1 END), 0)
            FROM $schema.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND change <> 1
            """;

    private static final String COUNT_OF_TENANT = """
            SELECT coalesce(sum(CASE change WHEN 2 THEN -1 WHEN 4 THEN 0 ELSE 1 END), 0)
            FROM $schema.resource_version
            WHERE tenant_id = ? AND change <> 1
            """;

    private final Database database;
    private final String list;
    private final String countOfType;
    private final String countOfTenant;

    Lists(Database database) {
        this.database = database;
        this.list = database.statement(LIST);
        this.countOfType = database.statement(COUNT_OF_TYPE);
        this.countOfTenant = database.statement(COUNT_OF_TENANT);
    }

    Slice<RevisionRecord, String> list(TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return database.read(
                tenant,
                list,
                p -> {
                    p.tenant(tenant).text(type).text(afterId.orElse(""));
                    Pages.bounds(p, bounds, Detail.CONTENT);
                },
                rows -> Pages.slice(rows, tenant, last -> last.key().id()));
    }

    long count(TenantId tenant, Optional<String> type) {
        return type.isPresent()
                ? database.read(tenant, countOfType, p -> p.tenant(tenant).text(type.get()), Lists::number)
                : database.read(tenant, countOfTenant, p -> p.tenant(tenant), Lists::number);
    }

    private static long number(ResultSet row) throws SQLException {
        row.next();
        return row.getLong(1);
    }
}
