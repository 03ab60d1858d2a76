package dev.verso.tck.report;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One invocation of one check, as it was seen from outside. Not thread-safe. */
final class Observed {

    private final String check;
    private final String declaredBy;
    private final String invocation;
    private final long began = System.nanoTime();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Map<String, String> entries = new LinkedHashMap<>();
    private boolean ended;
    private boolean aborted;
    private long nanos;
    private @Nullable Throwable thrown;

    Observed(String check, String declaredBy, String invocation) {
        this.check = check;
        this.declaredBy = declaredBy;
        this.invocation = invocation;
    }

    String check() {
        return check;
    }

    String declaredBy() {
        return declaredBy;
    }

    void told(Map<String, String> entry) {
        String verdict = entry.get("verso.verdict");
        if (verdict != null) {
            entries.putAll(entry);
            Arrays.stream(Verdict.values())
                    .filter(known -> known.name().equals(verdict))
                    .forEach(verdicts::add);
        }
    }

    void finished(boolean successful, boolean wasAborted, @Nullable Throwable failure) {
        ended = true;
        aborted = wasAborted;
        nanos = System.nanoTime() - began;
        thrown = successful ? null : failure == null ? new AssertionError("It ended without saying why") : failure;
    }

    /** What the kit says, unless JUnit knows better: a check that says nothing has checked nothing. */
    Verdict verdict() {
        if (!ended || aborted) {
            return Verdict.NOT_RUN;
        }
        Verdict said = Judgement.worst(verdicts);
        boolean sound = said == Verdict.PASS || said == Verdict.NOT_DECLARED || verdicts.isEmpty();
        return thrown != null && sound ? Verdict.ERROR : said;
    }

    String fact(String name) {
        return entries.getOrDefault(name, "");
    }

    /** Puts the invocations of one check together. */
    static CheckResult together(Expected.Check expected, Collection<Observed> invocations, String chapters) {
        List<Verdict> verdicts = new ArrayList<>();
        TreeSet<String> seeds = new TreeSet<>();
        List<String> notes = new ArrayList<>();
        Map<String, Long> contention = new TreeMap<>();
        List<Failure> failures = new ArrayList<>();
        long nanos = 0;
        long operations = 0;
        String declaredBy = "";
        for (Observed each : invocations) {
            declaredBy = each.declaredBy;
            verdicts.add(each.verdict());
            nanos += each.nanos;
            operations += number(each.fact("verso.calls"));
            add(seeds, each.fact("verso.seed"));
            add(notes, each.fact("verso.notes"));
            for (String measured : each.fact("verso.contention").split(",")) {
                String[] parts = measured.split("=", 2);
                if (parts.length == 2) {
                    contention.merge(parts[0], number(parts[1]), Long::sum);
                }
            }
            Throwable thrown = each.thrown;
            if (thrown != null) {
                failures.add(new Failure(each.invocation, message(thrown)));
            }
        }
        boolean whole =
                invocations.size() >= expected.invocations() && declaredBy.equals(chapters + expected.chapter());
        if (!whole) {
            verdicts.add(Verdict.NOT_RUN);
        }
        return new CheckResult(
                expected.name(),
                declaredBy.isEmpty() ? chapters + expected.chapter() : declaredBy,
                expected.level(),
                expected.ifOffered(),
                Judgement.worst(verdicts),
                invocations.size(),
                expected.invocations(),
                nanos / 1_000_000,
                operations,
                List.copyOf(seeds),
                notes,
                contention,
                failures);
    }

    private static void add(Collection<String> all, String one) {
        if (!one.isEmpty()) {
            all.add(one);
        }
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    static String message(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return thrown instanceof AssertionError ? message : thrown.getClass().getName() + ": " + message;
    }
}
