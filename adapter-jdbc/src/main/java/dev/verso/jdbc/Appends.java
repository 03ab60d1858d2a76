package dev.verso.jdbc;

import dev.verso.Change;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds one revision: compare-and-append as one statement (LOCK-01).
 *
 * <p>The statement looks at the head and inserts slot head + 1 if the condition holds on it. Slots are never freed, so where
 * the insert succeeds, what was looked at was the head; where it meets another row, the write was raced.
 */
final class Appends {

    /**
     * One text for every condition, for contents and for tombstones. The mask has bit c for each change c of a head that
     * the condition allows; an absent key counts as a marker. A commit that need not reach the disk, or that of a
     * synchronous standby, is made to.
     */
    private static final String APPEND = """
            WITH h AS MATERIALIZED (
              SELECT version, change, last_updated, created_at, author, write_id
              FROM $schema.resource_version
              WHERE tenant_id = ? AND resource_type = ? AND resource_id = ?
              ORDER BY version DESC LIMIT 1),
            w AS (
              SELECT coalesce(h.version, 0) + 1 AS version, coalesce(h.change, 4::smallint) AS was,
                     greatest(?::bigint, h.last_updated + 1) AS at, h.created_at
              FROM (VALUES (0)) one LEFT JOIN h ON true),
            i AS (
              INSERT INTO $schema.resource_version (tenant_id, resource_type, resource_id, version,
                last_updated, created_at, author, write_id, change, content)
              SELECT ?, ?, ?, w.version, w.at, CASE WHEN w.was = 4 THEN w.at ELSE w.created_at END, ?, ?,
                     CASE WHEN c.content IS NULL THEN 2 WHEN w.was = 4 THEN 0 WHEN w.was = 2 THEN 3 ELSE 1 END, c.content
              FROM w, (VALUES (?::text)) c (content)
              WHERE (?::int >> w.was) & 1 = 1
                AND w.version - 1 = coalesce(?::bigint, w.version - 1)
                AND w.version < 9223372036854775807
                AND (current_setting('synchronous_commit') IN ('on', 'remote_apply')
                     OR set_config('synchronous_commit', 'on', true) IS NOT NULL)
              ON CONFLICT (tenant_id, resource_type, resource_id, version) DO NOTHING
              RETURNING version, change, last_updated, created_at)
            SELECT h.version, h.change, h.last_updated, h.created_at, h.author, h.write_id,
                   i.version, i.change, i.last_updated, i.created_at
            FROM (VALUES (0)) one LEFT JOIN h ON true LEFT JOIN i ON true
            """;

    /** For a key that was never used before: a slot 1 that is taken sends the append on to the statement above. */
    private static final String APPEND_FIRST = """
            INSERT INTO $schema.resource_version (tenant_id, resource_type, resource_id, version,
              last_updated, created_at, author, write_id, change, content)
            SELECT ?, ?, ?, 1, ?, ?, ?, ?, 0, ?
            WHERE current_setting('synchronous_commit') IN ('on', 'remote_apply')
               OR set_config('synchronous_commit', 'on', true) IS NOT NULL
            ON CONFLICT (tenant_id, resource_type, resource_id, version) DO NOTHING
            RETURNING version
            """;

    private static final String SLOT = """
            SELECT version, change, last_updated, created_at, author, write_id
            FROM $schema.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? AND version = ? AND write_id = ?
              AND content IS NOT DISTINCT FROM ?
            """;

    private final Database database;
    private final String append;
    private final String appendFirst;
    private final String slot;

    Appends(Database database) {
        this.database = database;
        this.append = database.statement(APPEND);
        this.appendFirst = database.statement(APPEND_FIRST);
        this.slot = database.statement(SLOT);
    }

    AppendOutcome append(Append append) {
        if (append instanceof Append.Put put && put.freshKey()) {
            Optional<Appended> first = Tries.write(() -> appendFirst(put), Optional::<Appended>empty);
            if (first.isPresent()) {
                return first.get();
            }
        }
        return settle(append, Tries.write(() -> compareAndAppend(append), Looked::lost));
    }

