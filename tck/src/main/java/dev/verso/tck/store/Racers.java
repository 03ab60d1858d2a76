package dev.verso.tck.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Real threads that begin at the same moment. */
final class Racers implements AutoCloseable {

    /** How many threads race. */
    static final int THREADS = 6;

    /** How often they do, at least. */
    static final int ROUNDS = 60;

    private static final int MOST_ROUNDS = 20 * ROUNDS;
    private static final long ENOUGH = 100;
    private static final int SPINS = 2000;

    private final StoreTrial trial;
    private final int threads;
    private final ExecutorService executor;

    Racers(StoreTrial trial, int threads) {
        this.trial = trial;
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "racer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Lets every thread run the task once, with its number, all from one moment on, and gives the results. */
    <T> List<T> race(IntFunction<T> task) {
        return shoot(racer -> () -> task.apply(racer));
    }

    /** Lets every thread make itself ready, waits for the last one, and lets all of them shoot. */
    <T> List<T> shoot(IntFunction<Supplier<T>> ready) {
        AtomicInteger missing = new AtomicInteger(threads);
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int racer = i;
            tasks.add(() -> {
                Supplier<T> shot;
                try {
                    shot = ready.apply(racer);
                } finally {
                    missing.decrementAndGet();
                }
                await(missing);
                return shot.get();
            });
        }
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks, trial.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
                results.add(resultOf(future));
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The kit was interrupted during a race", e);
        }
    }

    /**
     * Tells a racer that runs freely whether to go on: until so many rounds are done and enough calls have met others at
     * work, or it is vain to try longer, as with a store that answers within a fraction of a time slice.
     */
    boolean goesOn(int round) {
        return round < ROUNDS || round < MOST_ROUNDS && trial.contention().met() < ENOUGH;
    }

    /** A barrier that parks wakes one thread after the other, and the first is done before the last is up. */
    private static void await(AtomicInteger missing) throws InterruptedException {
        for (int spins = 1; missing.get() > 0; spins++) {
            Thread.onSpinWait();
            if (spins % SPINS == 0) {
                Thread.yield();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private <T> T resultOf(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            throw Require.unmet(
                    "every call ends within the deadline", "A racer did not end within " + trial.deadline());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
