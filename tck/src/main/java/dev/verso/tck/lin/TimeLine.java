package dev.verso.tck.lin;

import dev.verso.tck.lin.Verdict.Violation;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells a violation as text: what should be so, what was found, and the operations on a time line. Stateless. */
public final class TimeLine {

    private static final int WIDTH = 40;
    private static final int SHOWN = 24;

    private TimeLine() {}

    /**
     * Tells a violation.
     *
     * @param violation the violation
     * @param history the history that it was found in
     * @return several lines, without content; the witness is marked with {@code >}
     */
    public static String of(Violation violation, History history) {
        Window window = Window.of(violation, history, SHOWN);
        StringBuilder text = new StringBuilder();
        Breach breach = violation.breach();
        text.append(breach.rule()).append(": ").append(breach.requirement()).append('\n');
        text.append("key:   ").append(violation.key()).append('\n');
        text.append("found: ").append(violation.explanation()).append('\n');
        if (!violation.slots().isEmpty()) {
            text.append("audit: ")
                    .append(violation.slots().stream().map(Audit.Slot::toString).collect(Collectors.joining(" | ")))
                    .append('\n');
        }
        text.append(
                "time in microseconds after the first call shown; > is the witness, ~ an outcome that is not known\n");
        window.operations().forEach(operation -> line(text, window, operation));
        if (window.left() > 0) {
            text.append("  and ").append(window.left()).append(" more operations on the key beside these\n");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Window window, Operation operation) {
        boolean unknown = operation.outcome() instanceof Outcome.Unknown;
        int from = (int) Math.round(window.place(operation.invoked()) * (WIDTH - 1));
        int to = unknown ? WIDTH - 1 : (int) Math.round(window.place(operation.returned()) * (WIDTH - 1));
        char[] bar = " ".repeat(WIDTH).toCharArray();
        for (int i = from; i <= to; i++) {
            bar[i] = unknown ? '~' : '=';
        }
        String returned = operation.returned() == Operation.NEVER
                ? "     never"
                : String.format(Locale.ROOT, "%10.1f", (operation.returned() - window.begin()) / 1e3);
        text.append(String.format(
                Locale.ROOT,
                "%s %10.1f %s |%s| process %d on %s: %s -> %s%s%n",
                window.isWitness(operation) ? ">" : " ",
                (operation.invoked() - window.begin()) / 1e3,
                returned,
                new String(bar),
                operation.process(),
                operation.instance(),
                operation.call(),
                operation.outcome(),
                window.made(operation)));
    }
}
