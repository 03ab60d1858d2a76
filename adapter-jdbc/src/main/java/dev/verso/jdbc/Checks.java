package dev.verso.jdbc;

import dev.verso.BackendUnavailableException;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.CheckSlice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks keys in the order of tenant, type and id (FLT-02): each row against the one before it, in the server, which
 * returns what is wrong and how much it looked at. Contents are not read, only whether there are any.
 *
 * <p>Each key is found by a step over the primary key from the one before it, and its rows by that key: a page costs what
 * its keys hold, wherever it lies. OFFSET 0 keeps the planner from reading the whole table for that.
 *
 * <p>What keys hold is not known before. A page that is too much, for the server's time or for a list of what is wrong with
 * it, is asked for again with half the keys, and the pages after it grow again by and by.
 */
final class Checks {

    private static final String CHECK = """
            WITH RECURSIVE k AS (
              (SELECT tenant_id, resource_type, resource_id, 1 AS n
               FROM $schema.resource_version
               WHERE (tenant_id, resource_type, resource_id) > (?, ?, ?)
               ORDER BY tenant_id, resource_type, resource_id LIMIT 1)
              UNION ALL
              SELECT v.tenant_id, v.resource_type, v.resource_id, k.n + 1
              FROM k CROSS JOIN LATERAL (
                SELECT tenant_id, resource_type, resource_id
                FROM $schema.resource_version
                WHERE (tenant_id, resource_type, resource_id) > (k.tenant_id, k.resource_type, k.resource_id)
                ORDER BY tenant_id, resource_type, resource_id LIMIT 1) v
              WHERE k.n < ?),
            r AS MATERIALIZED (
              SELECT v.*, row_number() OVER w AS place,
                     lag(v.version) OVER w AS before_version, lag(v.change) OVER w AS before,
                     lag(v.last_updated) OVER w AS before_updated, lag(v.created_at) OVER w AS before_created,
                     lag(v.tx_id) OVER w AS before_tx, lag(v.seq) OVER w AS before_seq, lag(v.empty) OVER w AS before_empty,
                     lead(v.version) OVER w IS NULL AS last
              FROM k CROSS JOIN LATERAL (
                SELECT tenant_id, resource_type, resource_id, version, change, last_updated, created_at, tx_id, seq,
                       content IS NULL AS empty, author IS NULL AS anonymous,
                       num_nulls(last_updated, created_at, write_id, tx_id, seq) AS missing,
                       num_nonnulls(last_updated, created_at, write_id, tx_id, seq, author, content) AS kept
                FROM $schema.resource_version
                WHERE tenant_id = k.tenant_id AND resource_type = k.resource_type AND resource_id = k.resource_id
                OFFSET 0) v
              WINDOW w AS (PARTITION BY v.tenant_id, v.resource_type, v.resource_id ORDER BY v.version)),
            f AS (
              SELECT r.tenant_id, r.resource_type, r.resource_id, r.version, c.kind, c.what
              FROM r CROSS JOIN LATERAL (
                SELECT 'GAP' AS kind, 'stands where version ' || coalesce(before_version, 0) + 1 || ' is due' AS what
                WHERE version > coalesce(before_version, 0) + 1
                UNION ALL
                SELECT 'DUPLICATE', 'stands where version ' || coalesce(before_version, 0) + 1 || ' is due'
                WHERE version < coalesce(before_version, 0) + 1
                UNION ALL
                SELECT 'CHANGE', 'is of a change that cannot follow the version before it'
                WHERE CASE change
                  WHEN 0 THEN place > 1 AND before IS DISTINCT FROM 4
                  WHEN 1 THEN place = 1 OR before IS NULL OR before NOT IN (0, 1, 3)
                  WHEN 2 THEN place = 1 OR before IS NULL OR before NOT IN (0, 1, 3)
                  WHEN 3 THEN before IS DISTINCT FROM 2
                  WHEN 4 THEN place = 1 OR before IS NOT NULL
                  ELSE change IS NOT NULL OR last OR (place > 1 AND before IS NOT NULL) END
                UNION ALL
                SELECT 'TIME', 'is not dated after the one before'
                WHERE before_updated >= last_updated
                UNION ALL
                SELECT 'TIME', 'has another createdAt than its life''s first version is dated'
                WHERE CASE WHEN change IN (0, 4) THEN created_at <> last_updated
                           WHEN change IN (1, 2, 3) THEN created_at <> before_created END
                UNION ALL
                SELECT 'CONTENT', 'lacks its times, its write id or its place in the feed'
                WHERE change IS NOT NULL AND missing > 0
                UNION ALL
                SELECT 'CONTENT', 'is emptied, but holds more than its key and version'
                WHERE change IS NULL AND kept > 0
                UNION ALL
                SELECT 'CONTENT', 'has content, but none may be there'
                WHERE change IN (2, 4) AND NOT empty
                UNION ALL
                SELECT 'CONTENT', 'is erased, but has an author'
                WHERE change IN (0, 1, 3) AND empty AND NOT anonymous
                UNION ALL
                SELECT 'CONTENT', 'is a live head, but has no content'
                WHERE change IN (0, 1, 3) AND empty AND last
                UNION ALL
                SELECT 'DERIVED', 'comes before the version below it in the change feed'
                WHERE NOT empty AND NOT before_empty AND (tx_id, seq) <= (before_tx, before_seq)) c)
            SELECT (SELECT count(*) FROM k), (SELECT count(*) FROM r), e.tenant_id, e.resource_type, e.resource_id,
                   f.tenant_id, f.resource_type, f.resource_id, f.version, f.kind, f.what
            FROM (VALUES (0)) one
            LEFT JOIN LATERAL (SELECT * FROM k ORDER BY n DESC LIMIT 1) e ON true
            LEFT JOIN f ON true
            ORDER BY f.tenant_id, f.resource_type, f.resource_id, f.version
            LIMIT ?
            """;

