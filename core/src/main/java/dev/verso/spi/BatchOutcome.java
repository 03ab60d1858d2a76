package dev.verso.spi;

import dev.verso.RevisionMetadata;
import java.util.List;
import java.util.Objects;

/** The answer to a batch of {@link Append}s: all were added, or none. */
public sealed interface BatchOutcome {

    /**
     * All revisions were added.
     *
     * @param metadata of each revision, in the order of the appends
     */
    record AllAppended(List<RevisionMetadata> metadata) implements BatchOutcome {

        /** Copies the list. */
        public AllAppended {
            metadata = List.copyOf(metadata);
        }
    }

    /**
     * Nothing was written.
     *
     * @param index of one append whose own condition did not hold, or that lost a race; from 0
     * @param reason why that one could not be added
     */
    record Rejected(int index, AppendOutcome.NotAppended reason) implements BatchOutcome {

        /** Checks that the reason is there. */
        public Rejected {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
