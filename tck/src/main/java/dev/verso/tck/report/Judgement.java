package dev.verso.tck.report;

import dev.verso.tck.Rule;
import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.LevelResult;
import dev.verso.tck.report.Report.Reached;
import dev.verso.tck.report.Report.RuleResult;
import dev.verso.tck.report.Report.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the verdicts of checks amount to: the verdict on each rule, the levels reached, and whether that is a certificate.
 *
 * <p>It depends on nothing but what a report has, so that {@code verify} can make it again.
 */
record Judgement(
        Status status,
        CertificateLevel level,
        String summary,
        List<String> reasons,
        List<LevelResult> levels,
        List<RuleResult> rules) {

    private static final int NAMED = 6;

    /**
     * Judges.
     *
     * @param kit the kit, of which the one over the contract must have a check of every rule
     * @param expected what must have run
     * @param known the rules that the kit has
     * @param claim what the subject says of itself
     * @param checks what ran, each check of the list or beyond it at most once
     * @param obstacles what else stands against a certificate
     */
    static Judgement of(
            Kit kit,
            Expected expected,
            List<Rule> known,
            Claim claim,
            List<CheckResult> checks,
            List<String> obstacles) {
        boolean faultLevel =
                expected.checks().stream().anyMatch(check -> check.level() == CertificateLevel.FAULT_TESTED);
        CertificateLevel aim = faultLevel && (claim.isDurable() || claim.hasPort())
                ? CertificateLevel.FAULT_TESTED
                : CertificateLevel.CONCURRENT;
        Map<String, CheckResult> ran = new LinkedHashMap<>();
        checks.forEach(check -> ran.put(check.name(), check));
        List<CheckResult> all = new ArrayList<>();
        for (Expected.Check check : expected.checks()) {
            CheckResult result = ran.remove(check.name());
            all.add(result == null ? neverRan(check) : result);
        }
        List<String> reasons = new ArrayList<>(obstacles);
        reasons.addAll(damage(kit, expected, known, ran.keySet()));
        boolean damaged = !reasons.isEmpty();
        if (claim.isDurable() && !claim.hasPort() && faultLevel) {
            reasons.add("DURABLE is declared, which asks for the level " + CertificateLevel.FAULT_TESTED.title()
                    + ", but the subject has no fault port");
        }
        Set<String> excused = expected.checks().stream()
                .filter(claim::excuses)
                .map(Expected.Check::name)
                .collect(Collectors.toSet());
        List<CheckResult> asked = all.stream()
                .filter(check -> check.verdict() != Verdict.NOT_RUN || !excused.contains(check.name()))
                .toList();
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN)) {
            List<CheckResult> lacking = asked.stream()
                    .filter(check -> check.verdict() == verdict)
                    .filter(check -> verdict == Verdict.FAIL || aim.contains(check.level()))
                    .toList();
            if (!lacking.isEmpty()) {
                reasons.add(told(verdict, lacking));
            }
        }
        List<RuleResult> rules = rules(expected, known, aim, all, asked);
        boolean failed = all.stream().anyMatch(check -> check.verdict() == Verdict.FAIL);
        Status status = failed ? Status.FAILED : reasons.isEmpty() ? Status.CERTIFIED : Status.INCOMPLETE;
        return new Judgement(status, aim, summary(rules), reasons, levels(aim, asked, damaged), rules);
    }

    private static CheckResult neverRan(Expected.Check check) {
        return new CheckResult(
                check.name(),
                check.chapter(),
                check.level(),
                check.ifOffered(),
                Verdict.NOT_RUN,
                0,
                check.invocations(),
                0,
                0,
                List.of(),
                List.of(),
                Map.of(),
                List.of());
    }

    private static List<String> damage(Kit kit, Expected expected, List<Rule> known, Set<String> unexpected) {
        List<String> damage = new ArrayList<>();
        if (expected.checks().isEmpty()) {
            damage.add("The kit is damaged: its list of checks is empty");
        }
        if (!unexpected.isEmpty()) {
            damage.add("The kit is damaged: its list of checks lacks " + named(unexpected));
        }
        Set<String> ids = known.stream().map(Rule::id).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> lacking = new TreeSet<>(expected.rules());
        lacking.addAll(expected.untestable());
        lacking.removeAll(ids);
        if (!lacking.isEmpty()) {
            damage.add("The kit is damaged: its rules lack " + named(lacking));
        }
        if (kit == Kit.DRIVING) {
            ids.removeAll(expected.rules());
            ids.removeAll(expected.untestable());
            if (!ids.isEmpty()) {
                damage.add("The kit is damaged: its list of checks has none of " + named(ids));
            }
            Set<String> excused = known.stream()
                    .filter(rule -> rule.untestable().isPresent())
                    .map(Rule::id)
                    .filter(id -> !expected.untestable().contains(id))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!excused.isEmpty()) {
                damage.add("The kit is damaged: its rules excuse " + named(excused));
            }
        }
        return damage;
    }

    private static String told(Verdict verdict, List<CheckResult> checks) {
        String what = checks.size() == 1 ? "1 check " : checks.size() + " checks ";
        String how = switch (verdict) {
            case FAIL -> "failed: ";
            case ERROR -> "could not be carried out: ";
            default -> "did not run, or not to the end: ";
        };
        return what
                + how
                + named(checks.stream()
                        .map(check -> check.invocations() > 0 && check.invocations() < check.expected()
                                ? check.name() + " (" + check.invocations() + " of " + check.expected() + " times)"
                                : check.name())
                        .toList());
    }

    private static String named(Collection<String> names) {
        String shown = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? shown + " and " + (names.size() - NAMED) + " more" : shown;
    }

    private static List<LevelResult> levels(CertificateLevel aim, List<CheckResult> checks, boolean damaged) {
        List<LevelResult> levels = new ArrayList<>();
        for (CertificateLevel level : CertificateLevel.values()) {
            List<CheckResult> own =
                    checks.stream().filter(check -> check.level() == level).toList();
            if (own.isEmpty()) {
                continue;
            }
            List<CheckResult> upTo = checks.stream()
                    .filter(check -> level.contains(check.level()))
                    .toList();
            levels.add(new LevelResult(
                    level,
                    reached(level, aim, upTo, damaged),
                    own.size(),
                    count(own, Verdict.PASS),
                    count(own, Verdict.NOT_DECLARED)));
        }
        return levels;
    }

    private static Reached reached(
            CertificateLevel level, CertificateLevel aim, List<CheckResult> checks, boolean damaged) {
        if (checks.stream().anyMatch(check -> check.verdict() == Verdict.FAIL)) {
            return Reached.FAILED;
        }
        if (!aim.contains(level)) {
            return Reached.NOT_CLAIMED;
        }
        boolean all = checks.stream()
                .allMatch(check -> check.verdict() == Verdict.PASS || check.verdict() == Verdict.NOT_DECLARED);
        return all && !damaged ? Reached.REACHED : Reached.INCOMPLETE;
    }

    private static int count(List<CheckResult> checks, Verdict verdict) {
        return (int) checks.stream().filter(check -> check.verdict() == verdict).count();
    }

    private static List<RuleResult> rules(
            Expected expected,
            List<Rule> known,
            CertificateLevel aim,
            List<CheckResult> checks,
            List<CheckResult> asked) {
        Map<String, List<CheckResult>> byRule = checks.stream()
                .collect(Collectors.groupingBy(
                        check -> Expected.ruleOf(check.name()), LinkedHashMap::new, Collectors.toList()));
        List<RuleResult> rules = new ArrayList<>();
        for (Rule rule : known) {
            List<CheckResult> own = byRule.getOrDefault(rule.id(), List.of());
            if (own.isEmpty() && !expected.untestable().contains(rule.id())) {
                continue;
            }
            List<CheckResult> counted = own.stream()
                    .filter(check -> aim.contains(check.level()) && asked.contains(check))
                    .toList();
            rules.add(new RuleResult(
                    rule.id(),
                    rule.chapter(),
                    rule.level().name(),
                    rule.capability().map(Enum::name).orElse(""),
                    rule.text().strip(),
                    rule.untestable().map(String::strip).orElse(""),
                    together(counted.isEmpty() ? own : counted),
                    !counted.isEmpty(),
                    own.stream().mapToLong(CheckResult::durationMillis).sum(),
                    own.stream().mapToLong(CheckResult::operations).sum(),
                    own));
        }
        return rules;
    }

    private static Verdict together(List<CheckResult> checks) {
        return worst(checks.stream().map(CheckResult::verdict).toList());
    }

    /** The verdict on what has several: what is broken, then what is not known, and PASS if anything was really asked. */
    static Verdict worst(List<Verdict> verdicts) {
        return List.of(Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN, Verdict.PASS, Verdict.NOT_DECLARED).stream()
                .filter(verdicts::contains)
                .findFirst()
                .orElse(Verdict.NOT_RUN);
    }

    private static String summary(List<RuleResult> rules) {
        long notDeclared = rules.stream()
                .filter(rule -> rule.verdict() == Verdict.NOT_DECLARED)
                .count();
        long required = rules.stream()
                .filter(rule -> rule.required() && rule.verdict() != Verdict.NOT_DECLARED)
                .count();
        long passed = rules.stream()
                .filter(rule -> rule.required() && rule.verdict() == Verdict.PASS)
                .count();
        long untestable = rules.stream().filter(rule -> rule.checks().isEmpty()).count();
        long faults = rules.size() - required - notDeclared - untestable;
        return passed + "/" + required + " required, " + notDeclared + " not declared"
                + (untestable > 0 ? ", " + untestable + " untestable" : "")
                + (faults > 0 ? ", " + faults + " need a fault that is not offered" : "");
    }

    /** Names what differs from what a report says of itself. */
    List<String> differencesFrom(Report report) {
        List<String> differences = new ArrayList<>();
        compare(differences, "status", report.status(), status);
        compare(differences, "level", report.level(), level);
        compare(differences, "summary", report.summary(), summary);
        compare(differences, "reasons", report.reasons(), reasons);
        compare(differences, "levels", report.levels(), levels);
        for (int i = 0; i < Math.max(rules.size(), report.rules().size()); i++) {
            String found = i < rules.size() ? told(rules.get(i)) : "nothing";
            String said = i < report.rules().size() ? told(report.rules().get(i)) : "nothing";
            compare(differences, "rule " + (i + 1), said, found);
        }
        return differences;
    }

    private static String told(RuleResult rule) {
        return rule.id() + " " + rule.level() + " " + rule.verdict() + (rule.required() ? " required" : " not required")
                + ": " + rule.text() + " " + rule.untestable() + " " + rule.capability() + ", chapter " + rule.chapter()
                + ", " + rule.operations() + " operations in " + rule.durationMillis() + " ms";
    }

    private static void compare(List<String> differences, String what, Object said, Object found) {
        if (!said.equals(found)) {
            differences.add("The report says " + what + " = " + said + ", but its checks amount to " + found);
        }
    }
}
