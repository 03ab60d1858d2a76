package dev.verso.tck.lin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides exactly whether a history is linearizable, per key and in real time, under the contract's table of states and
 * operations (LOCK-06).
 *
 * <p>Takes O(m log m) time and O(m) memory for m operations; {@linkplain dev.verso.tck.lin the package} tells why that
 * suffices. Stateless and thread-safe.
 */
public final class LinearizabilityChecker {

    private LinearizabilityChecker() {}

    /**
     * Checks a history.
     *
     * @param history the history
     * @return {@link Verdict.Linearizable}, or the first violation, by the order of the audits
     */
    public static Verdict check(History history) {
        Map<String, List<Operation>> byKey = new HashMap<>();
        for (Operation operation : history.operations()) {
            byKey.computeIfAbsent(operation.key(), any -> new ArrayList<>()).add(operation);
        }
        for (Audit audit : history.audits()) {
            Optional<Verdict.Violation> violation =
                    new KeyCheck(audit, byKey.getOrDefault(audit.key(), List.of())).violation();
            if (violation.isPresent()) {
                return violation.get();
            }
        }
        return new Verdict.Linearizable(
                history.operations().size(), history.audits().size());
    }
}
