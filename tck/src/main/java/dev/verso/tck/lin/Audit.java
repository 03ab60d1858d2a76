package dev.verso.tck.lin;

import dev.verso.Change;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a key held when all was over: every version, read one by one after quiescence.
 *
 * <p>Immutable and thread-safe.
 *
 * @param key the key, in the words of its operations
 * @param slots the revisions in the order in which the store listed them; empty if the key is absent
 */
public record Audit(String key, List<Slot> slots) {

    /** Copies the list. */
    public Audit {
        Objects.requireNonNull(key, "key");
        slots = List.copyOf(slots);
    }

    /**
     * One revision.
     *
     * @param version its version
     * @param change its change
     * @param writeId the id of the write that made it
     * @param content the digest of its content; empty for a tombstone
     */
    public record Slot(long version, Change change, UUID writeId, Optional<String> content) {

        /** Checks that no part is missing. */
        public Slot {
            Objects.requireNonNull(change, "change");
            Objects.requireNonNull(writeId, "writeId");
            Objects.requireNonNull(content, "content");
        }

        @Override
        public String toString() {
            return "v" + version + " " + change;
        }
    }
}
