package dev.verso.spi;

import dev.verso.RevisionMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The answer to an {@link Erase}; only {@link Erased} may have written something. */
public sealed interface EraseOutcome {

    /**
     * The erasure took effect, or there was nothing to erase (ERA-05).
     *
     * @param versions the versions that were emptied, ascending: of a whole key those of its present life, though a marker
     *     of an earlier erasure is emptied with them. Empty if there was nothing to erase, and nothing was written
     * @param at the marker's time; the request's where no marker was written
     */
    record Erased(List<Long> versions, Instant at) implements EraseOutcome {

        /** Copies the list. */
        public Erased {
            versions = List.copyOf(versions);
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * The one version cannot be erased alone: it is the live head, or above the head (ERA-03).
     *
     * @param head the head that it was judged by
     */
    record Refused(RevisionMetadata head) implements EraseOutcome {

        /** Checks that the head is there. */
        public Refused {
            Objects.requireNonNull(head, "head");
        }
    }

    /** Another write took the marker's slot; nothing was written. */
    record Raced() implements EraseOutcome {}
}
