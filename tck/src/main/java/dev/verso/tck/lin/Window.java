package dev.verso.tck.lin;

import dev.verso.tck.lin.Verdict.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The part of a history that a violation is about: the witness, the operations on its key that were under way beside it, and
 * those that wrote the revisions that it is about.
 *
 * @param violation the violation
 * @param operations the operations shown, by the time of their calls
 * @param begin the first call of the witness and of what it is about
 * @param end the last return of it
 * @param left how many others on the key were under way in that time and are not shown
 */
record Window(Violation violation, List<Operation> operations, long begin, long end, int left) {

    static Window of(Violation violation, History history, int most) {
        List<Operation> ofKey = history.operations().stream()
                .filter(operation -> operation.key().equals(violation.key()))
                .toList();
        Map<UUID, Operation> writes = ofKey.stream()
                .filter(operation -> operation.call().writeId().isPresent())
                .collect(
                        Collectors.toMap(operation -> operation.call().writeId().orElseThrow(), Function.identity()));
        Set<Operation> needed = new HashSet<>(violation.witness());
        violation.slots().stream()
                .map(slot -> writes.get(slot.writeId()))
                .filter(operation -> operation != null)
                .forEach(needed::add);
        List<Operation> core = violation.witness().isEmpty() ? List.copyOf(needed) : violation.witness();
        long begin = core.stream().mapToLong(Operation::invoked).min().orElse(0);
        long end = core.stream().mapToLong(Window::lastSeen).max().orElse(0);
        List<Operation> beside = ofKey.stream()
                .filter(operation -> !needed.contains(operation))
                .filter(operation -> operation.invoked() <= end && lastSeen(operation) >= begin)
                .toList();
        List<Operation> shown = new ArrayList<>(needed);
        shown.addAll(beside.subList(0, Math.min(beside.size(), Math.max(0, most - needed.size()))));
        shown.sort(Comparator.comparingLong(Operation::invoked));
        long first = shown.stream().mapToLong(Operation::invoked).min().orElse(begin);
        long last = shown.stream().mapToLong(Window::lastSeen).max().orElse(end);
        return new Window(violation, shown, first, last, needed.size() + beside.size() - shown.size());
    }

    /** When the caller last knew something of the operation: its return, or its call if it did not return. */
    static long lastSeen(Operation operation) {
        return operation.returned() == Operation.NEVER ? operation.invoked() : operation.returned();
    }

    boolean isWitness(Operation operation) {
        return violation.witness().contains(operation);
    }

    /** Where a time is in the window, from 0 to 1. */
    double place(long time) {
        return end == begin ? 0 : (double) (time - begin) / (end - begin);
    }

    /** The version that an operation made, as the audit tells it, for writes that the violation is about. */
    String made(Operation operation) {
        return violation.slots().stream()
                .filter(slot -> operation
                        .call()
                        .writeId()
                        .filter(slot.writeId()::equals)
                        .isPresent())
                .map(slot -> " (made " + slot + ")")
                .findFirst()
                .orElse("");
    }
}
