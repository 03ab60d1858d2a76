package dev.verso.benchmarks;

import dev.verso.benchmarks.Lanes.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The times that a floor and a subject took in turn, block by block, in nanoseconds of one core per operation.
 *
 * <p>Figures are taken from pairs of neighbouring blocks, of which each in turn begins with the floor and with the
 * subject. The median leaves out the pairs that something disturbed, a garbage collection included; the mean leaves out
 * nothing.
 */
final class Comparison {

    private static final int LEAST_PAIRS = 5;

    private final List<Cost> floor;
    private final List<Cost> subject;

    private Comparison(List<Cost> floor, List<Cost> subject) {
        this.floor = floor;
        this.subject = subject;
    }

    /** Measures two workloads in turn. */
    static Comparison of(Workload floor, Workload subject, int threads, Effort effort) {
        try (Lanes lanes = new Lanes(threads)) {
            int[] operations = warmUp(lanes, floor, subject, effort);
            List<Cost> floorCosts = new ArrayList<>();
            List<Cost> subjectCosts = new ArrayList<>();
            long from = System.nanoTime();
            for (int pair = 0; pair < LEAST_PAIRS || System.nanoTime() - from < effort.measuredNanos(); pair++) {
                boolean floorFirst = pair % 2 == 0;
                if (floorFirst) {
                    floorCosts.add(lanes.cost(floor, operations[0]));
                }
                subjectCosts.add(lanes.cost(subject, operations[1]));
                if (!floorFirst) {
                    floorCosts.add(lanes.cost(floor, operations[0]));
                }
            }
            return new Comparison(floorCosts, subjectCosts);
        }
    }

    /** Runs both until they are compiled, and finds how many operations of each make a block. */
    private static int[] warmUp(Lanes lanes, Workload floor, Workload subject, Effort effort) {
        int[] operations = {1, 1};
        // A first preparation may take longer than all of the warm-up.
        floor.prepare(operations[0]);
        subject.prepare(operations[1]);
        long from = System.nanoTime();
        do {
            double floorTime = lanes.cost(floor, operations[0]).processor();
            double subjectTime = lanes.cost(subject, operations[1]).processor();
            operations[0] = towards(operations[0], lanes.operations(effort.blockNanos(), floorTime));
            operations[1] = towards(operations[1], lanes.operations(effort.blockNanos(), subjectTime));
        } while (System.nanoTime() - from < effort.warmUpNanos());
        return operations;
    }

    /** Grows by steps, since the first operations take far longer than those that follow, and one may be interrupted. */
    private static int towards(int now, int wanted) {
        return Math.min(Math.max(wanted, now / 2), 2 * now);
    }

    /** Gives the median of the elapsed times of the floor. */
    double floor() {
        return quantile(floor.stream().mapToDouble(Cost::elapsed), 0.5);
    }

    /** Gives the median of the elapsed times of the subject. */
    double subject() {
        return quantile(subject.stream().mapToDouble(Cost::elapsed), 0.5);
    }

    /** Gives a quantile of what the subject takes more than the floor: 0.5 for the median. */
    double above(ToDoubleFunction<Cost> time, double quantile) {
        return quantile(pairs(time, (f, s) -> s - f), quantile);
    }

    double meanAbove() {
        return mean(subject) - mean(floor);
    }

    /** Gives a quantile of what the subject takes as a multiple of the floor: 0.5 for the median. */
    double ratio(ToDoubleFunction<Cost> time, double quantile) {
        return quantile(pairs(time, (f, s) -> s / f), quantile);
    }

    double meanRatio() {
        return mean(subject) / mean(floor);
    }

    private DoubleStream pairs(ToDoubleFunction<Cost> time, DoubleBinaryOperator figure) {
        return IntStream.range(0, floor.size())
                .mapToDouble(i ->
                        figure.applyAsDouble(time.applyAsDouble(floor.get(i)), time.applyAsDouble(subject.get(i))));
    }

    private static double mean(List<Cost> costs) {
        return costs.stream().mapToDouble(Cost::elapsed).average().orElseThrow();
    }

    private static double quantile(DoubleStream values, double quantile) {
        double[] sorted = values.sorted().toArray();
        return sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }
}
