package dev.verso.tck.load;

import dev.verso.tck.lin.History;
import dev.verso.tck.lin.Operation;
import dev.verso.tck.lin.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How much the operations of a history met: what a history of operations that never met proves is little.
 *
 * @param overlaps pairs of operations on one key that were under way at the same time
 * @param acrossInstances those of them that went through two instances
 * @param races pairs of writes of one key that were under way at the same time, at least one of them acknowledged
 * @param conflicts writes that were refused for what another one had done: VersionConflict or OptimisticLockFailure
 */
public record Contention(long overlaps, long acrossInstances, long races, long conflicts) {

    private static final long ENOUGH = 20;

    /**
     * Finds the contention of a history.
     *
     * @param history the history
     * @return its contention
     */
    public static Contention of(History history) {
        long overlaps = pairs(history, operation -> true, Operation::key);
        long within = pairs(history, operation -> true, operation -> operation.key() + " " + operation.instance());
        long writes = pairs(history, operation -> operation.call().kind().isWrite(), Operation::key);
        long refused = pairs(
                history,
                operation -> operation.call().kind().isWrite() && !(operation.outcome() instanceof Outcome.Accepted),
                Operation::key);
        long conflicts = history.operations().stream()
                .filter(operation -> operation.outcome() instanceof Outcome.VersionConflict
                        || operation.outcome() instanceof Outcome.OptimisticLockFailure)
                .count();
        return new Contention(overlaps, overlaps - within, writes - refused, conflicts);
    }

    private static long pairs(History history, Predicate<Operation> counted, Function<Operation, String> together) {
        return history.operations().stream().filter(counted).collect(Collectors.groupingBy(together)).values().stream()
                .mapToLong(Contention::overlapping)
                .sum();
    }

    private static long overlapping(List<Operation> operations) {
        List<Operation> calls = new ArrayList<>(operations);
        calls.sort(Comparator.comparingLong(Operation::invoked));
        List<Operation> returns = new ArrayList<>(operations);
        returns.sort(Comparator.comparingLong(Operation::returned));
        long pairs = 0;
        int begun = 0;
        int over = 0;
        for (Operation next : calls) {
            while (returns.get(over).returned() < next.invoked()) {
                over++;
            }
            pairs += begun - over;
            begun++;
        }
        return pairs;
    }

    /**
     * Adds the contention of another history.
     *
     * @param other the other one
     * @return the sum
     */
    public Contention plus(Contention other) {
        return new Contention(
                overlaps + other.overlaps,
                acrossInstances + other.acrossInstances,
                races + other.races,
                conflicts + other.conflicts);
    }

    /**
     * Tells whether the operations met often enough for a verdict to mean anything.
     *
     * @return whether each count is at least 20
     */
    public boolean isSufficient() {
        return Math.min(Math.min(overlaps, acrossInstances), Math.min(races, conflicts)) >= ENOUGH;
    }

    /** Gives the counts, and says INCOMPLETE where they are too low. */
    @Override
    public String toString() {
        return "overlapping pairs " + overlaps + ", across instances " + acrossInstances + ", races " + races
                + ", conflicts " + conflicts + (isSufficient() ? "" : " - INCOMPLETE: fewer than " + ENOUGH);
    }
}
