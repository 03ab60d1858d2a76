package dev.verso.spi;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of the feed as a store hands it out.
 *
 * @param entries the entries in the feed's fixed order
 * @param token the place after this page, for {@link FeedPosition.After}
 * @param caughtUp whether the page reached the end that the feed had when the store looked
 * @param heldBackSince {@code lastUpdated} of the oldest revision that is already acknowledged but not yet let into the
 *     feed; empty if there is none, or the store cannot hold any back
 */
public record FeedSlice(List<Entry> entries, String token, boolean caughtUp, Optional<Instant> heldBackSince) {

    /** Copies the list. */
    public FeedSlice {
        entries = List.copyOf(entries);
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(heldBackSince, "heldBackSince");
    }

    /**
     * One entry of the feed.
     *
     * @param revision a resource or a tombstone with its content loaded, an erased revision, or a marker
     * @param token the place after this entry
     */
    public record Entry(RevisionRecord revision, String token) {

        /** Checks that no part is missing. */
        public Entry {
            Objects.requireNonNull(revision, "revision");
            Objects.requireNonNull(token, "token");
        }
    }
}
