package dev.verso.spi;

import java.util.Objects;

/** Where a page of the feed begins. */
public sealed interface FeedPosition {

    /** The oldest entry that the feed has. */
    record Oldest() implements FeedPosition {}

    /** The end of the feed: what takes effect after the call began comes after it. */
    record Now() implements FeedPosition {}

    /**
     * The place after an entry.
     *
     * @param token what the store gave out as that place: at most 256 characters, epoch of the feed included (FEED-03)
     */
    record After(String token) implements FeedPosition {

        /** Checks that the token is there. */
        public After {
            Objects.requireNonNull(token, "token");
        }
    }
}
