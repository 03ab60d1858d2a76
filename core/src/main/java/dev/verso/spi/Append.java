package dev.verso.spi;

import dev.verso.Content;
import dev.verso.ResourceKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A request to add one revision to a key, if a condition holds on its head.
 *
 * <p>Immutable and thread-safe. The store gives the revision version head + 1, derives its {@linkplain dev.verso.Change
 * change} from the head that it saw, dates it {@code max(now, head's lastUpdated + 1 microsecond)} (TIME-02), and copies
 * {@code createdAt} from the head unless a life begins (TIME-03).
 */
public sealed interface Append {

    /**
     * Gives the key to add to.
     *
     * @return the key
     */
    ResourceKey key();

    /**
     * Gives what is required of the head.
     *
     * @return the condition
     */
    Condition condition();

    /**
     * Gives who writes.
     *
     * @return the author, empty if unknown
     */
    Optional<String> author();

    /**
     * Gives the write's id.
     *
     * @return the id, to be stored with the revision (ERR-05)
     */
    UUID writeId();

    /**
     * Gives the core's time.
     *
     * @return the time in whole microseconds
     */
    Instant now();

    /**
     * Adds a revision with content: CREATE on an absent key, UPDATE on a live one, RESTORE on a deleted one.
     *
     * @param key the key
     * @param condition what is required of the head
     * @param content the content
     * @param author who writes
     * @param writeId the write's id
     * @param now the core's time, in whole microseconds
     * @param freshKey a hint: the core has just made this id for this very write, so the key was never used unless this
     *     same append was sent before; a store may try slot 1 without a look
     */
    record Put(
            ResourceKey key,
            Condition condition,
            Content content,
            Optional<String> author,
            UUID writeId,
            Instant now,
            boolean freshKey)
            implements Append {

        /** Checks that no part is missing. */
        public Put {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(condition, "condition");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(author, "author");
            Objects.requireNonNull(writeId, "writeId");
            Objects.requireNonNull(now, "now");
        }

        /** Gives everything but the author, who stays out of logs. */
        @Override
        public String toString() {
            return "Put[" + key + ", " + condition + ", " + content + ", write " + writeId + ", " + now + "]";
        }
    }

    /**
     * Adds a tombstone.
     *
     * @param key the key
     * @param condition {@link Condition.Live} or {@link Condition.LiveAt}
     * @param author who writes
     * @param writeId the write's id
     * @param now the core's time, in whole microseconds
     */
    record Delete(ResourceKey key, Condition condition, Optional<String> author, UUID writeId, Instant now)
            implements Append {

        /**
         * Checks that no part is missing.
         *
         * @throws IllegalArgumentException if the condition would allow a tombstone on a key that is not live
         */
        public Delete {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(author, "author");
            Objects.requireNonNull(writeId, "writeId");
            Objects.requireNonNull(now, "now");
            if (!(condition instanceof Condition.Live || condition instanceof Condition.LiveAt)) {
                throw new IllegalArgumentException("A deletion needs a live head, not " + condition);
            }
        }

        /** Gives everything but the author, who stays out of logs. */
        @Override
        public String toString() {
            return "Delete[" + key + ", " + condition + ", write " + writeId + ", " + now + "]";
        }
    }
}
