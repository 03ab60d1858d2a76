package dev.verso.memory;

import dev.verso.CursorExpiredException;
import dev.verso.InvalidCursorException;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The change feed of one tenant: its revisions in the order of their tickets.
 *
 * <p>A write takes its ticket while it holds its key's lock, takes effect, and then puts its row at the ticket's place. A
 * reader stops before the first ticket that is taken and whose row is not there yet, or is of a batch that is not committed:
 * nothing can turn up behind it (FEED-02).
 */
final class Feed {

    private static final int SEGMENT = 512;
    private static final Pattern TOKEN =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(0|[1-9][0-9]{0,17})");

    /** Stands where a revision was that has moved on or was emptied (ERA-04). */
    private static final Place VACANT = Place.before(0);

    private final ConcurrentMap<Long, AtomicReferenceArray<Place>> segments = new ConcurrentHashMap<>();
    private final AtomicLong taken = new AtomicLong();

    /** Every ticket below it is settled; it only saves {@link #settledEnd()} a walk, so a lower value does no harm. */
    private volatile long settled;

    long takeTicket() {
        return taken.getAndIncrement();
    }

    /** Gives the next ticket: every revision that was acknowledged by now has a lower one. */
    long end() {
        return taken.get();
    }

    void publish(Row row) {
        segment(row.ticket()).set(offset(row.ticket()), row);
    }

    void vacate(Row row) {
        segment(row.ticket()).set(offset(row.ticket()), VACANT);
    }

    boolean holds(Row row) {
        return place(row.ticket()) == row;
    }

    /** Reads a page. A row is shown if its slot still holds it, not if an erasure has just taken it away. */
    FeedSlice read(FeedPosition position, PageBounds bounds, Revisions revisions) {
        long end = taken.get();
        long at = start(position, end, revisions.identity());
        PageFill<FeedSlice.Entry> page = new PageFill<>(bounds);
        while (at < end && !page.isFull() && isSettled(at)) {
            Place place = place(at);
            at++;
            if (place instanceof Row row && revisions.chain(row.key()).slot(row.version()) == row) {
                String token = revisions.identity() + ":" + at;
                page.add(new FeedSlice.Entry(row.record(Detail.CONTENT), token), row.contentBytes());
            }
        }
        Optional<Instant> heldBackSince = page.isFull() ? Optional.empty() : oldest(at, end);
        return new FeedSlice(page.items(), revisions.identity() + ":" + at, at == end, heldBackSince);
    }

    private long start(FeedPosition position, long end, UUID epoch) {
        if (position instanceof FeedPosition.After after) {
            return ticket(after.token(), end, epoch);
        }
        return position instanceof FeedPosition.Now ? settledEnd() : 0;
    }

    private static long ticket(String token, long end, UUID epoch) {
        Matcher parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            throw new InvalidCursorException("This is no position in a feed; give one as it was handed out");
        }
        if (!parts.group(1).equals(epoch.toString())) {
            throw new CursorExpiredException(
                    "This position is of another epoch of the feed; start over at the oldest entry");
        }
        long ticket = Long.parseLong(parts.group(2));
        if (ticket > end) {
            throw new InvalidCursorException("This position is beyond the feed's end; give one as it was handed out");
        }
        return ticket;
    }

    /** Gives the end for who starts at now: a write under way may still get a place from there on. */
    private long settledEnd() {
        long end = taken.get();
        long at = settled;
        while (at < end && isSettled(at)) {
            at++;
        }
        settled = at;
        return at;
    }

    private boolean isSettled(long ticket) {
        Place place = place(ticket);
        return place instanceof Row row ? row.isCommitted() : place != null;
    }

    /** Finds the oldest revision that waits behind a write under way. */
    private Optional<Instant> oldest(long from, long end) {
        long oldest = Long.MAX_VALUE;
        for (long ticket = from; ticket < end; ticket++) {
            if (place(ticket) instanceof Row row && row.isCommitted()) {
                oldest = Math.min(oldest, row.lastUpdated());
            }
        }
        return oldest == Long.MAX_VALUE ? Optional.empty() : Optional.of(Micros.toInstant(oldest));
    }

    private @Nullable Place place(long ticket) {
        AtomicReferenceArray<Place> segment = segments.get(ticket / SEGMENT);
        return segment == null ? null : segment.get(offset(ticket));
    }

    private AtomicReferenceArray<Place> segment(long ticket) {
        AtomicReferenceArray<Place> known = segments.get(ticket / SEGMENT);
        return known != null
                ? known
                : segments.computeIfAbsent(ticket / SEGMENT, any -> new AtomicReferenceArray<>(SEGMENT));
    }

    private static int offset(long ticket) {
        return (int) (ticket % SEGMENT);
    }
}
