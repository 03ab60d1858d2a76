package dev.verso;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * One page of the change feed; a feed has no end, so there is always a cursor to go on with.
 *
 * @param entries the entries, in the feed's one fixed order (FEED-01)
 * @param cursor the place after this page
 * @param caughtUp whether the page reached the end that the feed had then: a consumer waits a little before it asks again
 * @param lag how long the oldest write that is already acknowledged, but not yet let into the feed, has been waiting;
 *     zero if there is none (FEED-01)
 */
public record FeedPage(List<FeedEntry> entries, String cursor, boolean caughtUp, Duration lag) {

    /** Copies the list. */
    public FeedPage {
        entries = List.copyOf(entries);
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(lag, "lag");
    }
}
