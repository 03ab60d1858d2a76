package dev.verso.jdbc;

import dev.verso.HistoryQuery.Order;
import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.OfType;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.sql.SQLException;

/**
 * Reads the histories of types and of tenants, in the order of times, then keys, then versions (HIS-02).
 *
 * <p>The bounds of time stand beside the position, which alone would say as much: they are what the indexes, which end with
 * the time, can begin and end a walk by. That the write id, or the time of creation, is there holds of every revision: it
 * is the predicate of the index that is there for the statement, and of no other.
 */
final class Histories {

    private static final String TYPE_NEWEST_FIRST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND resource_type = ? AND write_id IS NOT NULL AND change <> 4
                  AND last_updated BETWEEN ? AND ?
                  AND (last_updated, resource_id, version) < (?, ?, ?)
                ORDER BY last_updated DESC, resource_id DESC, version DESC
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.last_updated DESC, r.resource_id DESC, r.version DESC)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final String TYPE_OLDEST_FIRST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND resource_type = ? AND write_id IS NOT NULL AND change <> 4
                  AND last_updated BETWEEN ? AND ?
                  AND (last_updated, resource_id, version) > (?, ?, ?)
                ORDER BY last_updated, resource_id, version
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.last_updated, r.resource_id, r.version)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final String TENANT_NEWEST_FIRST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND created_at IS NOT NULL AND change <> 4
                  AND last_updated BETWEEN ? AND ?
                  AND (last_updated, resource_type || '', resource_id, version) < (?, ?, ?, ?)
                ORDER BY last_updated DESC, resource_type DESC, resource_id DESC, version DESC
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.last_updated DESC, r.resource_type DESC, r.resource_id DESC, r.version DESC)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final String TENANT_OLDEST_FIRST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND created_at IS NOT NULL AND change <> 4
                  AND last_updated BETWEEN ? AND ?
                  AND (last_updated, resource_type || '', resource_id, version) > (?, ?, ?, ?)
                ORDER BY last_updated, resource_type, resource_id, version
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.last_updated, r.resource_type, r.resource_id, r.version)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private final Database database;
    private final String typeNewestFirst;
    private final String typeOldestFirst;
    private final String tenantNewestFirst;
    private final String tenantOldestFirst;

    Histories(Database database) {
        this.database = database;
        this.typeNewestFirst = database.statement(TYPE_NEWEST_FIRST);
        this.typeOldestFirst = database.statement(TYPE_OLDEST_FIRST);
        this.tenantNewestFirst = database.statement(TENANT_NEWEST_FIRST);
        this.tenantOldestFirst = database.statement(TENANT_OLDEST_FIRST);
    }

    Slice<RevisionRecord, Position> ofType(HistoryRequest request, OfType scope) {
        return database.read(
                scope.tenant(),
                isNewestFirst(request) ? typeNewestFirst : typeOldestFirst,
                p -> {
                    p.flag(request.detail() == Detail.CONTENT)
                            .tenant(scope.tenant())
                            .text(scope.type());
                    times(p, request);
                    p.number(startTime(request))
                            .text(request.after().map(Position::id).orElse(""))
                            .number(startVersion(request));
                    Pages.bounds(p, request.bounds(), request.detail());
                },
                rows -> Pages.slice(rows, scope.tenant(), Pages::position));
    }

    Slice<RevisionRecord, Position> ofTenant(HistoryRequest request, TenantId tenant) {
        return database.read(
                tenant,
                isNewestFirst(request) ? tenantNewestFirst : tenantOldestFirst,
                p -> {
                    p.flag(request.detail() == Detail.CONTENT).tenant(tenant);
                    times(p, request);
                    p.number(startTime(request))
                            .text(request.after().map(Position::type).orElse(""))
                            .text(request.after().map(Position::id).orElse(""))
                            .number(startVersion(request));
                    Pages.bounds(p, request.bounds(), request.detail());
                },
                rows -> Pages.slice(rows, tenant, Pages::position));
    }

    private static boolean isNewestFirst(HistoryRequest request) {
        return request.order() == Order.NEWEST_FIRST;
    }

    /** The first and the last time that the page may hold. */
    private static void times(Parameters parameters, HistoryRequest request) throws SQLException {
        long since = request.since().map(Micros::of).orElse(Long.MIN_VALUE);
        long last = request.before().map(before -> Micros.of(before) - 1).orElse(Long.MAX_VALUE);
        long start = startTime(request);
        if (isNewestFirst(request)) {
            parameters.number(since).number(Math.min(start, last));
        } else {
            parameters.number(Math.max(start, since)).number(last);
        }
    }

    /** The time that the page begins after; the first page begins beyond any time that there is. */
    private static long startTime(HistoryRequest request) {
        return request.after()
                .map(after -> Micros.of(after.lastUpdated()))
                .orElse(isNewestFirst(request) ? Long.MAX_VALUE : Long.MIN_VALUE);
    }

    private static long startVersion(HistoryRequest request) {
        return request.after().map(Position::version).orElse(0L);
    }
}
