package dev.verso.jdbc;

import dev.verso.StorageException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A call on a thread of its own, which a test harms while it is under way. */
final class FaultCall<T> {

    static final long DEADLINE_SECONDS = 120;
    private static final long LOOK_EVERY_NANOS = 2_000_000;

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Thread thread;

    private FaultCall(Callable<T> call) {
        thread = new Thread(
                () -> {
                    try {
                        answer.complete(call.call());
                    } catch (Throwable e) {
                        answer.completeExceptionally(e);
                    }
                },
                "fault-call");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> FaultCall<T> of(Callable<T> call) {
        return new FaultCall<>(call);
    }

    boolean isOver() {
        return answer.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    T answer() throws Exception {
        return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** What the call threw. */
    StorageException refusal() throws InterruptedException, TimeoutException {
        try {
            T given = answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("The call gave " + given);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException refusal) {
                return refusal;
            }
            throw new AssertionError("The call threw what is none of the contract's exceptions", e.getCause());
        }
    }

    /** Looks until something has come about. */
    static void await(String what, BooleanSupplier question) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!question.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("It never came about that " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
