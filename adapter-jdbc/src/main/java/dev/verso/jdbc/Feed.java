package dev.verso.jdbc;

import dev.verso.CursorExpiredException;
import dev.verso.InvalidCursorException;
import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The change feed: revisions in the order in which their transactions took their ids, as far as every transaction with a
 * lower id has ended (FEED-01, FEED-02).
 *
 * <p>A transaction that is still running may yet commit, so nothing at or above the oldest of them is shown: what is shown
 * can have nothing turn up before it. The price is that one long write transaction, in any database of the cluster, holds
 * the feed back until it ends; {@code heldBackSince} tells since when.
 *
 * @see <a href="https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-PG-SNAPSHOT">Transaction ID and Snapshot
 *     Information Functions</a>
 */
final class Feed {

    private static final String CHANGES = """
            SELECT p.resource_type, p.resource_id, p.version, p.change, p.last_updated, p.created_at, p.author, p.write_id,
                   p.erased, p.content, p.found, p.tx_id::text, p.seq, e.feed_epoch::text, x.xmin::text,
                   (SELECT last_updated FROM $schema.resource_version
                    WHERE tenant_id = z.t AND tx_id >= x.xmin ORDER BY tx_id, seq LIMIT 1) AS held_back_since
            FROM (VALUES (?::text, ?::text::xid8, ?::int)) z (t, tx_id, seq)
            CROSS JOIN $schema.store e
            CROSS JOIN (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) x
            LEFT JOIN LATERAL (
              SELECT q.*, q.content IS NULL AND q.change <> 2 AS erased
              FROM (
                SELECT r.*, count(*) OVER () AS found, row_number() OVER a AS place,
                       coalesce(sum(octet_length(r.content)) OVER (a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                FROM (
                  SELECT resource_type, resource_id, version, change, last_updated, created_at, author, write_id,
                         content, tx_id, seq
                  FROM $schema.resource_version
                  WHERE tenant_id = z.t AND (tx_id, seq) > (z.tx_id, z.seq) AND tx_id < x.xmin
                  ORDER BY tx_id, seq
                  LIMIT ?
                ) r
                WINDOW a AS (ORDER BY r.tx_id, r.seq)) q
              WHERE q.place <= ? AND q.before < ?) p ON true
            ORDER BY p.place
            """;

    private static final String END = """
            SELECT feed_epoch::text, pg_snapshot_xmin(pg_current_snapshot())::text
            FROM $schema.store
            """;

    private static final Pattern TOKEN =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(0|[1-9][0-9]{0,18}):(0|[1-9][0-9]{0,4})");

    /** Beyond the place of any entry of a batch. */
    private static final int BEYOND_SEQ = Short.MAX_VALUE;

    private final Database database;
    private final String changes;
    private final String end;

    Feed(Database database) {
        this.database = database;
        this.changes = database.statement(CHANGES);
        this.end = database.statement(END);
    }

    /** A place: after everything up to this one. */
    private record Place(Optional<String> epoch, long txId, int seq) {

        static final Place OLDEST = new Place(Optional.empty(), 0, 0);

        String token(String ofEpoch) {
            return ofEpoch + ":" + txId + ":" + seq;
        }
    }

    FeedSlice read(TenantId tenant, FeedPosition position, PageBounds bounds) {
        if (position instanceof FeedPosition.Now) {
            return atEnd(tenant);
        }
        Place start = position instanceof FeedPosition.After after ? parse(after.token()) : Place.OLDEST;
        return database.read(
                tenant,
                changes,
                p -> {
                    p.tenant(tenant).text(Long.toString(start.txId())).integer(start.seq());
                    Pages.bounds(p, bounds, Detail.CONTENT);
                },
                rows -> slice(rows, start, tenant));
    }

    private FeedSlice atEnd(TenantId tenant) {
        return database.read(tenant, end, p -> {}, row -> {
            row.next();
            Place end = new Place(Optional.empty(), Long.parseLong(row.getString(2)) - 1, BEYOND_SEQ);
            return new FeedSlice(List.of(), end.token(row.getString(1)), true, Optional.empty());
        });
    }

    private static FeedSlice slice(ResultSet rows, Place start, TenantId tenant) throws SQLException {
        rows.next();
        String epoch = rows.getString(14);
        checkEpoch(start, epoch, Long.parseLong(rows.getString(15)));
        long held = rows.getLong(16);
        Optional<Instant> heldBackSince = rows.wasNull() ? Optional.empty() : Optional.of(Micros.toInstant(held));
        long found = rows.getLong(11);
        List<FeedSlice.Entry> entries = new ArrayList<>();
        if (found > 0) {
            do {
                Place place = new Place(Optional.empty(), Long.parseLong(rows.getString(12)), rows.getInt(13));
                entries.add(new FeedSlice.Entry(Rows.keyedRecord(rows, 1, tenant), place.token(epoch)));
            } while (rows.next());
        }
        String token = entries.isEmpty()
                ? start.token(epoch)
                : entries.get(entries.size() - 1).token();
        return new FeedSlice(entries, token, entries.size() == found, heldBackSince);
    }

    private static void checkEpoch(Place start, String epoch, long xmin) {
        if (start.epoch().isPresent() && !start.epoch().get().equals(epoch)) {
            throw new CursorExpiredException(
                    "This position is of another epoch of the feed; start over at the oldest entry");
        }
        // No position was ever given out at or above the oldest running transaction, and that one only rises.
        if (start.txId() >= xmin) {
            throw new CursorExpiredException(
                    "This position is ahead of the database, which seems to have gone back to an earlier state; start over"
                            + " at the oldest entry");
        }
    }

    private static Place parse(String token) {
        Matcher parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            throw new InvalidCursorException("This is no position in a feed; give one as it was handed out");
        }
        try {
            return new Place(
                    Optional.of(parts.group(1)), Long.parseLong(parts.group(2)), Integer.parseInt(parts.group(3)));
        } catch (NumberFormatException e) {
            throw new InvalidCursorException("This is no position in a feed; give one as it was handed out");
        }
    }
}
