package dev.verso.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Stops processes in their tracks with SIGSTOP, and lets them go on with SIGCONT.
 *
 * <p>The signal is taken by one thread, whenever that one is next scheduled, and only then stops the others: on a busy machine a
 * server answers for a while after it was sent. So {@link #freeze} returns when every thread stands still.
 */
final class Freezer {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Freezer() {}

    static void freeze(ProcessHandle process) {
        signal(process, "STOP");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && !standsStill(process.pid())) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("Process " + process.pid() + " did not stop within " + PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    static void thaw(ProcessHandle process) {
        signal(process, "CONT");
    }

    private static void signal(ProcessHandle process, String signal) {
        String answer = run(List.of("kill", "-" + signal, Long.toString(process.pid())));
        // A process that has ended needs neither.
        if (process.isAlive() && !answer.isBlank()) {
            throw new IllegalStateException("The server did not take SIG" + signal + ": " + answer);
        }
    }

    private static boolean standsStill(long pid) {
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(threads)) {
            return run(List.of("ps", "-o", "state=", "-p", Long.toString(pid)))
                    .strip()
                    .startsWith("T");
        }
        try (Stream<Path> each = Files.list(threads)) {
            return each.allMatch(Freezer::isStopped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The state is the letter after the command's name, which may itself hold spaces and parentheses: T for a stopped thread, Z
     * for one that has ended and that a frozen parent does not bury.
     */
    private static boolean isStopped(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
            return "TZ".indexOf(line.charAt(line.lastIndexOf(')') + 2)) >= 0;
        } catch (IOException e) {
            // The thread has ended between the listing and the look.
            return !Files.exists(thread);
        }
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command, e);
        }
    }
}
