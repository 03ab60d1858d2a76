package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;
import org.opentest4j.AssertionFailedError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one check in a {@link Trial} and makes a verdict of how it ended: a report entry, and for a broken rule a failure
 * with the rule's sentence, what was expected and seen, the calls that led to it, and how to run the check again.
 */
final class Judge {

    private static final Logger LOG = LoggerFactory.getLogger("dev.verso.tck");
    private static final Object ALONE = new Object();
    private static final int TRACED = 25;
    private static final Rule TENANCY = Rules.get("TEN-01");
    private static final Rule CLOSING = Rules.get("ERR-09");

    static {
        LOG.info("The seed of this run is {}; -D{}={} repeats it", Seed.told(), Seed.PROPERTY, Seed.told());
    }

    private final Subject subject;
    private final String testClass;
    private final String testMethod;
    private final String displayName;
    private final TestReporter reporter;
    private final Set<String> needs = new TreeSet<>();

    Judge(Subject subject, String testClass, String testMethod, String displayName, TestReporter reporter) {
        this.subject = subject;
        this.testClass = testClass;
        this.testMethod = testMethod;
        this.displayName = displayName;
        this.reporter = reporter;
    }

    /** Runs a check that needs a fault, alone with the port; without one the rule is left open, and the report says so. */
    void judge(Rule rule, Set<Capability> needed, Fault fault, FaultCheck check) {
        needed.forEach(capability -> needs.add(capability.name()));
        needs.add(fault.name());
        boolean declared = subject.declared().containsAll(needed);
        Optional<FaultPort> port = subject.faults().filter(each -> each.offers().contains(fault));
        if (declared && port.isEmpty()) {
            LOG.warn(
                    "{} {}: not run, because the subject has no fault port that offers {}",
                    testClass,
                    testMethod,
                    fault);
            report(rule, Verdict.NOT_RUN, null);
            return;
        }
        judge(rule, needed, trial -> runAlone(trial, port.orElseThrow(), check));
    }

    private static void runAlone(Trial trial, FaultPort port, FaultCheck check) throws Exception {
        // Not the port's own monitor: its author may use that, from the threads of the check too.
        synchronized (ALONE) {
            try {
                check.run(trial, port);
            } catch (Throwable e) {
                healAfter(e, port);
                throw e;
            }
            port.heal();
        }
    }

    /** What the check found must not be lost if the backend cannot be healed either. */
    private static void healAfter(Throwable found, FaultPort port) {
        try {
            port.heal();
        } catch (Throwable e) {
            if (e != found) {
                found.addSuppressed(e);
            }
        }
    }

    void judge(Rule rule, Set<Capability> needed, Check check) {
        needed.forEach(capability -> needs.add(capability.name()));
        Optional<Capability> missing = needed.stream()
                .filter(capability -> !subject.declared().contains(capability))
                .findFirst();
        Rule judged = missing.isPresent() ? Rules.get("CAP-02") : rule;
        Trial trial;
        try {
            trial = new Trial(subject, Seed.of(testMethod + displayName));
        } catch (Exception | AssertionError e) {
            report(rule, Verdict.ERROR, null);
            throw new AssertionError(unopened(rule, e), e);
        }
        Rule audited = judged;
        try {
            if (missing.isPresent()) {
                new Undeclared(trial, missing.get()).check();
            } else {
                check.run(trial);
            }
            requireAsked(trial);
            audited = TENANCY;
            trial.audit();
            audited = CLOSING;
            trial.close();
        } catch (Throwable e) {
            boolean broken = e instanceof Expect.Unmet || trial.journal().threw(e);
            AssertionError failure = failure(audited, rule, trial, e, broken);
            closeQuietly(trial, failure);
            report(rule, broken ? Verdict.FAIL : Verdict.ERROR, trial);
            throw failure;
        }
        report(rule, missing.isPresent() ? Verdict.NOT_DECLARED : Verdict.PASS, trial);
    }

    private static void requireAsked(Trial trial) {
        if (trial.journal().calls() == 0) {
            throw new IllegalStateException("The check made no call, so it cannot have checked anything");
        }
    }

