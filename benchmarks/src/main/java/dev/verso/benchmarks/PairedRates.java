package dev.verso.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Operations a second of 16 threads, in blocks that take turns; a ratio is the median over the pairs of blocks. */
final class PairedRates {

    static final int THREADS = 16;
    static final String[] COLUMNS = {"content", "operation", "floor /s", "Verso /s", "ratio", "goal", "reached"};

    private final int pairs;
    private final long blockNanos;

    PairedRates(int pairs, long blockMillis) {
        this.pairs = pairs;
        this.blockNanos = blockMillis * 1_000_000;
    }

    /** What each thread does again and again. */
    @FunctionalInterface
    interface Task {
        /** Performs one operation; false if it did not count. */
        boolean run() throws Exception;
    }

    /** Makes a task for one thread, with a connection of its own where it needs one. */
    @FunctionalInterface
    interface Tasks {
        Task of(int thread) throws Exception;
    }

    void compare(Report.Table table, String first, String name, Tasks floor, Tasks subject, double goal)
            throws Exception {
        double[] floorRates = new double[pairs];
        double[] rates = new double[pairs];
        double[] ratios = new double[pairs];
        List<Task> floorTasks = tasks(floor);
        List<Task> subjectTasks = tasks(subject);
        rate(floorTasks);
        rate(subjectTasks);
        for (int pair = 0; pair < pairs; pair++) {
            boolean floorFirst = pair % 2 == 0;
            rates[pair] = floorFirst ? 0 : rate(subjectTasks);
            floorRates[pair] = rate(floorTasks);
            rates[pair] = floorFirst ? rate(subjectTasks) : rates[pair];
            ratios[pair] = rates[pair] / floorRates[pair];
        }
        double ratio = median(ratios);
        table.row(
                first,
                name,
                Report.number("%.0f", median(floorRates)),
                Report.number("%.0f", median(rates)),
                Report.number("%.2f", ratio),
                Double.isNaN(goal) ? "" : Report.number(">= %.2f", goal),
                Double.isNaN(goal) ? "" : ratio >= goal ? "yes" : "no");
    }

    private static List<Task> tasks(Tasks tasks) throws Exception {
        List<Task> made = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            made.add(tasks.of(thread));
        }
        return made;
    }

    /** Operations that counted, a second. */
    private double rate(List<Task> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        try {
            List<Callable<Double>> calls = new ArrayList<>();
            for (Task task : tasks) {
                calls.add(() -> {
                    start.await();
                    return counted(task);
                });
            }
            double sum = 0;
            for (Future<Double> rate : threads.invokeAll(calls)) {
                sum += rate.get();
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    private double counted(Task task) throws Exception {
        long from = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - from < blockNanos) {
            count += task.run() ? 1 : 0;
        }
        return count * 1e9 / (System.nanoTime() - from);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
