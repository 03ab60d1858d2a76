package dev.verso.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Performs blocks of a workload on a number of threads and takes the time. */
final class Lanes implements AutoCloseable {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Threads wake up one after the other; in a longer block that matters less. */
    private static final int SEVERAL_LANES = 5;

    private final List<Lane> lanes;
    private final CyclicBarrier start;
    private final ExecutorService threads;

    Lanes(int count) {
        this.lanes = IntStream.range(0, count).mapToObj(Lane::new).toList();
        this.start = new CyclicBarrier(count);
        this.threads = Executors.newFixedThreadPool(count);
    }

    /**
     * Performs a block.
     *
     * @param operations how many on each lane
     * @return what one operation took
     */
    Cost cost(Workload workload, int operations) {
        workload.prepare(operations);
        List<Span> spans = perform(workload, operations);
        long from = spans.stream().mapToLong(Span::from).min().orElseThrow();
        long to = spans.stream().mapToLong(Span::to).max().orElseThrow();
        double all = (double) operations * lanes.size();
        return new Cost(
                (to - from) * busyCores() / all,
                spans.stream().mapToLong(Span::processor).sum() / all);
    }

    /** Tells how many operations on each lane make a block of about this length, or a longer one of several lanes. */
    int operations(long blockNanos, double nanosPerOperation) {
        long length = lanes.size() == 1 ? blockNanos : SEVERAL_LANES * blockNanos;
        double operations = length * busyCores() / (nanosPerOperation * lanes.size());
        return (int) Math.max(1, Math.min(10_000_000, operations));
    }

    private double busyCores() {
        return Math.min(lanes.size(), CORES);
    }

    private List<Span> perform(Workload workload, int operations) {
        if (lanes.size() == 1) {
            return List.of(span(workload, lanes.get(0), operations));
        }
        List<Callable<Span>> calls = new ArrayList<>();
        for (Lane lane : lanes) {
            calls.add(() -> {
                start.await();
                return span(workload, lane, operations);
            });
        }
        try {
            List<Span> spans = new ArrayList<>();
            for (Future<Span> span : threads.invokeAll(calls)) {
                spans.add(span.get());
            }
            return spans;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The workload failed", e.getCause());
        }
    }

    private static Span span(Workload workload, Lane lane, int operations) {
        long processor = THREADS.getCurrentThreadCpuTime();
        long from = System.nanoTime();
        workload.run(lane, operations);
        long to = System.nanoTime();
        return new Span(from, to, THREADS.getCurrentThreadCpuTime() - processor);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * What one operation took of one core, in nanoseconds.
     *
     * @param elapsed the time that passed; with more lanes than cores it is divided among the cores, not among the lanes
     * @param processor the processor time of the lanes: without waiting, and without what other threads and processes did
     */
    record Cost(double elapsed, double processor) {}

    private record Span(long from, long to, long processor) {}
}
