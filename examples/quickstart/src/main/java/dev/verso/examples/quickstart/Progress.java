package dev.verso.examples.quickstart;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an import is. {@link #complain} may be called by any thread, the rest by one. */
interface Progress extends AutoCloseable {

    /** How often a line is printed where there is no terminal. */
    Duration LINE_INTERVAL = Duration.ofSeconds(2);

    /** Takes note of bytes that were read from the files, as they lie there, and of how many resources are stored. */
    void advance(long bytes, long resources);

    /** Prints a line on its own to the error stream. */
    void complain(String message);

    @Override
    void close();

    /** Gives a bar on a terminal, and else a line every few seconds. */
    static Progress on(Terminal terminal, long totalBytes) {
        return terminal.interactive() ? new Bar(terminal, totalBytes) : new Lines(terminal, totalBytes, LINE_INTERVAL);
    }

    /** A bar that is drawn anew in its place. */
    final class Bar implements Progress {

        private static final String CLEAR_LINE = "\r\u001b[2K";

        private final Terminal terminal;
        private final ProgressBar bar;

        Bar(Terminal terminal, long totalBytes) {
            this.terminal = terminal;
            boolean large = totalBytes >= 10_000_000;
            this.bar = new ProgressBarBuilder()
                    .setTaskName("Import")
                    .setInitialMax(totalBytes)
                    .setUnit(large ? " MB" : " KB", large ? 1_000_000 : 1_000)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(terminal.out(), width()))
                    .build();
        }

        private static int width() {
            try {
                return Math.max(
                        40, Math.min(120, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "80"))));
            } catch (NumberFormatException e) {
                return 80;
            }
        }

        @Override
        public void advance(long bytes, long resources) {
            bar.stepBy(bytes);
            bar.setExtraMessage(String.format(Locale.ROOT, " %,d resources", resources));
        }

        @Override
        public void complain(String message) {
            terminal.out().print(CLEAR_LINE);
            terminal.out().flush();
            terminal.err().println(message);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line every few seconds. */
    final class Lines implements Progress {

        private final Terminal terminal;
        private final long totalBytes;
        private final long intervalNanos;
        private long bytesRead;
        private long lastPrinted = System.nanoTime();

        Lines(Terminal terminal, long totalBytes, Duration interval) {
            this.terminal = terminal;
            this.totalBytes = totalBytes;
            this.intervalNanos = interval.toNanos();
        }

        @Override
        public void advance(long bytes, long resources) {
            bytesRead += bytes;
            if (System.nanoTime() - lastPrinted >= intervalNanos) {
                lastPrinted = System.nanoTime();
                terminal.out()
                        .printf(
                                Locale.ROOT,
                                "Importing: %3.0f %% of %.1f MB read, %,d resources stored%n",
                                totalBytes == 0 ? 100.0 : 100.0 * Math.min(bytesRead, totalBytes) / totalBytes,
                                totalBytes / 1e6,
                                resources);
            }
        }

        @Override
        public void complain(String message) {
            terminal.err().println(message);
        }

        @Override
        public void close() {
            // Nothing is left on the screen that would have to be finished.
        }
    }
}
