package dev.verso.spi;

import dev.verso.RevisionMetadata;
import java.util.Objects;
import java.util.Optional;

/** The answer to an {@link Append}; only {@link Appended} has written something. */
public sealed interface AppendOutcome {

    /**
     * The revision was added, or, where the server reports that its slot is taken, this same write already holds it: the same
     * write id with the same content (ERR-06).
     *
     * @param metadata the revision's metadata, as a re-read will give it (TIME-01)
     */
    record Appended(RevisionMetadata metadata) implements AppendOutcome {

        /** Checks that the metadata is there. */
        public Appended {
            Objects.requireNonNull(metadata, "metadata");
        }
    }

    /** The answers that have written nothing. */
    sealed interface NotAppended extends AppendOutcome permits Refused, Raced {}

    /**
     * The condition does not hold.
     *
     * @param head the head that it was judged by; empty if the key is absent, a marker included
     */
    record Refused(Optional<RevisionMetadata> head) implements NotAppended {

        /** Checks that the head is not null. */
        public Refused {
            Objects.requireNonNull(head, "head");
        }
    }

    /** The condition held when the store looked, but another write has taken the slot since. */
    record Raced() implements NotAppended {}
}
