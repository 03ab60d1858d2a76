package dev.verso.jdbc;

import dev.verso.Change;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.BatchOutcome.Rejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds several revisions as one statement, all or none (BAT-01).
 *
 * <p>Keys are taken in one order, so that two batches never wait for each other in a circle. A slot that is lost between
 * the look and the insert undoes the whole statement, by the constraint that the single append is spared. Contents are
 * fetched out of their array where they are inserted: in the temporary results they would be copied at every step.
 */
final class Batches {

    private static final String APPEND_ALL = """
            WITH k AS MATERIALIZED (
              SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::uuid[])
                WITH ORDINALITY AS k (y, i, mask, expected, now, author, wid, n)
              ORDER BY y COLLATE "C", i COLLATE "C"),
            w AS MATERIALIZED (
              SELECT k.*, h.version AS hv, h.change AS hc, h.last_updated AS hl, h.created_at AS ha, h.author AS hw,
                     h.write_id AS hi, coalesce(h.version, 0) + 1 AS version,
                     greatest(k.now, h.last_updated + 1) AS at,
                     (k.mask >> coalesce(h.change, 4::smallint)) & 1 = 1
                       AND coalesce(h.version, 0) = coalesce(k.expected, h.version, 0) AS holds,
                     coalesce(h.version, 0) < 9223372036854775806 AS room
              FROM (VALUES (?::text)) z (t), k
              LEFT JOIN LATERAL (
                SELECT version, change, last_updated, created_at, author, write_id
                FROM $schema.resource_version
                WHERE tenant_id = z.t AND resource_type = k.y AND resource_id = k.i
                ORDER BY version DESC LIMIT 1) h ON true),
            i AS (
              INSERT INTO $schema.resource_version (tenant_id, resource_type, resource_id, version,
                last_updated, created_at, author, write_id, change, seq, content)
              SELECT z.t, w.y, w.i, w.version, w.at,
                     CASE WHEN coalesce(w.hc, 4) = 4 THEN w.at ELSE w.ha END, w.author, w.wid,
                     CASE WHEN z.contents[w.n] IS NULL THEN 2 WHEN coalesce(w.hc, 4) = 4 THEN 0 WHEN w.hc = 2 THEN 3 ELSE 1 END,
                     w.n, z.contents[w.n]
              FROM w, (VALUES (?::text, ?::text[])) z (t, contents)
              WHERE (SELECT bool_and(holds AND room) FROM w)
                AND (current_setting('synchronous_commit') IN ('on', 'remote_apply')
                     OR set_config('synchronous_commit', 'on', true) IS NOT NULL))
            SELECT hv, hc, hl, ha, hw, hi, holds, room, version, at FROM w ORDER BY n
            """;

    private final Database database;
    private final Reads reads;
    private final String appendAll;

    Batches(Database database, Reads reads) {
        this.database = database;
        this.reads = reads;
        this.appendAll = database.statement(APPEND_ALL);
    }

    BatchOutcome appendAll(List<Append> appends) {
        return Tries.write(() -> send(appends), () -> lost(appends));
    }

    private BatchOutcome send(List<Append> appends) throws SQLException {
        try {
            return insert(appends);
        } catch (SQLException e) {
            if (SqlStates.isTakenSlot(e)) {
                return lost(appends);
            }
            throw e;
        }
    }

    private BatchOutcome insert(List<Append> appends) throws SQLException {
        TenantId tenant = appends.get(0).key().tenant();
        return database.write(
                tenant,
                appendAll,
                p -> p.texts(each(appends, a -> a.key().type()))
                        .texts(each(appends, a -> a.key().id()))
                        .integers(each(appends, a -> Appends.mask(a.condition())))
                        .numbers(each(appends, a -> Appends.expected(a.condition())))
                        .numbers(each(appends, a -> Micros.of(a.now())))
                        .texts(each(appends, a -> a.author().orElse(null)))
                        .uuids(each(appends, Append::writeId))
                        .tenant(tenant)
                        .tenant(tenant)
                        .texts(each(appends, Appends::content)),
                rows -> outcome(rows, appends));
    }

    private static <T extends @Nullable Object> List<T> each(List<Append> appends, Function<Append, T> part) {
        List<T> parts = new ArrayList<>(appends.size());
        appends.forEach(append -> parts.add(part.apply(append)));
        return parts;
    }

    /** The rows stand in the order of the appends. What does not hold is told before what has run out of versions. */
    private static BatchOutcome outcome(ResultSet rows, List<Append> appends) throws SQLException {
        List<RevisionMetadata> written = new ArrayList<>(appends.size());
        @Nullable ResourceKey exhausted = null;
        for (int i = 0; i < appends.size(); i++) {
            rows.next();
            Append append = appends.get(i);
            Optional<RevisionMetadata> head =
                    rows.getLong(1) == 0 ? Optional.empty() : Optional.of(Rows.metadata(rows, 1, append.key()));
            if (!rows.getBoolean(7)) {
                return new Rejected(i, new Refused(head.filter(found -> found.change() != Change.ERASURE)));
            }
            if (rows.getBoolean(8)) {
                written.add(metadata(append, head, rows.getLong(9), rows.getLong(10)));
            } else if (exhausted == null) {
                exhausted = append.key();
            }
        }
        if (exhausted != null) {
            throw new VersionsExhaustedException(exhausted);
        }
        return new AllAppended(written);
    }

    private static RevisionMetadata metadata(Append append, Optional<RevisionMetadata> head, long version, long at) {
        boolean begins = version == Versions.FIRST || head.orElseThrow().change() == Change.ERASURE;
        Change change;
        if (append instanceof Append.Delete) {
            change = Change.DELETE;
        } else if (begins) {
            change = Change.CREATE;
        } else {
            change = head.orElseThrow().change() == Change.DELETE ? Change.RESTORE : Change.UPDATE;
        }
        return new RevisionMetadata(
                append.key(),
                version,
                change,
                Micros.toInstant(at),
                begins ? Micros.toInstant(at) : head.orElseThrow().createdAt(),
                append.author(),
                append.writeId());
    }

    /** Nothing was written: the heads tell which entry's condition no longer holds, if any. */
    private BatchOutcome lost(List<Append> appends) {
        Map<ResourceKey, RevisionMetadata> heads =
                reads.headMetadata(appends.stream().map(Append::key).toList());
        for (int i = 0; i < appends.size(); i++) {
            Optional<RevisionMetadata> head =
                    Optional.ofNullable(heads.get(appends.get(i).key()));
            if (!appends.get(i).condition().holds(head)) {
                return new Rejected(i, new Refused(head));
            }
        }
        return new Rejected(0, new Raced());
    }
}