    private static void closeQuietly(Trial trial, Throwable failure) {
        try {
            trial.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void report(Rule rule, Verdict verdict, @Nullable Trial trial) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("verso.rule", rule.id());
        entry.put("verso.check", testMethod);
        entry.put("verso.verdict", verdict.name());
        entry.put("verso.subject", subject.name() + " " + subject.version());
        put(entry, "verso.adapter", subject.name());
        put(entry, "verso.adapter.version", subject.version());
        put(entry, "verso.needs", String.join(",", needs));
        put(entry, "verso.capabilities", names(subject.declared()));
        subject.faults().ifPresent(port -> put(entry, "verso.faults", names(port.offers())));
        entry.put("verso.seed", Long.toString(Seed.told()));
        if (trial != null) {
            entry.put("verso.calls", Integer.toString(trial.journal().calls()));
            trial.capabilities().ifPresent(told -> {
                put(entry, "verso.backend", told.backend());
                put(entry, "verso.reads", told.reads().name());
            });
            put(entry, "verso.contention", trial.contention());
            if (!trial.notes().isEmpty()) {
                entry.put("verso.notes", String.join("; ", trial.notes()));
                LOG.info("{} {}: {}", testClass, testMethod, String.join("; ", trial.notes()));
            }
        }
        reporter.publishEntry(entry);
    }

    private String again() {
        return Again.check(testClass, testMethod);
    }

    /** JUnit takes no entry that is blank. */
    private static void put(Map<String, String> entry, String name, String value) {
        if (!value.isBlank()) {
            entry.put(name, value);
        }
    }

    private static String names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
    }

    private String unopened(Rule rule, Throwable thrown) {
        return rule.id() + " (" + rule.level() + ") could not be checked on " + subject.name() + ' '
                + subject.version() + "\n  rule:     \"" + rule.text().strip() + '"'
                + "\n  expected: the opener gives a new storage instance over the same backend at each call"
                + "\n  seen:     no storage instance to check with: " + Words.of(thrown) + Words.placeOf(thrown)
                + "\n  hint:     if other checks could open one, see whether closing an instance closes what it was given"
                + " (ERR-09): the kit closes each instance\n  again:    " + again();
    }

    private AssertionError failure(Rule audited, Rule rule, Trial trial, Throwable thrown, boolean broken) {
        StringBuilder message = new StringBuilder();
        message.append(audited.id()).append(" (").append(audited.level()).append(')');
        message.append(broken ? " is broken by " : " could not be checked on ");
        message.append(subject.name()).append(' ').append(subject.version());
        if (audited != rule) {
            message.append(", found by the check of ").append(rule.id());
        }
        message.append("\n  rule:     \"").append(audited.text().strip()).append('"');
        Set<String> concerns = Set.of();
        if (thrown instanceof Expect.Unmet unmet) {
            message.append("\n  expected: ").append(unmet.expected());
            message.append("\n  seen:     ").append(unmet.seen());
            concerns = unmet.concerns();
        } else if (broken) {
            message.append("\n  expected: the call returns");
            message.append("\n  seen:     it threw ").append(Words.of(thrown)).append(Words.placeOf(thrown));
        } else {
            message.append("\n  the check itself failed: ")
                    .append(Words.of(thrown))
                    .append(Words.placeOf(thrown));
        }
        List<Journal.Call> trace =
                trial.journal().trace(concerns.isEmpty() ? trial.journal().newestConcerns() : concerns, TRACED);
        if (!trial.sharesOneBackend()) {
            message.append("\n  hint:     what one instance writes another one does not see; the opener must give a new"
                    + " instance over the same backend at each call");
        }
        message.append("\n  the last calls:");
        message.append(trace.stream().map(Journal.Call::toString).collect(Collectors.joining("\n    ", "\n    ", "")));
        message.append("\n  seed:     ").append(Seed.told());
        message.append("\n  again:    ").append(again());
        if (thrown instanceof Expect.Unmet unmet) {
            return new AssertionFailedError(message.toString(), unmet.expected(), unmet.seen(), thrown);
        }
        return new AssertionError(message.toString(), thrown);
    }
}
