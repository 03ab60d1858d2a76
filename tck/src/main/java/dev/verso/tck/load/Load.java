package dev.verso.tck.load;

import dev.verso.tck.lin.History;
import dev.verso.tck.lin.LinearizabilityChecker;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.lin.Verdict;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a {@link Workload} did.
 *
 * @param history every operation, and the audit
 * @param contention how much the operations met
 */
public record Load(History history, Contention contention) {

    /** Checks that both are there. */
    public Load {
        Objects.requireNonNull(history, "history");
        Objects.requireNonNull(contention, "contention");
    }

    /**
     * Checks the history.
     *
     * @return the checker's verdict
     */
    public Verdict verdict() {
        return LinearizabilityChecker.check(history);
    }

    /**
     * Counts the operations by how they ended.
     *
     * @return for instance {@code Accepted}, {@code Unknown}, {@code Rejected}, with their numbers
     */
    public Map<String, Long> outcomes() {
        Map<String, Long> counts = new TreeMap<>();
        history.operations()
                .forEach(
                        operation -> counts.merge(operation.outcome().getClass().getSimpleName(), 1L, Long::sum));
        return counts;
    }

    /**
     * Counts the operations that ended in one way.
     *
     * @param outcome the way
     * @return their number
     */
    public long count(Class<? extends Outcome> outcome) {
        return history.operations().stream()
                .filter(operation -> outcome.isInstance(operation.outcome()))
                .count();
    }
}
