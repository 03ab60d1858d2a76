package dev.verso.tck.lin;

import org.jspecify.annotations.Nullable;

/**
 * An operation that has to be given a place in the order of its key.
 *
 * <p>Places are numbers: 2k is the write of version k, 2s + 1 is between that of s and that of s + 1.
 */
final class Placed {

    private static final int NOWHERE = -1;

    private final Operation operation;
    private final int version;
    private int position = NOWHERE;
    private @Nullable Placed below;

    private Placed(Operation operation, int version) {
        this.operation = operation;
        this.version = version;
    }

    static Placed write(Operation operation, int version) {
        return new Placed(operation, version);
    }

    static Placed observer(Operation operation) {
        return new Placed(operation, 0);
    }

    Operation operation() {
        return operation;
    }

    int position() {
        return position;
    }

    /** What returned before this one was called and kept it from an earlier place; null if nothing did. */
    @Nullable
    Placed below() {
        return below;
    }

    long invoked() {
        return operation.invoked();
    }

    /** When the operation can no longer take effect: an unknown one may do so until the audit. */
    long returned() {
        return operation.outcome() instanceof Outcome.Unknown ? Operation.NEVER : operation.returned();
    }

    /**
     * Takes the first place that is not before another operation's.
     *
     * @param floor the other operation; null if there is none
     * @return whether there is such a place
     */
    boolean place(Chain chain, @Nullable Placed floor) {
        below = floor;
        int from = floor == null ? 0 : floor.position;
        if (version > 0) {
            position = 2 * version;
            return position >= from;
        }
        int state = chain.firstAdmissible(operation, from / 2);
        position = state == Chain.NONE ? NOWHERE : 2 * state + 1;
        return state != Chain.NONE;
    }
}
