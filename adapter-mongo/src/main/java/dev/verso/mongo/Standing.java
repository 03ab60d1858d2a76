package dev.verso.mongo;

import dev.verso.Change;

/**
 * What a writer must know of the revision before its own; no more of it is remembered.
 *
 * @param version its version
 * @param change what it did
 * @param lastUpdated when, in microseconds
 * @param createdAt when its life began, in microseconds
 * @param first the first version of its life
 */
record Standing(long version, Change change, long lastUpdated, long createdAt, long first) {

    /** Whether the key is absent after it. */
    boolean isMarker() {
        return change == Change.ERASURE;
    }

    boolean isTombstone() {
        return change == Change.DELETE;
    }

    boolean isLive() {
        return !isMarker() && !isTombstone();
    }
}
