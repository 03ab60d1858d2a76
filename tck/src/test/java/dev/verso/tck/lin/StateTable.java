package dev.verso.tck.lin;

import dev.verso.Change;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The contract's table of states and operations for one key, as code: what may be answered in a state, and what the state is
 * then. Written from the contract's text, and knows nothing of how the checker works.
 */
final class StateTable {

    private StateTable() {}

    /** One answer that the table allows, and the key's revisions after it. */
    record Row(Outcome outcome, List<Audit.Slot> after) {}

    /** Gives every answer that the contract allows to a call on a key with these revisions. */
    static List<Row> rows(List<Audit.Slot> revisions, Call call) {
        long n = revisions.size();
        Optional<Audit.Slot> head = n == 0 ? Optional.empty() : Optional.of(revisions.get((int) n - 1));
        boolean absent = head.isEmpty();
        boolean deleted = head.isPresent() && head.get().change() == Change.DELETE;
        boolean live = !absent && !deleted;
        List<Row> rows = new ArrayList<>();
        switch (call.kind()) {
            case CREATE -> {
                if (absent) {
                    rows.add(append(revisions, Change.CREATE, call, call.content()));
                } else {
                    refuse(rows, revisions, new Outcome.AlreadyExists(OptionalLong.of(n)));
                    refuse(rows, revisions, new Outcome.AlreadyExists(OptionalLong.empty()));
                }
            }
            case CREATE_IF_NOT_LIVE -> {
                if (live) {
                    refuse(rows, revisions, new Outcome.AlreadyExists(OptionalLong.of(n)));
                    refuse(rows, revisions, new Outcome.AlreadyExists(OptionalLong.empty()));
                } else {
                    rows.add(append(revisions, absent ? Change.CREATE : Change.RESTORE, call, call.content()));
                }
                refuse(rows, revisions, new Outcome.OptimisticLockFailure());
            }
            case CREATE_OR_UPDATE -> {
                Change change = absent ? Change.CREATE : deleted ? Change.RESTORE : Change.UPDATE;
                rows.add(append(revisions, change, call, call.content()));
                refuse(rows, revisions, new Outcome.OptimisticLockFailure());
            }
            case UPDATE, DELETE -> {
                if (live) {
                    Change change = call.kind() == Kind.UPDATE ? Change.UPDATE : Change.DELETE;
                    rows.add(append(revisions, change, call, call.content()));
                } else {
                    refuseForWantOfLife(rows, revisions, absent);
                }
                refuse(rows, revisions, new Outcome.OptimisticLockFailure());
            }
            case UPDATE_WITH_MATCH, DELETE_WITH_MATCH -> match(rows, revisions, call, absent, live);
            case RESTORE, RESTORE_VERSION -> restore(rows, revisions, call, absent, live);
            case READ, READ_BATCH -> refuse(rows, revisions, live ? found(head.get()) : new Outcome.Empty());
            case HEAD -> refuse(rows, revisions, absent ? new Outcome.Empty() : found(head.get()));
            case EXISTS -> refuse(rows, revisions, new Outcome.Exists(live));
            case CURRENT_VERSION -> refuse(rows, revisions, live ? new Outcome.Current(n) : new Outcome.Empty());
            case LIST_VERSIONS -> refuse(rows, revisions, new Outcome.Listed(n));
            case VREAD -> {
                Optional<Audit.Slot> named = named(revisions, call);
                refuse(rows, revisions, named.<Outcome>map(StateTable::found).orElseGet(Outcome.Empty::new));
            }
        }
        return rows;
    }

    private static void match(List<Row> rows, List<Audit.Slot> revisions, Call call, boolean absent, boolean live) {
        long n = revisions.size();
        String expected = call.version().orElseThrow();
        if (!live) {
            refuseForWantOfLife(rows, revisions, absent);
        } else if (expected.equals(Long.toString(n))) {
            Change change = call.kind() == Kind.UPDATE_WITH_MATCH ? Change.UPDATE : Change.DELETE;
            rows.add(append(revisions, change, call, call.content()));
        } else {
            refuse(rows, revisions, new Outcome.VersionConflict(OptionalLong.of(n)));
            refuse(rows, revisions, new Outcome.VersionConflict(OptionalLong.empty()));
        }
        // It lost to what took the slot after the expected version, and could not look at that.
        if (isVersion(expected) && new BigInteger(expected).add(BigInteger.ONE).compareTo(BigInteger.valueOf(n)) <= 0) {
            refuse(rows, revisions, new Outcome.OptimisticLockFailure());
        }
    }

    private static void restore(List<Row> rows, List<Audit.Slot> revisions, Call call, boolean absent, boolean live) {
        if (absent) {
            refuse(rows, revisions, new Outcome.NotFound());
        } else if (live) {
            refuse(rows, revisions, new Outcome.AlreadyExists(OptionalLong.of(revisions.size())));
            refuse(rows, revisions, new Outcome.AlreadyExists(OptionalLong.empty()));
        } else {
            Optional<Audit.Slot> source = call.kind() == Kind.RESTORE_VERSION
                    ? named(revisions, call).filter(slot -> slot.content().isPresent())
                    : newestContent(revisions);
            if (source.isPresent()) {
                rows.add(append(revisions, Change.RESTORE, call, source.get().content()));
            } else {
                refuse(rows, revisions, new Outcome.NotRestorable());
            }
        }
        refuse(rows, revisions, new Outcome.OptimisticLockFailure());
    }

    private static Optional<Audit.Slot> newestContent(List<Audit.Slot> revisions) {
        Optional<Audit.Slot> newest = Optional.empty();
        for (Audit.Slot slot : revisions) {
            newest = slot.content().isPresent() ? Optional.of(slot) : newest;
        }
        return newest;
    }

    private static Optional<Audit.Slot> named(List<Audit.Slot> revisions, Call call) {
        return revisions.stream()
                .filter(slot ->
                        Long.toString(slot.version()).equals(call.version().orElseThrow()))
                .findFirst();
    }

    private static boolean isVersion(String text) {
        return text.matches("[1-9][0-9]{0,18}") && new BigInteger(text).bitLength() <= 63;
    }

    private static void refuseForWantOfLife(List<Row> rows, List<Audit.Slot> revisions, boolean absent) {
        if (absent) {
            refuse(rows, revisions, new Outcome.NotFound());
        } else {
            refuse(rows, revisions, new Outcome.Gone(OptionalLong.of(revisions.size())));
            refuse(rows, revisions, new Outcome.Gone(OptionalLong.empty()));
        }
    }

    private static void refuse(List<Row> rows, List<Audit.Slot> revisions, Outcome outcome) {
        rows.add(new Row(outcome, revisions));
    }

    private static Row append(List<Audit.Slot> revisions, Change change, Call call, Optional<String> content) {
        List<Audit.Slot> after = new ArrayList<>(revisions);
        long version = revisions.size() + 1L;
        after.add(new Audit.Slot(version, change, call.writeId().orElseThrow(), content));
        return new Row(new Outcome.Accepted(version, change), after);
    }

    private static Outcome found(Audit.Slot slot) {
        return new Outcome.Found(slot.version(), slot.change(), slot.writeId(), slot.content());
    }
}
