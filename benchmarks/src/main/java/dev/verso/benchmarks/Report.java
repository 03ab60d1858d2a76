package dev.verso.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Markdown, printed as it comes to be known. */
final class Report {

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Begins a table under a heading. */
    Table table(String title, String... columns) {
        line("");
        line("### " + title);
        line("");
        Table table = new Table();
        table.row(columns);
        table.row(Arrays.stream(columns).map(column -> "---:").toArray(String[]::new));
        return table;
    }

    static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** A table whose rows follow its head. */
    final class Table {

        void row(String... cells) {
            line(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |")));
        }
    }
}