    /** The head that the statement saw, and what it made of it. */
    private record Looked(Optional<RevisionMetadata> head, Optional<RevisionMetadata> appended, boolean undone) {

        static Looked lost() {
            return new Looked(Optional.empty(), Optional.empty(), true);
        }
    }

    private Looked compareAndAppend(Append append) throws SQLException {
        return database.write(
                append.key().tenant(),
                this.append,
                p -> p.key(append.key())
                        .time(append.now())
                        .key(append.key())
                        .text(append.author())
                        .uuid(append.writeId())
                        .text(content(append))
                        .integer(mask(append.condition()))
                        .number(expected(append.condition())),
                row -> looked(row, append));
    }

    private static Looked looked(ResultSet row, Append append) throws SQLException {
        row.next();
        ResourceKey key = append.key();
        Optional<RevisionMetadata> head =
                row.getLong(1) == 0 ? Optional.empty() : Optional.of(Rows.metadata(row, 1, key));
        if (row.getLong(7) == 0) {
            return new Looked(head, Optional.empty(), false);
        }
        RevisionMetadata appended = new RevisionMetadata(
                key,
                row.getLong(7),
                Rows.change(row.getInt(8)),
                Micros.toInstant(row.getLong(9)),
                Micros.toInstant(row.getLong(10)),
                append.author(),
                append.writeId());
        return new Looked(head, Optional.of(appended), false);
    }

    private Optional<Appended> appendFirst(Append.Put put) throws SQLException {
        return database.write(
                put.key().tenant(),
                appendFirst,
                p -> p.key(put.key())
                        .time(put.now())
                        .time(put.now())
                        .text(put.author())
                        .uuid(put.writeId())
                        .text(put.content().json()),
                row -> row.next()
                        ? Optional.of(new Appended(new RevisionMetadata(
                                put.key(),
                                Versions.FIRST,
                                Change.CREATE,
                                put.now(),
                                put.now(),
                                put.author(),
                                put.writeId())))
                        : Optional.empty());
    }

    private AppendOutcome settle(Append append, Looked looked) {
        if (looked.appended().isPresent()) {
            return new Appended(looked.appended().get());
        }
        if (looked.undone()) {
            return new Raced();
        }
        Optional<RevisionMetadata> head = looked.head().filter(found -> found.change() != Change.ERASURE);
        if (!append.condition().holds(head)) {
            return new Refused(head);
        }
        long last = looked.head().map(RevisionMetadata::version).orElse(0L);
        if (last >= Versions.LAST) {
            throw new VersionsExhaustedException(append.key());
        }
        return ownSlot(append, last + 1).<AppendOutcome>map(Appended::new).orElseGet(Raced::new);
    }

    /**
     * The slot was found taken: by this very write, if it was sent before and its answer was lost. The same write id with
     * other content is another write (ERR-06).
     */
    private Optional<RevisionMetadata> ownSlot(Append append, long version) {
        return database.read(
                append.key().tenant(),
                slot,
                p -> p.key(append.key()).number(version).uuid(append.writeId()).text(content(append)),
                row -> row.next() ? Optional.of(Rows.metadata(row, 1, append.key())) : Optional.empty());
    }

    static @Nullable String content(Append append) {
        return append instanceof Append.Put put ? put.content().json() : null;
    }

    static int mask(Condition condition) {
        if (condition instanceof Condition.Any) {
            return 0b11111;
        } else if (condition instanceof Condition.Absent) {
            return 0b10000;
        } else if (condition instanceof Condition.NotLive) {
            return 0b10100;
        } else if (condition instanceof Condition.DeletedAt) {
            return 0b00100;
        }
        return 0b01011;
    }

    static @Nullable Long expected(Condition condition) {
        if (condition instanceof Condition.LiveAt live) {
            return live.version();
        }
        return condition instanceof Condition.DeletedAt deleted ? deleted.version() : null;
    }
}
