package dev.verso.tck.report;

import dev.verso.Capability;
import dev.verso.tck.Rules;
import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.Adapter;
import dev.verso.tck.report.Report.Artifact;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.Environment;
import dev.verso.tck.report.Report.Failure;
import dev.verso.tck.report.Report.KitFacts;
import dev.verso.tck.report.Report.Run;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports of runs that never were: everything that must run, with verdicts that a test chooses. */
public final class Reports {

    static final Expected LIST = ExpectedTest.listed(Kit.DRIVING);

    /** What the port of a durable subject offers: all but a failover, which not every backend has. */
    static final Set<String> FAULTS = Set.of("CUT", "KILL_CONNECTIONS", "KILL_SERVER", "PAUSE_SERVER");

    private Reports() {}

    /** All checks of the contract's kit, passed but for what needs a capability or a fault that is not there. */
    static List<CheckResult> checks(boolean durable, boolean faults) {
        return checks(claim(durable, faults));
    }

    static List<CheckResult> checks(Claim claim) {
        return LIST.checks().stream()
                .map(check -> {
                    boolean undeclared = !check.asks(claim.capabilities());
                    boolean unreachable = check.fault().isPresent()
                            && !claim.faults().contains(check.fault().get());
                    return with(
                            check,
                            undeclared ? Verdict.NOT_DECLARED : unreachable ? Verdict.NOT_RUN : Verdict.PASS,
                            check.invocations());
                })
                .toList();
    }

    /** A subject that declares all but DURABLE, or that too, and has a port or none. */
    static Claim claim(boolean durable, boolean faults) {
        Set<String> declared = Arrays.stream(Capability.values())
                .filter(capability -> durable || capability != Capability.DURABLE)
                .map(Enum::name)
                .collect(Collectors.toSet());
        return new Claim(declared, faults ? FAULTS : Set.of());
    }

    static CheckResult with(Expected.Check check, Verdict verdict, int invocations) {
        boolean broken = verdict == Verdict.FAIL || verdict == Verdict.ERROR;
        return new CheckResult(
                check.name(),
                "dev.verso.tck." + check.chapter(),
                check.level(),
                check.ifOffered(),
                verdict,
                invocations,
                check.invocations(),
                12,
                34,
                List.of("4711"),
                List.of(),
                Map.of("races", 17L),
                broken ? List.of(new Failure(check.name() + "()", "expected: this\n  seen: that")) : List.of());
    }

    /** All checks of a subject with these capabilities, which has a port if it is durable. */
    static List<CheckResult> checks(List<String> capabilities) {
        return checks(claim(capabilities));
    }

    private static Claim claim(List<String> capabilities) {
        return Claim.of(capabilities, capabilities.contains("DURABLE") ? FAULTS : Set.of());
    }

    /** A report whose verdict is made from its checks, as ever. */
    public static Report of(String name, String backend, List<String> capabilities, List<CheckResult> checks) {
        Claim claim = claim(capabilities);
        Judgement judgement = Judgement.of(Kit.DRIVING, LIST, Rules.all(), claim, checks, List.of());
        return new Report(
                Report.FORMAT,
                judgement.status(),
                judgement.level(),
                judgement.summary(),
                judgement.reasons(),
                judgement.levels(),
                new KitFacts(
                        "driving",
                        Session.version(),
                        Rules.contract(),
                        Session.hash("/dev/verso/tck/rules.yaml"),
                        Session.hash(Kit.DRIVING.list())),
                new Adapter(
                        name,
                        "1.0",
                        backend,
                        capabilities,
                        "LINEARIZABLE",
                        claim.faults().stream().sorted().toList()),
                List.of(new Artifact("kit", "kit.jar", "jar", "0".repeat(64))),
                new Environment("21", "vm", "os", "arch", 2, "6.1.3"),
                new Run(
                        "my.Tck",
                        "2026-01-01T00:00:00Z",
                        61_234,
                        Sums.seed(checks),
                        Sums.operations(checks),
                        Sums.contention(checks)),
                judgement.rules());
    }
}
