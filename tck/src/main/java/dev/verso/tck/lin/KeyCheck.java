package dev.verso.tck.lin;

import dev.verso.Change;
import dev.verso.tck.lin.Verdict.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Checks the operations of one key: first each by itself against what the key held, then their order. */
final class KeyCheck {

    private final Audit audit;
    private final Chain chain;
    private final List<Operation> operations;
    private final Map<UUID, Operation> issued = new HashMap<>();
    private final Map<UUID, Integer> versions = new HashMap<>();

    KeyCheck(Audit audit, List<Operation> operations) {
        this.audit = audit;
        this.chain = new Chain(audit.slots());
        this.operations = operations;
        for (Operation operation : operations) {
            operation.call().writeId().ifPresent(id -> issued.put(id, operation));
        }
    }

    Optional<Violation> violation() {
        return audited().or(this::answers).or(this::order);
    }

    private Optional<Violation> audited() {
        for (int version = 1; version <= chain.last(); version++) {
            Audit.Slot slot = chain.slot(version);
            if (slot.version() != version) {
                return breach(Breach.GAP, "version " + slot.version() + " is where " + version + " belongs", version);
            }
            Integer before = versions.put(slot.writeId(), version);
            if (before != null) {
                return breach(
                        Breach.WRITTEN_TWICE,
                        "write " + slot.writeId() + " is at " + before + " and at " + version,
                        version,
                        issuer(slot));
            }
            Optional<Violation> wrong = slot(version, slot);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> slot(int version, Audit.Slot slot) {
        boolean legal = switch (slot.change()) {
            case CREATE -> version == 1;
            case RESTORE -> chain.isDeleted(version - 1);
            case UPDATE, DELETE -> chain.isLive(version - 1);
            case ERASURE -> false;
        };
        if (!legal) {
            String before =
                    version == 1 ? "an absent key" : chain.slot(version - 1).toString();
            return breach(Breach.ILLEGAL_CHANGE, slot + " comes after " + before, version, issuer(slot));
        }
        Operation write = issued.get(slot.writeId());
        if (write == null) {
            return breach(
                    Breach.UNKNOWN_WRITE,
                    slot + " was made by write " + slot.writeId() + ", which no operation on the key has",
                    version);
        }
        if (!allows(write.call(), version, slot.change())) {
            return breach(
                    Breach.WRONG_CONDITION,
                    write.call() + " took effect as " + slot + ", which its condition does not allow",
                    version,
                    write);
        }
        return slot.content().equals(contentOf(write.call(), version))
                ? Optional.empty()
                : breach(
                        Breach.WRONG_CONTENT,
                        "the content of " + slot + " is not what " + write.call() + " sent or restored",
                        version,
                        write);
    }

    private boolean allows(Call call, int version, Change change) {
        OptionalLong named = Chain.version(call);
        return switch (call.kind()) {
            case CREATE -> change == Change.CREATE;
            case CREATE_IF_NOT_LIVE -> change == Change.CREATE || change == Change.RESTORE;
            case CREATE_OR_UPDATE -> change != Change.DELETE;
            case UPDATE -> change == Change.UPDATE;
            case UPDATE_WITH_MATCH -> change == Change.UPDATE && named.equals(OptionalLong.of(version - 1L));
            case DELETE -> change == Change.DELETE;
            case DELETE_WITH_MATCH -> change == Change.DELETE && named.equals(OptionalLong.of(version - 1L));
            case RESTORE -> change == Change.RESTORE;
            case RESTORE_VERSION ->
                change == Change.RESTORE
                        && named.isPresent()
                        && named.getAsLong() < version
                        && chain.isLive((int) named.getAsLong());
            case READ, READ_BATCH, HEAD, EXISTS, CURRENT_VERSION, VREAD, LIST_VERSIONS -> false;
        };
    }

    private Optional<String> contentOf(Call call, int version) {
        return switch (call.kind()) {
            // A tombstone is always written on a live revision, so the newest content is that of the one before it.
            case RESTORE -> chain.slot(version - 2).content();
            case RESTORE_VERSION ->
                chain.slot((int) Chain.version(call).orElseThrow()).content();
            default -> call.content();
        };
    }

    private Optional<Violation> answers() {
        for (Operation operation : operations) {
            Optional<Violation> wrong = answer(operation);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> answer(Operation operation) {
        Outcome outcome = operation.outcome();
        Optional<Integer> at = operation.call().writeId().map(versions::get);
        if (outcome instanceof Outcome.Unlawful) {
            return breach(
                    Breach.UNLAWFUL_ANSWER, operation.call() + " was answered: " + outcome, at.orElse(0), operation);
        }
        if (outcome instanceof Outcome.Unknown) {
            return Optional.empty();
        }
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted(operation, accepted, at);
        }
        if (at.isPresent()) {
            return breach(
                    Breach.TRACE_OF_REFUSED,
                    operation.call() + " was refused with " + outcome + ", and is " + chain.slot(at.get()),
                    at.get(),
                    operation);
        }
        if (outcome instanceof Outcome.Rejected) {
            return Optional.empty();
        }
        if (outcome instanceof Outcome.Found found && !isAudited(found)) {
            return breach(
                    Breach.CHANGED_REVISION,
                    operation.call() + " gave " + found + ", and the key "
                            + (chain.has(found.version())
                                    ? "has another revision of that version"
                                    : "never had that version"),
                    (int) Math.min(found.version(), chain.last()),
                    operation);
        }
        return chain.firstAdmissible(operation, 0) == Chain.NONE
                ? breach(
                        Breach.IMPOSSIBLE_ANSWER,
                        operation.call() + " was answered " + outcome + ", and the key was in no state for that",
                        chain.last(),
                        operation)
                : Optional.empty();
    }

    private Optional<Violation> accepted(Operation operation, Outcome.Accepted accepted, Optional<Integer> at) {
        boolean there = at.isPresent()
                && at.get() == accepted.version()
                && chain.slot(at.get()).change() == accepted.change();
        if (there) {
            return Optional.empty();
        }
        String found = at.map(version -> "is " + chain.slot(version)).orElse("is not there");
        return breach(
                Breach.LOST_WRITE,
                operation.call() + " was acknowledged as " + accepted + ", and " + found,
                at.orElseGet(() -> (int) Math.min(accepted.version(), chain.last())),
                operation);
    }

    private boolean isAudited(Outcome.Found found) {
        if (!chain.has(found.version())) {
            return false;
        }
        Audit.Slot slot = chain.slot((int) found.version());
        return slot.change() == found.change()
                && slot.writeId().equals(found.writeId())
                && slot.content().equals(found.content());
    }

    private Optional<Violation> order() {
        List<Placed> placed = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            Integer at = operation.call().writeId().map(versions::get).orElse(null);
            if (at != null) {
                placed.add(Placed.write(operation, at));
            } else if (!(operation.outcome() instanceof Outcome.Unknown)
                    && !(operation.outcome() instanceof Outcome.Rejected)) {
                placed.add(Placed.observer(operation));
            }
        }
        return Sweep.firstWithoutPlace(chain, placed).map(this::outOfOrder);
    }

    private Violation outOfOrder(Placed impossible) {
        Placed floor = impossible.below();
        int earliest = floor == null ? 0 : floor.position() / 2;
        List<Operation> witness = Sweep.witness(chain, impossible);
        String explanation = impossible.operation().call() + " was answered "
                + impossible.operation().outcome() + ", when "
                + (floor == null
                        ? "nothing"
                        : floor.operation().call() + " -> " + floor.operation().outcome())
                + " had already shown the key at " + (earliest == 0 ? "no version" : "version " + earliest)
                + " or later";
        return new Violation(audit.key(), Breach.OUT_OF_ORDER, explanation, witness, around(witness, earliest));
    }

    private List<Audit.Slot> around(List<Operation> witness, int state) {
        int from = state;
        int to = state;
        for (Operation operation : witness) {
            Integer at = operation.call().writeId().map(versions::get).orElse(null);
            if (at != null) {
                from = Math.min(from, at);
                to = Math.max(to, at);
            }
        }
        return slots(Math.max(from, to - SHOWN), to + 1);
    }

    private static final int SHOWN = 6;

    private List<Audit.Slot> slots(int from, int to) {
        return audit.slots()
                .subList(Math.min(Math.max(0, from - 1), chain.last()), Math.max(0, Math.min(to, chain.last())));
    }

    private Operation[] issuer(Audit.Slot slot) {
        Operation write = issued.get(slot.writeId());
        return write == null ? new Operation[0] : new Operation[] {write};
    }

    private Optional<Violation> breach(Breach breach, String explanation, int version, Operation... witness) {
        return Optional.of(
                new Violation(audit.key(), breach, explanation, List.of(witness), slots(version - 2, version + 1)));
    }
}
