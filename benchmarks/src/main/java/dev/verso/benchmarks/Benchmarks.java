package dev.verso.benchmarks;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures Verso on the memory adapter against its floors, and prints what came out in Markdown.
 *
 * <p>Arguments: {@code --quick} for a run that only shows whether everything works, and the names of what is to be
 * measured: {@code read}, {@code update}, {@code content}, {@code length}, {@code memory}; without any, all.
 */
public final class Benchmarks {

    private static final String QUICK = "--quick";

    private Benchmarks() {}

    /**
     * Runs the program; its exit code is 0, or 2 if it was given an argument that it does not know.
     *
     * @param arguments {@code --quick}, and names of what is to be measured
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int exitCode = run(List.of(arguments), out, System.err);
        out.flush();
        System.exit(exitCode);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        Set<Subject> subjects = EnumSet.noneOf(Subject.class);
        boolean quick = false;
        for (String argument : arguments) {
            if (argument.equals(QUICK)) {
                quick = true;
            } else if (Subject.names().contains(argument)) {
                subjects.add(Subject.valueOf(argument.toUpperCase(Locale.ROOT)));
            } else {
                err.println("Unknown argument: " + argument + "; give " + QUICK + ", and any of " + Subject.names());
                return 2;
            }
        }
        if (subjects.isEmpty()) {
            subjects.addAll(EnumSet.allOf(Subject.class));
        }
        measure(subjects, quick, new Report(out));
        return 0;
    }

    private static void measure(Set<Subject> subjects, boolean quick, Report report) {
        report.line(circumstances());
        if (!quick) {
            Report nowhere =
                    new Report(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            subjects.forEach(subject -> subject.measure(Effort.rehearsal(), new Tables(nowhere)));
        }
        long from = System.nanoTime();
        Tables tables = new Tables(report);
        subjects.forEach(subject -> subject.measure(quick ? Effort.quick() : Effort.full(), tables));
        report.line("");
        report.line(Report.number("Measured for %.0f s", (System.nanoTime() - from) / 1e9) + "; load at the end "
                + load() + (quick ? ". A quick run: the figures mean nothing." : "."));
    }

    private static String circumstances() {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "JDK %s, %d cores, heap of at most %d MiB, load at the beginning %s.",
                Runtime.version(),
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20,
                load());
    }

    private static String load() {
        return Report.number(
                "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private enum Subject {
        READ {
            @Override
            void measure(Effort effort, Tables tables) {
                ReadBenchmark.measure(effort, tables);
            }
        },
        UPDATE {
            @Override
            void measure(Effort effort, Tables tables) {
                UpdateBenchmark.measure(effort, tables);
            }
        },
        CONTENT {
            @Override
            void measure(Effort effort, Tables tables) {
                ContentBenchmark.measure(effort, tables);
            }
        },
        LENGTH {
            @Override
            void measure(Effort effort, Tables tables) {
                LengthBenchmark.measure(effort, tables);
            }
        },
        MEMORY {
            @Override
            void measure(Effort effort, Tables tables) {
                MemoryBenchmark.measure(effort, tables);
            }
        };

        abstract void measure(Effort effort, Tables tables);

        static List<String> names() {
            return Arrays.stream(values())
                    .map(subject -> subject.name().toLowerCase(Locale.ROOT))
                    .toList();
        }
    }
}
