package dev.verso.jdbc;

import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the history of one key, in the order of its versions.
 *
 * <p>Times and positions become bounds of versions by a search by halves, since times rise with versions (TIME-02): a page
 * costs the same wherever in a long history it lies.
 */
final class KeyHistories {

    private static final String NEWEST_FIRST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND change <> 4
                ORDER BY version DESC
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.version DESC)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final String OLDEST_FIRST = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND change <> 4
                ORDER BY version
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.version)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final String NEWEST_FIRST_BETWEEN = """
            WITH RECURSIVE z (t, y, i) AS (VALUES (?::text, ?::text, ?::text)),
            s (edge, at, version, lo, hi) AS (
              SELECT e.edge, e.at, e.version, 0::bigint, coalesce((
                SELECT version FROM $schema.resource_version
                WHERE tenant_id = z.t AND resource_type = z.y AND resource_id = z.i
                ORDER BY version DESC LIMIT 1), 0)
              FROM z, (VALUES ('lower', ?::bigint, ?::bigint), ('upper', ?::bigint, ?::bigint)) e (edge, at, version)
              UNION ALL
              SELECT s.edge, s.at, s.version,
                     CASE WHEN m.below THEN m.version ELSE s.lo END, CASE WHEN m.below THEN s.hi ELSE m.version - 1 END
              FROM s CROSS JOIN LATERAL (
                SELECT v.version, coalesce((v.last_updated, v.version) < (s.at, s.version), true) AS below
                FROM z, $schema.resource_version v
                WHERE v.tenant_id = z.t AND v.resource_type = z.y AND v.resource_id = z.i
                  AND v.version = s.lo + (s.hi - s.lo + 1) / 2
                OFFSET 0) m
              WHERE s.lo < s.hi)
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND change <> 4
                  AND version > (SELECT lo FROM s WHERE edge = 'lower' AND lo = hi)
                  AND version <= (SELECT lo FROM s WHERE edge = 'upper' AND lo = hi)
                ORDER BY version DESC
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.version DESC)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final String OLDEST_FIRST_BETWEEN = """
            WITH RECURSIVE z (t, y, i) AS (VALUES (?::text, ?::text, ?::text)),
            s (edge, at, version, lo, hi) AS (
              SELECT e.edge, e.at, e.version, 0::bigint, coalesce((
                SELECT version FROM $schema.resource_version
                WHERE tenant_id = z.t AND resource_type = z.y AND resource_id = z.i
                ORDER BY version DESC LIMIT 1), 0)
              FROM z, (VALUES ('lower', ?::bigint, ?::bigint), ('upper', ?::bigint, ?::bigint)) e (edge, at, version)
              UNION ALL
              SELECT s.edge, s.at, s.version,
                     CASE WHEN m.below THEN m.version ELSE s.lo END, CASE WHEN m.below THEN s.hi ELSE m.version - 1 END
              FROM s CROSS JOIN LATERAL (
                SELECT v.version, coalesce((v.last_updated, v.version) < (s.at, s.version), true) AS below
                FROM z, $schema.resource_version v
                WHERE v.tenant_id = z.t AND v.resource_type = z.y AND v.resource_id = z.i
                  AND v.version = s.lo + (s.hi - s.lo + 1) / 2
                OFFSET 0) m
              WHERE s.lo < s.hi)
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.content IS NULL AND p.change <> 2 AS erased, CASE WHEN p.loaded THEN p.content END AS content, p.found
            FROM (
              SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                     coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (
                SELECT ?::boolean AS loaded, resource_type, resource_id, version, change, last_updated, created_at, author, write_id, content
                FROM $schema.resource_version
                WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND change <> 4
                  AND version > (SELECT lo FROM s WHERE edge = 'lower' AND lo = hi)
                  AND version <= (SELECT lo FROM s WHERE edge = 'upper' AND lo = hi)
                ORDER BY version
                LIMIT ?
              ) r
              WINDOW a AS (ORDER BY r.version)) p
            WHERE p.place <= ? AND p.before < ?
            ORDER BY p.place
            """;

    private static final Edge START = new Edge(Long.MIN_VALUE, 0);
    private static final Edge END = new Edge(Long.MAX_VALUE, 0);
    private static final Comparator<Edge> ORDER =
            Comparator.comparingLong(Edge::at).thenComparingLong(Edge::version);

    private final Database database;
    private final String newestFirst;
    private final String oldestFirst;
    private final String newestFirstBetween;
    private final String oldestFirstBetween;

    KeyHistories(Database database) {
        this.database = database;
        this.newestFirst = database.statement(NEWEST_FIRST);
        this.oldestFirst = database.statement(OLDEST_FIRST);
        this.newestFirstBetween = database.statement(NEWEST_FIRST_BETWEEN);
        this.oldestFirstBetween = database.statement(OLDEST_FIRST_BETWEEN);
    }

    /** A place between revisions: before the one of this time and version. */
    private record Edge(long at, long version) {

        static Edge before(Instant instant) {
            return new Edge(Micros.of(instant), 0);
        }

        static Edge before(Position position) {
            return new Edge(Micros.of(position.lastUpdated()), position.version());
        }

        static Edge after(Position position) {
            return new Edge(Micros.of(position.lastUpdated()), position.version() + 1);
        }
    }

    Slice<RevisionRecord, Position> page(HistoryRequest request, ResourceKey key) {
        boolean newest = request.order() == Order.NEWEST_FIRST;
        Edge lower = request.since().map(Edge::before).orElse(START);
        Edge upper = request.before().map(Edge::before).orElse(END);
        if (request.after().isPresent()) {
            Position after = request.after().get();
            lower = newest ? lower : Collections.max(List.of(lower, Edge.after(after)), ORDER);
            upper = newest ? Collections.min(List.of(upper, Edge.before(after)), ORDER) : upper;
        }
        return lower.equals(START) && upper.equals(END)
                ? whole(request, key, newest ? newestFirst : oldestFirst)
                : between(request, key, newest ? newestFirstBetween : oldestFirstBetween, lower, upper);
    }

    private Slice<RevisionRecord, Position> whole(HistoryRequest request, ResourceKey key, String statement) {
        return database.read(
                key.tenant(),
                statement,
                p -> {
                    p.flag(request.detail() == Detail.CONTENT).key(key);
                    Pages.bounds(p, request.bounds(), request.detail());
                },
                rows -> Pages.slice(rows, key.tenant(), Pages::position));
    }

    private Slice<RevisionRecord, Position> between(
            HistoryRequest request, ResourceKey key, String statement, Edge lower, Edge upper) {
        return database.read(
                key.tenant(),
                statement,
                p -> {
                    p.key(key)
                            .number(lower.at())
                            .number(lower.version())
                            .number(upper.at())
                            .number(upper.version())
                            .flag(request.detail() == Detail.CONTENT)
                            .key(key);
                    Pages.bounds(p, request.bounds(), request.detail());
                },
                rows -> Pages.slice(rows, key.tenant(), Pages::position));
    }
}