    /** The most that a page tells: all of it is in memory at once. */
    static final int MOST_FOUND = 10_000;

    private final Database database;
    private final String check;
    private volatile int mostKeys = Integer.MAX_VALUE;

    Checks(Database database) {
        this.database = database;
        this.check = database.statement(CHECK);
    }

    /** A page of one key tells no more than {@link #MOST_FOUND} of what is wrong with it. */
    CheckSlice check(Optional<String> position, int keys) {
        String[] after = position.orElse("//").split("/", -1);
        int asked = Math.min(keys, mostKeys);
        Optional<CheckSlice> page = page(after, asked);
        if (page.isPresent() && asked < keys) {
            mostKeys = asked + asked / 8 + 1;
        }
        while (page.isEmpty()) {
            asked /= 2;
            mostKeys = asked;
            page = page(after, asked);
        }
        return page.get();
    }

    /** Gives nothing if the page was too much; one key is looked at as long as the server lets it be. */
    private Optional<CheckSlice> page(String[] after, int keys) {
        try {
            return database.readAll(
                    check,
                    p -> p.text(after[0])
                            .text(after[1])
                            .text(after[2])
                            .integer(keys)
                            .integer(MOST_FOUND + 1),
                    rows -> slice(rows, keys));
        } catch (BackendUnavailableException e) {
            if (keys > 1 && SqlStates.wasGivenUp(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<CheckSlice> slice(ResultSet rows, int limit) throws SQLException {
        rows.next();
        long keys = rows.getLong(1);
        long revisions = rows.getLong(2);
        Optional<String> next = keys < limit
                ? Optional.empty()
                : Optional.of(rows.getString(3) + "/" + rows.getString(4) + "/" + rows.getString(5));
        List<Inconsistency> found = new ArrayList<>();
        boolean more = rows.getString(6) != null;
        while (more && found.size() < MOST_FOUND) {
            found.add(inconsistency(rows));
            more = rows.next();
        }
        return more && keys > 1 ? Optional.empty() : Optional.of(new CheckSlice(found, keys, revisions, next));
    }

    private static Inconsistency inconsistency(ResultSet row) throws SQLException {
        ResourceKey key = new ResourceKey(new TenantId(row.getString(6)), row.getString(7), row.getString(8));
        return new Inconsistency(
                key, Kind.valueOf(row.getString(10)), "Version " + row.getLong(9) + " " + row.getString(11));
    }
}
