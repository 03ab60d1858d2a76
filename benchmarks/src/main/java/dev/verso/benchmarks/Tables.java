package dev.verso.benchmarks;

import dev.verso.benchmarks.Lanes.Cost;
import java.util.function.ToDoubleFunction;

/** The kinds of tables that measurements are reported in; the medians are what is set against the goals. */
final class Tables {

    private static final String[] DIFFERENCE = {
        "content",
        "threads",
        "floor µs",
        "Verso µs",
        "above µs",
        "middle half µs",
        "processor time above µs",
        "mean above µs",
        "reached"
    };
    private static final String[] MEMORY = {
        "revisions of a key", "bytes per revision, its share of the key included", "the key alone", "reached"
    };

    private final Report report;

    Tables(Report report) {
        this.report = report;
    }

    /** Begins a table of what operations take more than a floor. */
    Report.Table differences(String title, double goalNanos) {
        return report.table(title + ": at most " + micros(goalNanos) + " µs above", DIFFERENCE);
    }

    static void difference(Report.Table table, int size, int threads, double goalNanos, Comparison comparison) {
        table.row(
                Sizes.name(size),
                Integer.toString(threads),
                micros(comparison.floor()),
                micros(comparison.subject()),
                micros(comparison.above(Cost::elapsed, 0.5)),
                micros(comparison.above(Cost::elapsed, 0.25)) + " to " + micros(comparison.above(Cost::elapsed, 0.75)),
                micros(comparison.above(Cost::processor, 0.5)),
                micros(comparison.meanAbove()),
                reached(time -> comparison.above(time, 0.5), goalNanos));
    }

    /** Begins a table of what operations take as multiples of a floor. */
    Report.Table ratios(String title, double goal, String what) {
        return report.table(
                title + ": at most " + Report.number("%.1f", goal) + " times",
                what,
                "threads",
                "floor µs",
                "Verso µs",
                "ratio",
                "middle half",
                "ratio of processor time",
                "ratio of means",
                "reached");
    }

    static void ratio(Report.Table table, String what, int threads, double goal, Comparison comparison) {
        table.row(
                what,
                Integer.toString(threads),
                micros(comparison.floor()),
                micros(comparison.subject()),
                factor(comparison.ratio(Cost::elapsed, 0.5)),
                factor(comparison.ratio(Cost::elapsed, 0.25)) + " to " + factor(comparison.ratio(Cost::elapsed, 0.75)),
                factor(comparison.ratio(Cost::processor, 0.5)),
                factor(comparison.meanRatio()),
                reached(time -> comparison.ratio(time, 0.5), goal));
    }

    /** Begins a table of the memory that a revision takes. */
    Report.Table memory(String title, double goalBytes) {
        return report.table(title + ": at most " + Report.number("%.0f", goalBytes) + " bytes per revision", MEMORY);
    }

    static void memory(Report.Table table, int revisionsOfAKey, double bytes, double revision, double goalBytes) {
        table.row(
                Integer.toString(revisionsOfAKey),
                Report.number("%.0f", bytes),
                Report.number("%.0f", (bytes - revision) * revisionsOfAKey),
                bytes <= goalBytes ? "yes" : "no");
    }

    /** Where other processes hold the cores, the elapsed time says little, and only the processor time may tell. */
    private static String reached(ToDoubleFunction<ToDoubleFunction<Cost>> figure, double goal) {
        if (figure.applyAsDouble(Cost::elapsed) <= goal) {
            return "yes";
        }
        return figure.applyAsDouble(Cost::processor) <= goal ? "in processor time" : "no";
    }

    private static String micros(double nanos) {
        return Report.number("%.2f", nanos / 1000);
    }

    private static String factor(double ratio) {
        return Report.number("%.2f", ratio);
    }
}
