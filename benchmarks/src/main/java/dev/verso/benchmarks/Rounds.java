package dev.verso.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Operations that take turns: each round performs every one of them once, beginning with another one each time.
 *
 * <p>So whatever slows the machine or the server down slows all of them. Figures are medians over the rounds, and ratios
 * those of medians; the first tenth of the rounds does not count.
 */
final class Rounds {

    private final List<Operation> operations = new ArrayList<>();
    private long[][] nanos = new long[0][];

    /** Performs one round of an operation. */
    @FunctionalInterface
    interface Action {

        Action NONE = round -> {};

        void run(int round) throws Exception;
    }

    private record Operation(String name, Action prepare, Action timed) {}

    /** Adds an operation; the first one is the floor of all. */
    Rounds with(String name, Action timed) {
        return with(name, Action.NONE, timed);
    }

    /** Adds an operation with a preparation before each round whose time is not counted. */
    Rounds with(String name, Action prepare, Action timed) {
        operations.add(new Operation(name, prepare, timed));
        return this;
    }

    Rounds run(int rounds) throws Exception {
        int rehearsal = rounds / 10;
        nanos = new long[operations.size()][rounds];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            order.add(i);
        }
        for (int round = -rehearsal; round < rounds; round++) {
            for (int i : order) {
                Operation operation = operations.get(i);
                operation.prepare().run(round + rehearsal);
                long from = System.nanoTime();
                operation.timed().run(round + rehearsal);
                if (round >= 0) {
                    nanos[i][round] = System.nanoTime() - from;
                }
            }
            Collections.rotate(order, 1);
        }
        Arrays.stream(nanos).forEach(Arrays::sort);
        return this;
    }

    /** Prints one row for each operation but the floor. */
    void report(Report.Table table, String first, double[] goals) {
        for (int i = 1; i < operations.size(); i++) {
            double ratio = ratio(i);
            double goal = goals[i - 1];
            table.row(
                    first,
                    operations.get(i).name(),
                    Report.number("%.0f", median(0) / 1e3),
                    Report.number("%.0f", median(i) / 1e3),
                    Report.number("%.2f", ratio),
                    Double.isNaN(goal) ? "" : Report.number("%.2f", goal),
                    Double.isNaN(goal) ? "" : ratio <= goal ? "yes" : "no");
        }
    }

    double ratio(int operation) {
        return median(operation) / median(0);
    }

    double median(int operation) {
        return nanos[operation][nanos[operation].length / 2];
    }
}
