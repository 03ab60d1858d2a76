package dev.verso.examples.quickstart;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Threads that work through tasks in parallel, but those of one key in their order, with a bound on what waits.
 *
 * <p>Whoever submits waits while the tasks that are not done yet hold more than the bound.
 */
final class Lanes implements AutoCloseable {

    private static final int WAITING_KIB = 32 * 1024;

    private final Semaphore budget = new Semaphore(WAITING_KIB);
    private final List<ExecutorService> lanes;

    Lanes(int threads) {
        lanes = Stream.generate(Executors::newSingleThreadExecutor)
                .limit(threads)
                .toList();
    }

    void submit(Object key, int bytes, Runnable task) throws InterruptedException {
        int share = Math.min(WAITING_KIB, 1 + bytes / 1024);
        budget.acquire(share);
        lanes.get(Math.floorMod(key.hashCode(), lanes.size())).execute(() -> {
            try {
                task.run();
            } finally {
                budget.release(share);
            }
        });
    }

    void awaitAll() throws InterruptedException {
        budget.acquire(WAITING_KIB);
        budget.release(WAITING_KIB);
    }

    /** Lets what was submitted end. */
    @Override
    public void close() {
        lanes.forEach(ExecutorService::shutdown);
        try {
            for (ExecutorService lane : lanes) {
                lane.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
