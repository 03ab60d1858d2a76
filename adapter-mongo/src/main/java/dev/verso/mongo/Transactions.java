package dev.verso.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs transactions: all that a body does, or nothing. */
final class Transactions {

    private static final int COMMITS = 4;
    private static final long PAUSE_MILLIS = 4;

    private final Access access;

    Transactions(Access access) {
        this.access = access;
    }

    /**
     * What a body came to.
     *
     * @param <T> its answer
     * @param commit whether what it did is to take effect
     * @param value its answer
     */
    record Done<T>(boolean commit, T value) {}

    /** Does something in a transaction. */
    @FunctionalInterface
    interface Body<T> {

        /** Does it; what it throws undoes the transaction. */
        Done<T> in(ClientSession session);
    }

    /**
     * Runs a body once.
     *
     * @return its answer; empty if the transaction met another one and was undone
     * @throws dev.verso.OutcomeUnknownException if it is not known whether it was committed
     */
    <T> Optional<T> run(Body<T> body, Deadline deadline) {
        // Half for what is done, and half for its commit or its undoing: the driver counts anew for these.
        long part = Math.max(1, deadline.millis() / 2);
        try (ClientSession session = Faults.reading(() -> access.transaction(part))) {
            Done<T> done;
            try {
                done = body.in(session);
            } catch (MongoException e) {
                abort(session);
                // Nothing of a transaction takes effect before its commit is sent.
                return switch (Faults.ofWrite(e)) {
                    case UNDONE, DUPLICATE -> notYet(e, deadline);
                    case REFUSED -> throw Faults.refused(e);
                    case UNAVAILABLE, UNKNOWN -> throw Faults.unavailable(e);
                };
            } catch (RuntimeException e) {
                abort(session);
                throw e;
            }
            if (!done.commit()) {
                abort(session);
                return Optional.of(done.value());
            }
            return commit(session, part, deadline) ? Optional.of(done.value()) : Optional.empty();
        }
    }

    /** Lost connections look like conflicts, so the deadline ends the tries. */
    private static <T> Optional<T> notYet(MongoException e, Deadline deadline) {
        if (deadline.isOver() || Thread.currentThread().isInterrupted()) {
            throw Faults.unavailable(e);
        }
        return Optional.empty();
    }

    private static boolean commit(ClientSession session, long part, Deadline deadline) {
        for (int tried = 1; ; tried++) {
            try {
                session.commitTransaction();
                return true;
            } catch (MongoException e) {
                if (e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
                    return false;
                }
                boolean open = e.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL)
                        || Faults.ofWrite(e) == Faults.Kind.UNKNOWN;
                if (!open && tried == 1) {
                    throw Faults.ofWrite(e) == Faults.Kind.UNAVAILABLE ? Faults.unavailable(e) : Faults.refused(e);
                }
                if (tried == COMMITS
                        || !deadline.leaves(part)
                        || Thread.currentThread().isInterrupted()) {
                    throw Faults.unknown(e);
                }
            }
        }
    }

    /** A transaction whose end the server does not hear of ends by itself. */
    private static void abort(ClientSession session) {
        try {
            if (session.hasActiveTransaction()) {
                session.abortTransaction();
            }
        } catch (MongoException e) {
            Faults.keepInterrupt(e);
        }
    }

    /** Lets the other transaction go on. */
    static void pause(int tried) {
        long most = PAUSE_MILLIS << Math.min(tried, 4);
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(1, most)));
    }
}
