package dev.verso.tck.lin;

import dev.verso.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

/** Makes small random histories: valid ones, by playing the contract's table, and corrupted copies of them. */
final class SmallHistories {

    private static final List<String> NO_VERSIONS = List.of("", "0", "01", "x", "-1", "9223372036854775808");

    private final Random random;

    SmallHistories(Random random) {
        this.random = random;
    }

    private record Planned(String key, int invoked, int effect, int returned, boolean unknown) {}

    /** A history that happened. */
    History valid() {
        int keys = random.nextInt(5) == 0 ? 2 : 1;
        int many = 2 + random.nextInt(6);
        int span = 3 + random.nextInt(25);
        List<Planned> plan = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            plan.add(planned("k" + random.nextInt(keys), span));
        }
        Collections.shuffle(plan, random);
        plan.sort(Comparator.comparingInt(Planned::effect));
        Map<String, List<Audit.Slot>> states = new HashMap<>();
        for (int i = 0; i < keys; i++) {
            states.put("k" + i, List.of());
        }
        List<Operation> operations = new ArrayList<>();
        for (Planned planned : plan) {
            operations.add(happen(planned, operations.size(), states));
        }
        Collections.shuffle(operations, random);
        List<Audit> audits = new ArrayList<>();
        states.forEach((key, slots) -> audits.add(new Audit(key, slots)));
        return new History(0, Map.of(), operations, audits);
    }

    /** Times are few, so that many are equal; an unknown effect may come late. */
    private Planned planned(String key, int span) {
        int effect = random.nextInt(span);
        int invoked = effect - random.nextInt(1 + span / 3);
        boolean unknown = random.nextInt(6) == 0;
        int returned = unknown ? invoked + random.nextInt(3) : effect + random.nextInt(1 + span / 3);
        return new Planned(key, invoked, effect, returned, unknown);
    }

    private Operation happen(Planned planned, int number, Map<String, List<Audit.Slot>> states) {
        List<Audit.Slot> state = states.get(planned.key());
        Call call = call(state, random.nextInt(2) == 0 ? Kind.values() : WRITES);
        List<StateTable.Row> rows = StateTable.rows(state, call);
        // Keys with a longer past have more to get wrong.
        for (int tries = random.nextInt(4); tries > 0 && isRefused(rows); tries--) {
            call = call(state, Kind.values());
            rows = StateTable.rows(state, call);
        }
        // Most answers are the table's first; a lost race and a missing version are rarer.
        StateTable.Row row = rows.get(random.nextInt(3) > 0 ? 0 : random.nextInt(rows.size()));
        Outcome outcome = row.outcome();
        if (planned.unknown() && call.kind().isWrite()) {
            outcome = new Outcome.Unknown();
            row = random.nextInt(3) == 0 ? new StateTable.Row(outcome, state) : row;
        } else if (random.nextInt(20) == 0) {
            outcome = new Outcome.Rejected("BackendUnavailable");
            row = new StateTable.Row(outcome, state);
        }
        states.put(planned.key(), row.after());
        boolean never = outcome instanceof Outcome.Unknown && random.nextInt(4) == 0;
        long returned = outcome instanceof Outcome.Unknown
                ? planned.returned()
                : Math.max(planned.returned(), planned.effect());
        return new Operation(
                number, "i", planned.key(), call, outcome, planned.invoked(), never ? Operation.NEVER : returned);
    }

    private static boolean isRefused(List<StateTable.Row> rows) {
        Outcome first = rows.get(0).outcome();
        return !(first instanceof Outcome.Accepted || first instanceof Outcome.Found);
    }

    private static final Kind[] WRITES =
            java.util.Arrays.stream(Kind.values()).filter(Kind::isWrite).toArray(Kind[]::new);

    private Call call(List<Audit.Slot> state, Kind[] kinds) {
        Kind kind = kinds[random.nextInt(kinds.length)];
        return new Call(
                kind,
                kind.namesVersion() ? Optional.of(version(state.size())) : Optional.empty(),
                kind.isWrite() ? Optional.of(id()) : Optional.empty(),
                kind.sendsContent() ? Optional.of(digest()) : Optional.empty());
    }

    private String version(int newest) {
        int die = random.nextInt(12);
        if (die == 0) {
            return NO_VERSIONS.get(random.nextInt(NO_VERSIONS.size()));
        }
        return die == 1
                ? "2147483647"
                : Integer.toString(die < 8 ? Math.max(1, newest) : 1 + random.nextInt(newest + 2));
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** Few, so that other writes send the same content now and then. */
    private String digest() {
        return "c" + random.nextInt(8);
    }

    /** A copy with one to three changes, which may or may not make it impossible. */
    History corrupted(History history) {
        List<Operation> operations = new ArrayList<>(history.operations());
        Map<String, List<Audit.Slot>> audits = new HashMap<>();
        history.audits().forEach(audit -> audits.put(audit.key(), new ArrayList<>(audit.slots())));
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            if (random.nextInt(3) > 0) {
                corruptOperation(operations, audits);
            } else {
                corruptAudit(audits.get("k" + random.nextInt(audits.size())), operations);
            }
        }
        List<Audit> corrupted = new ArrayList<>();
        audits.forEach((key, slots) -> corrupted.add(new Audit(key, slots)));
        return new History(0, Map.of(), operations, corrupted);
    }

    private void corruptOperation(List<Operation> operations, Map<String, List<Audit.Slot>> audits) {
        int at = random.nextInt(operations.size());
        Operation old = operations.get(at);
        Outcome outcome = old.outcome();
        long invoked = old.invoked();
        long returned = old.returned();
        Call call = old.call();
        String key = old.key();
        switch (random.nextInt(7)) {
            case 0, 1, 6 -> outcome = otherOutcome(old, audits.get(key));
            case 2 -> {
                Operation other = operations.get(random.nextInt(operations.size()));
                outcome = other.call().kind().isWrite() == call.kind().isWrite() ? other.outcome() : outcome;
            }
            case 3 -> {
                long shift = random.nextInt(21) - 10;
                invoked += shift;
                returned = returned == Operation.NEVER ? returned : returned + shift;
            }
            case 4 -> returned = returned == Operation.NEVER ? returned : invoked + random.nextInt(3);
            default ->
                call = new Call(
                        call.kind(),
                        call.version().map(any -> version(audits.get(old.key()).size())),
                        call.writeId(),
                        call.content().map(any -> digest()));
        }
        if (returned == Operation.NEVER && !(outcome instanceof Outcome.Unknown)) {
            returned = invoked + 1;
        }
        operations.set(at, new Operation(old.process(), old.instance(), key, call, outcome, invoked, returned));
    }

    private Outcome otherOutcome(Operation operation, List<Audit.Slot> audited) {
        OptionalLong version =
                random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(audited.size() + 2));
        if (operation.call().kind().isWrite()) {
            return switch (random.nextInt(9)) {
                case 0 -> new Outcome.AlreadyExists(version);
                case 1 -> new Outcome.VersionConflict(version);
                case 2 -> new Outcome.Gone(version);
                case 3 -> new Outcome.NotFound();
                case 4 -> new Outcome.NotRestorable();
                case 5 -> new Outcome.OptimisticLockFailure();
                case 6 -> new Outcome.Rejected("InvalidContent");
                case 7 -> new Outcome.Unknown();
                default -> new Outcome.Accepted(version.orElse(1), change());
            };
        }
        if (operation.outcome() instanceof Outcome.Found found && random.nextBoolean()) {
            return otherwise(found);
        }
        return switch (random.nextInt(7)) {
            case 0 -> new Outcome.Empty();
            case 1 -> new Outcome.Exists(random.nextBoolean());
            case 2 -> new Outcome.Current(version.orElse(1));
            case 3 -> new Outcome.Listed(version.orElse(0));
            case 4 -> new Outcome.Unlawful("null");
            default ->
                audited.isEmpty()
                        ? new Outcome.Found(1, Change.CREATE, id(), Optional.of(digest()))
                        : found(audited.get(random.nextInt(audited.size())));
        };
    }

    private Outcome otherwise(Outcome.Found found) {
        return switch (random.nextInt(4)) {
            case 0 -> new Outcome.Found(found.version(), change(), found.writeId(), found.content());
            case 1 -> new Outcome.Found(found.version(), found.change(), id(), found.content());
            case 2 ->
                new Outcome.Found(
                        found.version(),
                        found.change(),
                        found.writeId(),
                        found.content().map(any -> digest()));
            default ->
                new Outcome.Found(
                        found.version() + random.nextInt(3) - 1, found.change(), found.writeId(), found.content());
        };
    }

    private static Outcome found(Audit.Slot slot) {
        return new Outcome.Found(slot.version(), slot.change(), slot.writeId(), slot.content());
    }

    private Change change() {
        return Change.values()[random.nextInt(Change.values().length)];
    }

    private void corruptAudit(List<Audit.Slot> slots, List<Operation> operations) {
        if (slots.isEmpty()) {
            return;
        }
        int at = random.nextInt(slots.size());
        Audit.Slot old = slots.get(at);
        switch (random.nextInt(7)) {
            case 0 -> slots.remove(slots.size() - 1);
            case 1 -> slots.remove(at);
            case 2 ->
                slots.set(
                        at,
                        new Audit.Slot(
                                old.version(),
                                old.change(),
                                old.writeId(),
                                old.content().map(any -> digest())));
            case 3 -> slots.set(at, new Audit.Slot(old.version(), change(), old.writeId(), old.content()));
            case 4 -> {
                Audit.Slot other = slots.get(random.nextInt(slots.size()));
                slots.set(at, new Audit.Slot(old.version(), old.change(), other.writeId(), old.content()));
            }
            case 5 -> {
                Optional<UUID> other =
                        operations.get(random.nextInt(operations.size())).call().writeId();
                slots.set(at, new Audit.Slot(old.version(), old.change(), other.orElseGet(this::id), old.content()));
            }
            default ->
                slots.set(
                        at,
                        new Audit.Slot(
                                old.version() + random.nextInt(3) - 1, old.change(), old.writeId(), old.content()));
        }
    }
}
