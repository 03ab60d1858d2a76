package dev.verso.tck.lin;

import java.util.List;
import java.util.Objects;

/** What the checker says of a history. */
public sealed interface Verdict {

    /**
     * Every key's operations can be ordered so that each takes effect between its call and its return, and each gives what
     * the contract's table says.
     *
     * @param operations how many operations were checked
     * @param keys how many keys
     */
    record Linearizable(int operations, int keys) implements Verdict {}

    /**
     * No such order exists.
     *
     * @param key the key
     * @param breach what should be so and is not
     * @param explanation what was found, in words without content
     * @param witness operations that are impossible together given what the key held at the end, in the order of their
     *     calls; without any one of them the rest would be possible. Empty if the audit alone is impossible
     * @param slots the audited revisions that the witness is about
     */
    record Violation(String key, Breach breach, String explanation, List<Operation> witness, List<Audit.Slot> slots)
            implements Verdict {

        /** Copies the lists. */
        public Violation {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(breach, "breach");
            Objects.requireNonNull(explanation, "explanation");
            witness = List.copyOf(witness);
            slots = List.copyOf(slots);
        }
    }
}
