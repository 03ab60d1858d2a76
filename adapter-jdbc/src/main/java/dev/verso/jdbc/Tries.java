package dev.verso.jdbc;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Counts the tries of one statement that is known to have had no effect. Belongs to one call; not thread-safe.
 *
 * <p>At READ COMMITTED the server undoes hardly anything in favour of another transaction. Where its default is
 * REPEATABLE READ or SERIALIZABLE it does so often, and then a short pause is all that it takes.
 */
final class Tries {

    /** As many as a pool may hold that went with the server, and each is soon found out. */
    private static final int LOST_CONNECTIONS = 20;

    private static final int LOST_TO_OTHERS = 20;
    private static final long LONGEST_PAUSE = 50_000_000;
    private static final long FIRST_PAUSE = 500_000;

    private int lostConnections;
    private int lostToOthers;

    /** One try of a write. */
    @FunctionalInterface
    interface Try<T> {
        T run() throws SQLException;
    }

    /** What was undone in favour of another transaction is tried again; beyond that, it was raced. */
    static <T> T write(Try<T> one, Supplier<? extends T> raced) {
        Tries tries = new Tries();
        while (true) {
            try {
                return one.run();
            } catch (SQLException e) {
                if (!SqlStates.isLostToAnother(e)) {
                    throw SqlStates.ofWrite(e);
                }
                if (!tries.lostToAnother()) {
                    return raced.get();
                }
            }
        }
    }

    /** Tells whether to read again. */
    boolean again(SQLException e) {
        if (SqlStates.isLostToAnother(e)) {
            return lostToAnother();
        }
        return SqlStates.endedConnection(e)
                && !SqlStates.timedOut(e)
                && !Thread.currentThread().isInterrupted()
                && lostConnections++ < LOST_CONNECTIONS;
    }

    /** Tells whether to try a statement again that was undone in favour of another one, after a pause to make way. */
    private boolean lostToAnother() {
        if (Thread.currentThread().isInterrupted() || lostToOthers++ >= LOST_TO_OTHERS) {
            return false;
        }
        long bound = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(lostToOthers, 10));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
        return true;
    }
}
