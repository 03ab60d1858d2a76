package dev.verso.jdbc;

import java.util.concurrent.CompletionService;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that begin at one moment. */
final class Crew implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletionService<Void> finished = new ExecutorCompletionService<>(threads);
    private final int members;
    private final CyclicBarrier start;

    /** Makes a crew that begins when this many members have joined. */
    Crew(int members) {
        this.members = members;
        this.start = new CyclicBarrier(members);
    }

    void join(Work work) {
        finished.submit(() -> {
            start.await();
            work.run();
            return null;
        });
    }

    /** Waits for all members, or fails as the first one does; the others are interrupted by {@link #close()}. */
    void await() throws Exception {
        for (int i = 0; i < members; i++) {
            finished.take().get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** What a member does. */
    interface Work {

        void run() throws Exception;
    }
}
