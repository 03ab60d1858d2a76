package dev.verso.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks at once: each on a thread of its own, let go by one barrier, with one outcome per task.
 *
 * <p>Waits for all of them, and fails if one does not end within the subject's deadline.
 */
public final class Rendezvous implements AutoCloseable {

    private static final int SPINS = 2_000;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final Duration deadline;
    private final ExecutorService threads;

    Rendezvous(Duration deadline) {
        this.deadline = deadline;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "tck-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * How one task ended.
     *
     * @param <T> what the tasks give
     * @param task the task's index
     * @param value what it gave; empty if it threw
     * @param thrown what it threw; empty if it returned
     * @param began when it began, in nanoseconds
     * @param ended when it ended, in nanoseconds
     */
    public record Outcome<T>(int task, Optional<T> value, Optional<Throwable> thrown, long began, long ended) {}

    /**
     * How all tasks ended, in the order of the tasks.
     *
     * @param <T> what the tasks give
     * @param all one outcome per task
     */
    public record Outcomes<T>(List<Outcome<T>> all) {

        /**
         * Gives what the tasks gave that returned.
         *
         * @return the values
         */
        public List<T> values() {
            return all.stream().flatMap(outcome -> outcome.value().stream()).toList();
        }

        /**
         * Gives the exceptions of one type exactly.
         *
         * @param <X> the type
         * @param type the type
         * @return the exceptions
         */
        public <X extends Throwable> List<X> thrown(Class<X> type) {
            return all.stream()
                    .flatMap(outcome -> outcome.thrown().stream())
                    .filter(thrown -> thrown.getClass() == type)
                    .map(type::cast)
                    .toList();
        }

        /**
         * Expects that nothing was thrown but some types of exception.
         *
         * @param what what the tasks did, in words
         * @param allowed the types
         */
        public void onlyThrown(String what, List<? extends Class<? extends Throwable>> allowed) {
            for (Outcome<T> outcome : all) {
                outcome.thrown().ifPresent(thrown -> {
                    if (thrown instanceof Expect.Unmet unmet) {
                        throw unmet;
                    }
                    Expect.that(
                            what + " ends well or with one of "
                                    + allowed.stream().map(Class::getSimpleName).toList(),
                            allowed.contains(thrown.getClass()),
                            thrown);
                });
            }
        }

        /**
         * Counts the pairs of tasks that were under way at the same time.
         *
         * @return the number of overlapping pairs
         */
        public long overlaps() {
            long pairs = 0;
            for (Outcome<T> one : all) {
                for (Outcome<T> other : all) {
                    if (one.task() < other.task() && one.began() < other.ended() && other.began() < one.ended()) {
                        pairs++;
                    }
                }
            }
            return pairs;
        }
    }

    /**
     * Runs tasks at once.
     *
     * @param <T> what they give
     * @param tasks the tasks
     * @return one outcome per task
     */
    public <T> Outcomes<T> run(List<? extends Callable<T>> tasks) {
        CyclicBarrier barrier = new CyclicBarrier(tasks.size());
        AtomicInteger missing = new AtomicInteger(tasks.size());
        List<Future<Outcome<T>>> running = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            int index = i;
            running.add(threads.submit(() -> {
                barrier.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
                // The barrier wakes one thread after the other; this lets all of them go at once.
                missing.decrementAndGet();
                for (int spins = 0; missing.get() > 0; spins++) {
                    if (spins < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        Thread.yield();
                    }
                }
                return outcome(index, tasks.get(index));
            }));
        }
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (Future<Outcome<T>> future : running) {
            outcomes.add(await(future));
        }
        return new Outcomes<>(List.copyOf(outcomes));
    }

    private static <T> Outcome<T> outcome(int task, Callable<T> callable) {
        long began = System.nanoTime();
        @Nullable T value = null;
        @Nullable Throwable thrown = null;
        try {
            value = callable.call();
        } catch (Throwable e) {
            thrown = e;
        }
        return new Outcome<>(task, Optional.ofNullable(value), Optional.ofNullable(thrown), began, System.nanoTime());
    }

    private <T> Outcome<T> await(Future<Outcome<T>> future) {
        try {
            return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw Expect.unmet("every call ends within the subject's deadline of " + deadline, "one did not");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A task did not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while tasks ran", e);
        }
    }

    /** Lets go of the threads. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
