package dev.verso;

import java.util.Objects;

/**
 * Where a consumer takes up the change feed (FEED-04).
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface FeedStart {

    /**
     * Starts at the oldest entry that the feed has.
     *
     * @return the start
     */
    static FeedStart oldest() {
        return new Oldest();
    }

    /**
     * Starts at now: with the writes that are acknowledged after the call began.
     *
     * @return the start
     */
    static FeedStart now() {
        return new Now();
    }

    /**
     * Goes on after an entry or a page.
     *
     * @param cursor an entry's or a page's cursor
     * @return the start
     */
    static FeedStart after(String cursor) {
        return new After(cursor);
    }

    /** The oldest entry that the feed has. */
    record Oldest() implements FeedStart {}

    /** The end of the feed at the time of the call. */
    record Now() implements FeedStart {}

    /**
     * The place after an entry or a page.
     *
     * @param cursor an entry's or a page's cursor
     */
    record After(String cursor) implements FeedStart {

        /** Checks that the cursor is there. */
        public After {
            Objects.requireNonNull(cursor, "cursor");
        }
    }
}
