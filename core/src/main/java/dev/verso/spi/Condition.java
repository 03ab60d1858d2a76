package dev.verso.spi;

import dev.verso.Change;
import dev.verso.RevisionMetadata;
import java.util.Optional;

/**
 * What a write requires of the head.
 *
 * <p>Immutable and thread-safe. A head that is the marker of an erasure counts as absent.
 */
public sealed interface Condition {

    /**
     * Tells whether the condition holds.
     *
     * @param head the head; empty if the key is absent, a marker included
     * @return whether the write may follow it
     */
    boolean holds(Optional<RevisionMetadata> head);

    /** Holds always. */
    record Any() implements Condition {

        @Override
        public boolean holds(Optional<RevisionMetadata> head) {
            return true;
        }

        @Override
        public String toString() {
            return "any state";
        }
    }

    /** Holds if the key is absent. */
    record Absent() implements Condition {

        @Override
        public boolean holds(Optional<RevisionMetadata> head) {
            return head.isEmpty();
        }

        @Override
        public String toString() {
            return "absent";
        }
    }

    /** Holds if the key is absent or deleted. */
    record NotLive() implements Condition {

        @Override
        public boolean holds(Optional<RevisionMetadata> head) {
            return !isLive(head);
        }

        @Override
        public String toString() {
            return "not live";
        }
    }

    /** Holds if the key is live. */
    record Live() implements Condition {

        @Override
        public boolean holds(Optional<RevisionMetadata> head) {
            return isLive(head);
        }

        @Override
        public String toString() {
            return "live";
        }
    }

    /**
     * Holds if the key is live at this version.
     *
     * @param version the expected version, positive; it may be any {@code long} above zero
     */
    record LiveAt(long version) implements Condition {

        @Override
        public boolean holds(Optional<RevisionMetadata> head) {
            return isLive(head) && head.get().version() == version;
        }

        @Override
        public String toString() {
            return "live at version " + version;
        }
    }

    /**
     * Holds if the key is deleted and this is its tombstone's version.
     *
     * @param version the tombstone's version
     */
    record DeletedAt(long version) implements Condition {

        @Override
        public boolean holds(Optional<RevisionMetadata> head) {
            return head.isPresent()
                    && head.get().change() == Change.DELETE
                    && head.get().version() == version;
        }

        @Override
        public String toString() {
            return "deleted at version " + version;
        }
    }

    private static boolean isLive(Optional<RevisionMetadata> head) {
        return head.isPresent()
                && head.get().change() != Change.DELETE
                && head.get().change() != Change.ERASURE;
    }
}
