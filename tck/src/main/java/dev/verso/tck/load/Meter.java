package dev.verso.tck.load;

import dev.verso.tck.lin.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts what has ended, and lets others wait for it. Thread-safe. */
final class Meter implements Progress {

    private static final int FRAMES = 12;

    private final Duration deadline;
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile Era era = new Era();
    private volatile long target = Long.MAX_VALUE;
    private volatile boolean awaited;
    private volatile @Nullable Throwable failure;

    Meter(Duration deadline) {
        this.deadline = deadline;
    }

    /** The time since something was done to the backend, and the operations that have met it. */
    static final class Era {

        private final AtomicLong met = new AtomicLong();
    }

    /** The era in which an operation begins. */
    Era era() {
        return era;
    }

    /** Counts an operation, and remembers in which era it began. */
    void ended(Outcome outcome, Era begunIn) {
        ended.incrementAndGet();
        if (outcome instanceof Outcome.Accepted) {
            acknowledged.incrementAndGet();
        }
        Era now = era;
        if (begunIn == now || isTurnedAway(outcome)) {
            now.met.incrementAndGet();
        }
        // Nobody waits in most runs, and a lock for each call would keep calls from meeting.
        if (awaited) {
            wake();
        }
    }

    static boolean isTurnedAway(Outcome outcome) {
        return outcome instanceof Outcome.Rejected || outcome instanceof Outcome.Unknown;
    }

    private synchronized void wake() {
        notifyAll();
    }

    synchronized void fail(Throwable thrown) {
        failure = failure == null ? thrown : failure;
        notifyAll();
    }

    boolean hasFailed() {
        return failure != null;
    }

    void overAfter(long operations) {
        target = operations;
    }

    boolean isOver() {
        return ended.get() >= target || failure != null;
    }

    @Override
    public long ended() {
        return ended.get();
    }

    @Override
    public void await(int operations) throws InterruptedException {
        await(operations, ended, "operations ended");
    }

    @Override
    public void awaitAcknowledged(int writes) throws InterruptedException {
        await(writes, acknowledged, "writes were acknowledged");
    }

    @Override
    public void awaitMet(int operations) throws InterruptedException {
        Era mine = new Era();
        era = mine;
        await(operations, mine.met, "operations that met the fault ended");
    }

    private synchronized void await(int more, AtomicLong count, String what) throws InterruptedException {
        long before = count.get();
        long end = System.nanoTime() + deadline.toNanos();
        awaited = true;
        while (count.get() < before + more) {
            requireSound();
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new Workload.StuckException(
                        "Only " + (count.get() - before) + " of " + more + " " + what + " within " + deadline);
            }
            wait(left / 1_000_000 + 1);
        }
        awaited = false;
    }

    /** Waits for threads as long as something ends at all. */
    void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            long before = -1;
            while (thread.isAlive()) {
                long now = ended();
                if (now == before) {
                    throw new Workload.StuckException(
                            "No call ended within " + deadline + ": " + whereTheyAre(threads));
                }
                before = now;
                thread.join(deadline.toMillis() + 1);
            }
        }
    }

    /** Where a call is that does not end; other threads may only wait for that one. */
    private static String whereTheyAre(List<Thread> threads) {
        return threads.stream()
                .filter(Thread::isAlive)
                .map(thread -> thread.getName() + " is at\n    "
                        + Arrays.stream(thread.getStackTrace())
                                .limit(FRAMES)
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining("\n    ")))
                .sorted(Comparator.comparing(place -> place.contains(Run.class.getName() + ".meet")))
                .findFirst()
                .orElse("no thread is left");
    }

    void requireSound() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("The workload itself failed: " + thrown, thrown);
        }
    }
}
