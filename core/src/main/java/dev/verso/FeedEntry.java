package dev.verso;

import java.util.Objects;

/**
 * One entry of the change feed.
 *
 * @param revision a resource, a tombstone, an erased revision, or the marker of an erasure
 * @param cursor the place after this entry: a consumer that keeps it goes on without a miss (FEED-02, FEED-04)
 */
public record FeedEntry(Revision revision, String cursor) {

    /** Checks that no part is missing. */
    public FeedEntry {
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(cursor, "cursor");
    }
}
