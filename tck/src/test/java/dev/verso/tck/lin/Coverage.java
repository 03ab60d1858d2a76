package dev.verso.tck.lin;

import dev.verso.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Which answers of the contract's table histories hold, so that agreement on them means something. */
final class Coverage {

    /** A match that another one's delete took the next version from, and that was not told so. */
    static final String LOST_TO_A_DELETE = "OptimisticLockFailure, lost to a delete";

    /** A write that took effect on top of one that began when its own caller had been told that its outcome is unknown. */
    static final String LATE_EFFECT = "Unknown, and took effect late";

    private Coverage() {}

    /** Gives every answer to every kind of operation that the table has in any state, and what histories alone can show. */
    static Set<String> ofTheTable() {
        Set<String> all = new TreeSet<>(Set.of(LOST_TO_A_DELETE, LATE_EFFECT));
        for (Kind kind : Kind.values()) {
            all.add(words(kind, new Outcome.Rejected("any")));
            if (kind.isWrite()) {
                all.add(words(kind, new Outcome.Unknown()));
            }
            for (List<Audit.Slot> state : states()) {
                for (String version : kind.namesVersion() ? List.of("1", "2", "3", "4", "x") : List.of("")) {
                    StateTable.rows(state, call(kind, version)).forEach(row -> all.add(words(kind, row.outcome())));
                }
            }
        }
        return all;
    }

    /** Absent, and every way to three versions. */
    private static List<List<Audit.Slot>> states() {
        List<List<Audit.Slot>> states = new ArrayList<>();
        states.add(List.of());
        for (int i = 0; i < states.size(); i++) {
            List<Audit.Slot> state = states.get(i);
            if (state.size() < 3) {
                for (Kind kind : List.of(Kind.CREATE_OR_UPDATE, Kind.DELETE)) {
                    StateTable.rows(state, call(kind, "")).stream()
                            .map(StateTable.Row::after)
                            .filter(after -> after.size() > state.size())
                            .forEach(states::add);
                }
            }
        }
        return states;
    }

    private static Call call(Kind kind, String version) {
        return new Call(
                kind,
                kind.namesVersion() ? Optional.of(version) : Optional.empty(),
                kind.isWrite() ? Optional.of(UUID.randomUUID()) : Optional.empty(),
                kind.sendsContent() ? Optional.of("content") : Optional.empty());
    }

    /** Gives what a history holds of it. */
    static Set<String> of(History history) {
        Set<String> found = new TreeSet<>();
        Map<UUID, Operation> writes = new HashMap<>();
        Map<String, List<Audit.Slot>> keys = new HashMap<>();
        history.audits().forEach(audit -> keys.put(audit.key(), audit.slots()));
        for (Operation operation : history.operations()) {
            found.add(words(operation.call().kind(), operation.outcome()));
            operation.call().writeId().ifPresent(id -> writes.put(id, operation));
            if (isLostToADelete(operation, keys.getOrDefault(operation.key(), List.of()))) {
                found.add(LOST_TO_A_DELETE);
            }
        }
        if (keys.values().stream().anyMatch(slots -> hasLateEffect(slots, writes))) {
            found.add(LATE_EFFECT);
        }
        return found;
    }

    private static boolean isLostToADelete(Operation operation, List<Audit.Slot> slots) {
        return operation.outcome() instanceof Outcome.OptimisticLockFailure
                && operation.call().kind().isMatch()
                && slots.stream()
                        .anyMatch(slot -> slot.change() == Change.DELETE
                                && operation.call().version().equals(Optional.of(Long.toString(slot.version() - 1))));
    }

    private static boolean hasLateEffect(List<Audit.Slot> slots, Map<UUID, Operation> writes) {
        for (int i = 1; i < slots.size(); i++) {
            Operation write = writes.get(slots.get(i).writeId());
            Operation below = writes.get(slots.get(i - 1).writeId());
            if (write != null
                    && below != null
                    && write.outcome() instanceof Outcome.Unknown
                    && write.returned() < below.invoked()) {
                return true;
            }
        }
        return false;
    }

    private static String words(Kind kind, Outcome outcome) {
        String how = outcome.getClass().getSimpleName();
        if (outcome instanceof Outcome.Accepted accepted) {
            how += " " + accepted.change();
        } else if (outcome instanceof Outcome.Found found) {
            how += " " + found.change();
        } else if (outcome instanceof Outcome.Exists exists) {
            how += " " + exists.live();
        } else {
            how += outcome.toString().endsWith(")") ? " that names the head" : "";
        }
        return kind.label() + " -> " + how;
    }
}
