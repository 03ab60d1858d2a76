package dev.verso.tck.lin;

import dev.verso.Change;
import dev.verso.Versions;
import java.util.List;
import java.util.OptionalLong;

/**
 * The states that one key went through, and in which of them an answer could have been given.
 *
 * <p>State s is the key with its first s revisions: 0 is absent, every other one is live or deleted as revision s says.
 */
final class Chain {

    /** Stands for no state at all. */
    static final int NONE = Integer.MAX_VALUE;

    private final List<Audit.Slot> slots;
    private final int[] nextLive;
    private final int[] nextDeleted;

    /** Makes the chain of slots whose versions are 1, 2, 3 and so on. */
    Chain(List<Audit.Slot> slots) {
        this.slots = slots;
        this.nextLive = new int[slots.size() + 2];
        this.nextDeleted = new int[slots.size() + 2];
        nextLive[last() + 1] = NONE;
        nextDeleted[last() + 1] = NONE;
        for (int state = last(); state > 0; state--) {
            nextLive[state] = isLive(state) ? state : nextLive[state + 1];
            nextDeleted[state] = isDeleted(state) ? state : nextDeleted[state + 1];
        }
        nextLive[0] = nextLive[1];
        nextDeleted[0] = nextDeleted[1];
    }

    int last() {
        return slots.size();
    }

    Audit.Slot slot(int version) {
        return slots.get(version - 1);
    }

    boolean has(long version) {
        return version >= 1 && version <= last();
    }

    boolean isLive(int state) {
        return state > 0 && slot(state).change() != Change.DELETE;
    }

    boolean isDeleted(int state) {
        return state > 0 && slot(state).change() == Change.DELETE;
    }

    /**
     * Gives the first state, not before another one, in which an operation other than an accepted write could have been
     * answered as it was.
     *
     * @param from the other state, 0 to {@link #last()}
     * @return the state, or {@link #NONE}
     */
    int firstAdmissible(Operation operation, int from) {
        Call call = operation.call();
        Outcome outcome = operation.outcome();
        if (outcome instanceof Outcome.Found found) {
            return found(call, found, from);
        }
        if (outcome instanceof Outcome.Empty) {
            return empty(call, from);
        }
        if (outcome instanceof Outcome.Listed listed && call.kind() == Kind.LIST_VERSIONS) {
            return listed.last() >= from && listed.last() <= last() ? (int) listed.last() : NONE;
        }
        if (outcome instanceof Outcome.Current current && call.kind() == Kind.CURRENT_VERSION) {
            return only(current.version(), from, State.LIVE);
        }
        if (outcome instanceof Outcome.Exists exists && call.kind() == Kind.EXISTS) {
            return exists.live() ? live(from) : absentOrDeleted(from);
        }
        return call.kind().isWrite() ? refused(call, outcome, from) : NONE;
    }

    private enum State {
        LIVE,
        DELETED,
        PRESENT
    }

    private int found(Call call, Outcome.Found found, int from) {
        boolean tombstone = found.change() == Change.DELETE;
        return switch (call.kind()) {
            case READ, READ_BATCH -> only(found.version(), from, State.LIVE);
            case HEAD -> only(found.version(), from, tombstone ? State.DELETED : State.LIVE);
            case VREAD -> {
                OptionalLong named = version(call);
                boolean right = named.isPresent() && named.getAsLong() == found.version() && has(found.version());
                yield right ? Math.max(from, (int) found.version()) : NONE;
            }
            default -> NONE;
        };
    }

    private int empty(Call call, int from) {
        return switch (call.kind()) {
            case READ, READ_BATCH, CURRENT_VERSION -> absentOrDeleted(from);
            case HEAD -> absent(from);
            case VREAD -> {
                OptionalLong named = version(call);
                yield named.isEmpty() || from < named.getAsLong() ? from : NONE;
            }
            default -> NONE;
        };
    }

    private int refused(Call call, Outcome outcome, int from) {
        if (outcome instanceof Outcome.AlreadyExists refusal) {
            return switch (call.kind()) {
                case CREATE -> named(refusal.head(), from, State.PRESENT);
                case CREATE_IF_NOT_LIVE, RESTORE, RESTORE_VERSION -> named(refusal.head(), from, State.LIVE);
                default -> NONE;
            };
        }
        if (outcome instanceof Outcome.VersionConflict refusal) {
            return call.kind().isMatch() ? conflict(version(call), refusal.actual(), from) : NONE;
        }
        if (outcome instanceof Outcome.Gone refusal) {
            return switch (call.kind()) {
                case UPDATE, UPDATE_WITH_MATCH, DELETE, DELETE_WITH_MATCH ->
                    named(refusal.tombstone(), from, State.DELETED);
                default -> NONE;
            };
        }
        if (outcome instanceof Outcome.NotFound) {
            return switch (call.kind()) {
                case UPDATE, UPDATE_WITH_MATCH, DELETE, DELETE_WITH_MATCH, RESTORE, RESTORE_VERSION -> absent(from);
                default -> NONE;
            };
        }
        if (outcome instanceof Outcome.NotRestorable) {
            return call.kind() == Kind.RESTORE_VERSION ? notRestorable(version(call), from) : NONE;
        }
        return outcome instanceof Outcome.OptimisticLockFailure ? lockFailure(call, from) : NONE;
    }

    private int conflict(OptionalLong expected, OptionalLong actual, int from) {
        if (actual.isPresent()) {
            return actual.equals(expected) ? NONE : only(actual.getAsLong(), from, State.LIVE);
        }
        int live = live(from);
        boolean isExpected = live != NONE && expected.isPresent() && live == expected.getAsLong();
        return isExpected ? live(live + 1) : live;
    }

    /** A deleted key has something to restore, its revision before the tombstone; only a named version may have nothing. */
    private int notRestorable(OptionalLong source, int from) {
        boolean restorableOnceThere = source.isPresent() && has(source.getAsLong()) && isLive((int) source.getAsLong());
        int deleted = deleted(from);
        return restorableOnceThere && deleted > source.getAsLong() ? NONE : deleted;
    }

    /** A match lost to whatever took the version after the expected one; other writes may lose in any state. */
    private int lockFailure(Call call, int from) {
        if (call.kind() == Kind.CREATE) {
            return NONE;
        }
        if (!call.kind().isMatch()) {
            return from;
        }
        OptionalLong expected = version(call);
        return expected.isPresent() && expected.getAsLong() < last()
                ? Math.max(from, (int) expected.getAsLong() + 1)
                : NONE;
    }

    private int named(OptionalLong version, int from, State state) {
        return version.isPresent() ? only(version.getAsLong(), from, state) : first(from, state);
    }

    private int only(long version, int from, State state) {
        return version >= from && has(version) && first((int) version, state) == version ? (int) version : NONE;
    }

    private int first(int from, State state) {
        return switch (state) {
            case LIVE -> live(from);
            case DELETED -> deleted(from);
            case PRESENT -> last() == 0 ? NONE : Math.max(from, 1);
        };
    }

    private int live(int from) {
        return nextLive[from];
    }

    private int deleted(int from) {
        return nextDeleted[from];
    }

    private static int absent(int from) {
        return from == 0 ? 0 : NONE;
    }

    private int absentOrDeleted(int from) {
        return from == 0 ? 0 : deleted(from);
    }

    /** The version that a call names; empty if its text is no version (VER-06). */
    static OptionalLong version(Call call) {
        return call.version().map(Versions::parse).orElseGet(OptionalLong::empty);
    }
}
