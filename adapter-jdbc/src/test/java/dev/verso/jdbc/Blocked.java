package dev.verso.jdbc;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A call that waits in the server for a lock that somebody holds. */
final class Blocked<T> implements AutoCloseable {

    private static final String WAITING = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<T> call;

    private Blocked(Callable<T> call) {
        this.call = thread.submit(call);
    }

    /** Begins a call, and comes back when it waits for a lock; fails if it ends without. */
    static <T> Blocked<T> call(String url, Callable<T> call) throws Exception {
        Blocked<T> blocked = new Blocked<>(call);
        try (Sql sql = Sql.on(url)) {
            FaultCall.await("the call waits for a lock, or is over", () -> blocked.call.isDone() || waits(sql));
        }
        if (blocked.call.isDone()) {
            throw new IllegalStateException("The call waited for nothing, and gave " + blocked.call.get());
        }
        return blocked;
    }

    private static boolean waits(Sql sql) {
        try {
            return !sql.value(WAITING).equals("0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for what the call gives once the lock is free. */
    T result() throws Exception {
        return call.get(FaultCall.DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
