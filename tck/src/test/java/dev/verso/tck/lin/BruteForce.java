package dev.verso.tck.lin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a small history is linearizable by trying every order (Wing and Gong, "Testing and Verifying Concurrent
 * Objects", Journal of Parallel and Distributed Computing 17, 1993), all keys at once.
 */
final class BruteForce {

    private final List<Operation> operations;
    private final Map<String, List<Audit.Slot>> wanted = new HashMap<>();
    private final Set<Position> tried = new HashSet<>();

    private record Position(long done, Map<String, List<Audit.Slot>> states) {}

    private BruteForce(History history) {
        // What was rejected happened in no state; what is in the audit all the same is missing in every order.
        this.operations = history.operations().stream()
                .filter(operation -> !(operation.outcome() instanceof Outcome.Rejected))
                .toList();
        history.audits().forEach(audit -> wanted.put(audit.key(), audit.slots()));
    }

    static boolean isLinearizable(History history) {
        BruteForce search = new BruteForce(history);
        Map<String, List<Audit.Slot>> nothing = new HashMap<>();
        search.wanted.keySet().forEach(key -> nothing.put(key, List.of()));
        return search.canEnd(0, nothing);
    }

    private boolean canEnd(long done, Map<String, List<Audit.Slot>> states) {
        if (states.equals(wanted) && allSettledAreDone(done)) {
            return true;
        }
        if (!tried.add(new Position(done, states))) {
            return false;
        }
        for (int next = 0; next < operations.size(); next++) {
            if (!isDone(done, next) && mayComeNext(done, next) && canEndBy(done | 1L << next, next, states)) {
                return true;
            }
        }
        return false;
    }

    private boolean canEndBy(long done, int next, Map<String, List<Audit.Slot>> states) {
        Operation operation = operations.get(next);
        boolean unknown = operation.outcome() instanceof Outcome.Unknown;
        for (StateTable.Row row : StateTable.rows(states.get(operation.key()), operation.call())) {
            if (unknown || row.outcome().equals(operation.outcome())) {
                Map<String, List<Audit.Slot>> after = new HashMap<>(states);
                after.put(operation.key(), row.after());
                if (canEnd(done, after)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** An operation comes before another one if it had returned when that one was called; an unknown one never had. */
    private boolean mayComeNext(long done, int next) {
        for (int other = 0; other < operations.size(); other++) {
            Operation before = operations.get(other);
            if (!isDone(done, other)
                    && !(before.outcome() instanceof Outcome.Unknown)
                    && before.returned() < operations.get(next).invoked()) {
                return false;
            }
        }
        return true;
    }

    private boolean allSettledAreDone(long done) {
        List<Operation> open = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            if (!isDone(done, i)) {
                open.add(operations.get(i));
            }
        }
        return open.stream().allMatch(operation -> operation.outcome() instanceof Outcome.Unknown);
    }

    private static boolean isDone(long done, int operation) {
        return (done & 1L << operation) != 0;
    }
}
