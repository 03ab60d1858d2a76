package dev.verso.tck.lin;

import dev.verso.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes histories of one key down in few words. */
final class Histories {

    static final String KEY = "Patient/p1";

    private final List<Operation> operations = new ArrayList<>();
    private final List<Audit.Slot> slots = new ArrayList<>();

    static UUID id(int number) {
        return new UUID(0, number);
    }

    static Outcome.Accepted accepted(long version, Change change) {
        return new Outcome.Accepted(version, change);
    }

    static OptionalLong at(long version) {
        return OptionalLong.of(version);
    }

    Outcome found(int version) {
        Audit.Slot slot = slots.get(version - 1);
        return new Outcome.Found(slot.version(), slot.change(), slot.writeId(), slot.content());
    }

    /** Write number n of the audit is by the id n, and sends the content n. */
    Histories slot(Change change) {
        int number = slots.size() + 1;
        return slot(number, change, change == Change.DELETE ? Optional.empty() : Optional.of("c" + number));
    }

    Histories slot(int writeId, Change change, Optional<String> content) {
        slots.add(new Audit.Slot(slots.size() + 1L, change, id(writeId), content));
        return this;
    }

    Histories op(long invoked, long returned, Call call, Outcome outcome) {
        operations.add(new Operation(operations.size(), "1", KEY, call, outcome, invoked, returned));
        return this;
    }

    /** An operation that wrote version n, from time 10 n to 10 n + 5. */
    Histories wrote(int version, Call call) {
        return op(
                10L * version,
                10L * version + 5,
                call,
                accepted(version, slots.get(version - 1).change()));
    }

    static Call create(int number) {
        return Call.put(Kind.CREATE, id(number), "c" + number);
    }

    static Call update(int number) {
        return Call.put(Kind.UPDATE, id(number), "c" + number);
    }

    static Call match(long expected, int number) {
        return Call.updateWithMatch(Long.toString(expected), id(number), "c" + number);
    }

    History history() {
        return new History(0, Map.of(), operations, List.of(new Audit(KEY, slots)));
    }

    Verdict verdict() {
        return LinearizabilityChecker.check(history());
    }

    private static Histories twoVersions() {
        return new Histories()
                .slot(Change.CREATE)
                .slot(Change.UPDATE)
                .wrote(1, create(1))
                .wrote(2, match(1, 2));
    }

    static History sound() {
        Histories histories = twoVersions();
        return histories.op(22, 30, Call.read(Kind.READ), histories.found(1)).history();
    }

    static History staleRead() {
        Histories histories = twoVersions();
        return histories.op(26, 30, Call.read(Kind.READ), histories.found(1)).history();
    }
}
