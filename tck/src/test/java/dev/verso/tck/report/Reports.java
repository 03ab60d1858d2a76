package dev.verso.tck.report;

import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.Adapter;
import dev.verso.tck.report.Report.Artifact;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.Environment;
import dev.verso.tck.report.Report.Failure;
import dev.verso.tck.report.Report.KitFacts;
import dev.verso.tck.report.Report.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports of runs that never were: everything that must run, with verdicts that a test chooses. */
public final class Reports {

    static final Expected LIST = ExpectedTest.listed(Kit.DRIVING);

    private Reports() {}

    /** All checks of the contract's kit, passed but for what needs a capability or a fault that is not there. */
    static List<CheckResult> checks(boolean durable, boolean faults) {
        return LIST.checks().stream()
                .map(check -> {
                    Rule rule = Rules.get(check.rule());
                    boolean undeclared =
                            !durable && rule.capability().map(Enum::name).equals(Optional.of("DURABLE"));
                    boolean unreachable = check.level() == CertificateLevel.FAULT_TESTED
                            && (!faults || check.name().contains("failover"));
                    return with(
                            check,
                            undeclared ? Verdict.NOT_DECLARED : unreachable ? Verdict.NOT_RUN : Verdict.PASS,
                            check.invocations());
                })
                .toList();
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
                Map.of(),
                broken ? List.of(new Failure(check.name() + "()", "expected: this\n  seen: that")) : List.of());
    }

    /** A report whose verdict is made from its checks, as ever. */
    public static Report of(String name, String backend, List<String> capabilities, List<CheckResult> checks) {
        boolean faults = capabilities.contains("DURABLE");
        Judgement judgement = Judgement.of(LIST, Rules.all(), faults, faults, checks, List.of());
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
                new Adapter(name, "1.0", backend, capabilities, "LINEARIZABLE", faults ? List.of("CUT") : List.of()),
                List.of(new Artifact("kit", "kit.jar", "jar", "0".repeat(64))),
                new Environment("21", "vm", "os", "arch", 2, "6.1.3"),
                new Run("my.Tck", "2026-01-01T00:00:00Z", 61_234, "4711", 1_234_567, Map.of("races", 17L)),
                judgement.rules());
    }
}
