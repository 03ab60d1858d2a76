package dev.verso.tck.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Tells how far a run is: on a terminal in one line that is written over, elsewhere in a line for every so many checks; and
 * each failure in full, when it happens.
 */
final class Progress implements TestExecutionListener {

    private static final int EVERY = 50;

    private final PrintWriter err;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private long expected;
    private long done;
    private long failed;

    Progress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan plan) {
        expected = plan.countTestIdentifiers(TestIdentifier::isTest);
    }

    @Override
    public synchronized void dynamicTestRegistered(TestIdentifier identifier) {
        if (identifier.isTest()) {
            expected++;
        }
    }

    @Override
    public synchronized void executionStarted(TestIdentifier identifier) {
        if (terminal && identifier.isTest()) {
            String name = identifier.getLegacyReportingName();
            err.printf(
                    Locale.ROOT,
                    "\r\033[K%s %s",
                    count(),
                    Words.line(name.length() > 60 ? name.substring(0, 60) : name));
            err.flush();
        }
    }

    @Override
    public synchronized void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (identifier.isTest()) {
            done++;
        }
        result.getThrowable().ifPresent(thrown -> {
            failed++;
            clear();
            err.println(Words.plain(String.valueOf(thrown.getMessage())));
            err.println();
        });
        if (!terminal && identifier.isTest() && done % EVERY == 0) {
            err.println(count());
        }
        err.flush();
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        clear();
        err.println(count());
        err.flush();
    }

    private void clear() {
        if (terminal) {
            err.print("\r\033[K");
        }
    }

    private String count() {
        return String.format(
                Locale.ROOT,
                "%d/%d checks, %d failed, %d s",
                done,
                expected,
                failed,
                (System.nanoTime() - began) / 1_000_000_000);
    }
}
