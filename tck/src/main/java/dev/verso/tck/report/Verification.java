package dev.verso.tck.report;

import dev.verso.Capability;
import dev.verso.tck.Rules;
import dev.verso.tck.Verdict;
import dev.verso.tck.report.Finding.Answer;
import dev.verso.tck.report.Report.Artifact;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.RuleResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks a report: against the jars that it says it is of, and against itself.
 *
 * <p>It can tell that a report belongs to other jars, and that one was edited in a way that no run gives. It cannot tell that
 * the run took place: a report is written by whoever ran the kit, and one who writes it from scratch, with all that is
 * checked here in mind, is not found out. Stateless.
 */
public final class Verification {

    /** What a verification cannot tell, in words for those who read its outcome. */
    public static final String LIMITS =
            "This proves that the report fits the jars and itself. It does not prove that the"
                    + " run took place: a report is a self-certification, tamper-evident but not unforgeable. Run the kit on the"
                    + " same jars to know.";

    private static final String RULES = "dev/verso/tck/rules.yaml";
    private static final String LISTS = "dev/verso/tck/report/";

    private Verification() {}

    /**
     * Checks a report.
     *
     * @param report the report
     * @param kit the jar of the kit, or of the command line, which has it within; or the directory of its classes, where a
     *     build of several modules ran it before it was packaged
     * @param adapters the jars of the adapter, or the directories of its classes
     * @return what was found, in the order of looking
     * @throws IOException if a jar cannot be read
     */
    public static List<Finding> of(Report report, Optional<Path> kit, List<Path> adapters) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (kit.isPresent()) {
            kit(report, kit.get(), findings);
        } else {
            findings.add(
                    new Finding(Answer.UNKNOWN, "No kit is given (--kit): whether it was an unchanged one is open"));
        }
        for (Path adapter : adapters) {
            adapter(report, adapter, findings);
        }
        if (adapters.isEmpty()) {
            findings.add(
                    new Finding(Answer.UNKNOWN, "No adapter is given (--adapter): whether it was this one is open"));
        }
        itself(report, findings);
        findings.add(new Finding(
                report.isCertificate() ? Answer.RIGHT : Answer.WRONG,
                report.isCertificate()
                        ? "It is a certificate of the level " + report.level().title()
                        : "It is no certificate: " + report.status() + ", " + String.join("; ", report.reasons())));
        return findings;
    }

    private static void kit(Report report, Path kit, List<Finding> findings) throws IOException {
        String hash = Fingerprint.of(kit);
        List<Artifact> kits = report.artifacts().stream()
                .filter(artifact -> artifact.role().equals("kit"))
                .toList();
        boolean same = kits.stream().anyMatch(artifact -> artifact.sha256().equals(hash));
        findings.add(new Finding(
                same ? Answer.RIGHT : Answer.WRONG,
                same
                        ? "The kit is " + kit.getFileName() + ", SHA-256 " + hash
                        : "The kit is not " + kit.getFileName() + ": that has SHA-256 " + hash + ", the report names "
                                + kits.stream().map(Artifact::sha256).toList()));
        resource(kit, RULES, report.kit().rulesSha256(), findings);
        Optional<Kit> port = Kit.of(report.kit().port());
        if (port.isPresent()) {
            resource(kit, LISTS + port.get().list(), report.kit().checksSha256(), findings);
        }
    }

    private static void resource(Path kit, String name, String said, List<Finding> findings) throws IOException {
        boolean same =
                bytes(kit, name).map(Fingerprint::of).filter(said::equals).isPresent();
        findings.add(new Finding(
                same ? Answer.RIGHT : Answer.WRONG,
                name + (same ? " in it is the report's" : " in it is not the report's")));
    }

    private static Optional<byte[]> bytes(Path kit, String name) throws IOException {
        if (Files.isDirectory(kit)) {
            Path file = kit.resolve(name);
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }
        try (ZipFile zip = new ZipFile(kit.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return Optional.of(in.readAllBytes());
            }
        }
    }

    private static void adapter(Report report, Path adapter, List<Finding> findings) throws IOException {
        String hash = Fingerprint.of(adapter);
        Optional<Artifact> found = report.artifacts().stream()
                .filter(artifact -> artifact.sha256().equals(hash))
                .findFirst();
        findings.add(found.map(artifact -> new Finding(
                        Answer.RIGHT,
                        adapter.getFileName() + " was on the class path, as " + artifact.role() + ", SHA-256 " + hash))
                .orElseGet(() -> new Finding(
                        Answer.WRONG,
                        adapter.getFileName() + ", SHA-256 " + hash + ", was not on the class path of this run")));
    }

    private static void itself(Report report, List<Finding> findings) {
        Optional<Kit> kit = Kit.of(report.kit().port());
        boolean own = kit.isPresent()
                && report.kit().rulesSha256().equals(Session.hash("/" + RULES))
                && report.kit().checksSha256().equals(Session.hash(kit.get().list()));
        if (!own) {
            findings.add(new Finding(
                    Answer.UNKNOWN,
                    "The rules or the list of checks are not those of kit " + Session.version()
                            + ": use the verso-tck of kit " + report.kit().version() + " to judge its verdicts again"));
            return;
        }
        Expected expected = Expected.parse(Session.resource(kit.get().list()));
        Claim claim = Claim.of(report.adapter().capabilities(), report.adapter().faults());
        List<String> problems = new ArrayList<>();
        List<CheckResult> checks = checks(report, expected, claim, problems);
        Judgement judgement = judged(report, kit.get(), expected, claim, checks);
        problems.addAll(judgement.differencesFrom(report));
        sums(report, checks, problems);
        claim.capabilities().stream()
                .filter(name -> Arrays.stream(Capability.values())
                        .noneMatch(known -> known.name().equals(name)))
                .forEach(name -> problems.add("There is no capability " + name));
        if (problems.isEmpty()) {
            findings.add(new Finding(
                    Answer.RIGHT,
                    "Verdicts, levels and counts follow from its " + checks.size() + " checks: "
                            + judgement.summary()));
        }
        problems.forEach(problem -> findings.add(new Finding(Answer.WRONG, problem)));
    }

    /** What stood against it may have been beside the checks, such as a run that was cut short. */
    private static Judgement judged(Report report, Kit kit, Expected expected, Claim claim, List<CheckResult> checks) {
        Judgement byChecks = Judgement.of(kit, expected, Rules.all(), claim, checks, List.of());
        List<String> besides = report.reasons().stream()
                .filter(reason -> !byChecks.reasons().contains(reason))
                .toList();
        return besides.isEmpty() || report.isCertificate()
                ? byChecks
                : Judgement.of(kit, expected, Rules.all(), claim, checks, besides);
    }

    private static void sums(Report report, List<CheckResult> checks, List<String> problems) {
        sum(problems, "operations", report.run().operations(), Sums.operations(checks));
        sum(problems, "contention", report.run().contention(), Sums.contention(checks));
        sum(problems, "seed", report.run().seed(), Sums.seed(checks));
    }

    private static void sum(List<String> problems, String what, Object said, Object found) {
        if (!said.equals(found)) {
            problems.add(
                    "The report says " + what + " of the run = " + said + ", but those of its checks are " + found);
        }
    }

    private static List<CheckResult> checks(Report report, Expected expected, Claim claim, List<String> problems) {
        Map<String, Expected.Check> listed = new HashMap<>();
        expected.checks().forEach(check -> listed.put(check.name(), check));
        Set<String> seen = new HashSet<>();
        List<CheckResult> checks = new ArrayList<>();
        for (RuleResult rule : report.rules()) {
            for (CheckResult check : rule.checks()) {
                Expected.Check line = listed.get(check.name());
                if (line == null || !seen.add(check.name()) || !line.rule().equals(rule.id())) {
                    problems.add(rule.id() + " has a check that does not belong there: " + check.name());
                    continue;
                }
                checks.add(check);
                problem(check, line, report.kit().port()).ifPresent(problems::add);
                contradiction(check, line, claim).ifPresent(problems::add);
            }
        }
        return checks;
    }

    /** What is declared must have been asked for, what is not must have been refused, and no fault comes from nowhere. */
    private static Optional<String> contradiction(CheckResult check, Expected.Check line, Claim claim) {
        boolean asked = line.asks(claim.capabilities());
        if (check.verdict() == (asked ? Verdict.NOT_DECLARED : Verdict.PASS)) {
            return Optional.of(check.name() + " cannot be " + check.verdict() + ": it needs " + line.needs()
                    + ", and what the adapter declares is " + new TreeSet<>(claim.capabilities()));
        }
        boolean unoffered = line.fault().isPresent()
                && !claim.faults().contains(line.fault().get());
        return check.verdict() == Verdict.PASS && unoffered
                ? Optional.of(check.name() + " cannot be PASS: it needs the fault "
                        + line.fault().get() + ", and the port offers " + new TreeSet<>(claim.faults()))
                : Optional.empty();
    }

    private static Optional<String> problem(CheckResult check, Expected.Check line, String port) {
        boolean asListed = check.level() == line.level()
                && check.ifOffered() == line.ifOffered()
                && check.expected() == line.invocations();
        boolean good = check.verdict() == Verdict.PASS || check.verdict() == Verdict.NOT_DECLARED;
        String chapter = Kit.of(port).map(Kit::chapters).orElse("") + line.chapter();
        if (!asListed) {
            return Optional.of(check.name() + " is not as the kit's list has it");
        }
        if (good
                && (check.invocations() < check.expected()
                        || check.operations() == 0
                        || !check.failures().isEmpty()
                        || !check.declaredBy().equals(chapter))) {
            return Optional.of(check.name() + " cannot be " + check.verdict() + ": it ran " + check.invocations()
                    + " of " + check.expected() + " times, with " + check.operations() + " operations and "
                    + check.failures().size() + " failures, as a check of " + check.declaredBy());
        }
        return Optional.empty();
    }
}
