package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.LevelResult;
import dev.verso.tck.report.Report.Reached;
import dev.verso.tck.report.Report.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a certificate, what is none, and that a damaged kit is noticed. */
class JudgementTest {

    private static final List<Rule> RULES = Rules.all();
    private static final Claim DURABLE = Reports.claim(true, true);

    @Test
    void all_that_a_store_without_DURABLE_needs_is_a_certificate_of_the_level_Concurrent() {
        Judgement judgement = of(false, false, Reports.checks(false, false));

        assertThat(judgement.reasons()).isEmpty();
        assertThat(judgement.status()).isEqualTo(Status.CERTIFIED);
        assertThat(judgement.level()).isEqualTo(CertificateLevel.CONCURRENT);
        assertThat(judgement.levels())
                .extracting(LevelResult::status)
                .containsExactly(Reached.REACHED, Reached.REACHED, Reached.NOT_CLAIMED);
    }

    @Test
    void with_a_fault_port_the_level_is_Fault_tested() {
        Judgement judgement = of(true, true, Reports.checks(true, true));

        assertThat(judgement.reasons()).isEmpty();
        assertThat(judgement.status()).isEqualTo(Status.CERTIFIED);
        assertThat(judgement.level()).isEqualTo(CertificateLevel.FAULT_TESTED);
        assertThat(judgement.levels()).extracting(LevelResult::status).containsOnly(Reached.REACHED);
    }

    @Test
    void the_summary_counts_each_rule_once() {
        String summary = of(false, false, Reports.checks(false, false)).summary();

        int counted = Stream.of(summary.replaceAll("[0-9]+/", "")
                        .replaceAll("[^0-9]+", " ")
                        .strip()
                        .split(" "))
                .mapToInt(Integer::parseInt)
                .sum();
        assertThat(counted).isEqualTo(RULES.size());
        assertThat(summary).matches("([0-9]+)/\\1 required, .* not declared, 6 untestable, 2 need a fault .*");
    }

    @Test
    void DURABLE_without_a_fault_port_is_incomplete() {
        Judgement judgement = of(true, false, Reports.checks(true, false));

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.reasons())
                .anyMatch(reason -> reason.contains("DURABLE") && reason.contains("no fault port"))
                .anyMatch(reason -> reason.contains("FLT_01_"));
        assertThat(judgement.levels())
                .extracting(LevelResult::status)
                .containsExactly(Reached.REACHED, Reached.REACHED, Reached.INCOMPLETE);
    }

    @Test
    void a_port_that_kills_no_server_is_not_enough_for_DURABLE() {
        Judgement judgement = of(true, true, replaced("FLT_01_", Verdict.NOT_RUN, true));

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.reasons()).singleElement().asString().contains("FLT_01_");
    }

    static Stream<String> checks() {
        return Reports.LIST.checks().stream()
                .filter(check -> !check.ifOffered())
                .map(Expected.Check::name);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void without_any_one_check_there_is_no_certificate(String name) {
        List<CheckResult> checks = Reports.checks(true, true).stream()
                .filter(check -> !check.name().equals(name))
                .toList();

        Judgement judgement = of(true, true, checks);

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.reasons()).singleElement().asString().contains(name);
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"ERROR", "NOT_RUN"})
    void what_is_not_known_is_incomplete_and_never_green(Verdict verdict) {
        Judgement judgement = of(true, true, replaced("VER_02_", verdict, true));

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.levels()).extracting(LevelResult::status).containsOnly(Reached.INCOMPLETE);
    }

    @Test
    void what_is_broken_is_failed_whatever_else_is_not_known() {
        List<CheckResult> checks = new ArrayList<>(replaced("VER_02_", Verdict.FAIL, true));
        checks.remove(checks.size() - 1);

        Judgement judgement = of(true, true, checks);

        assertThat(judgement.status()).isEqualTo(Status.FAILED);
        assertThat(judgement.levels()).extracting(LevelResult::status).containsOnly(Reached.FAILED);
    }

    @Test
    void a_fault_that_may_be_left_out_may_not_fail() {
        assertThat(of(true, true, replaced("FLT_04_", Verdict.NOT_RUN, true)).status())
                .isEqualTo(Status.CERTIFIED);
        assertThat(of(true, true, replaced("FLT_04_", Verdict.FAIL, true)).status())
                .isEqualTo(Status.FAILED);
        assertThat(of(true, true, replaced("FLT_04_", Verdict.ERROR, true)).status())
                .isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void a_failure_beyond_the_level_is_a_failure_too() {
        assertThat(of(false, false, replaced("ERR_03_a_write_whose_connection", Verdict.FAIL, false))
                        .status())
                .isEqualTo(Status.FAILED);
    }

    @Test
    void a_chapter_that_was_taken_out_of_the_kit_is_noticed() {
        List<CheckResult> checks = Reports.checks(true, true).stream()
                .filter(check -> !check.declaredBy().endsWith(".LinearizabilityRules"))
                .toList();

        Judgement judgement = of(true, true, checks);

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.levels().get(1).status()).isEqualTo(Reached.INCOMPLETE);
        assertThat(judgement.reasons())
                .singleElement()
                .asString()
                .startsWith("3 checks did not run")
                .contains("LOCK_06_");
    }

    @Test
    void a_rule_that_was_taken_out_of_rules_yaml_is_noticed() {
        for (Rule gone : RULES) {
            List<Rule> fewer = RULES.stream().filter(rule -> rule != gone).toList();

            Judgement judgement =
                    Judgement.of(Kit.DRIVING, Reports.LIST, fewer, DURABLE, Reports.checks(true, true), List.of());

            assertThat(judgement.status()).as(gone.id()).isEqualTo(Status.INCOMPLETE);
            assertThat(judgement.reasons()).containsExactly("The kit is damaged: its rules lack " + gone.id());
        }
    }

    @Test
    void a_rule_that_is_suddenly_untestable_is_noticed() {
        List<Rule> excused = RULES.stream()
                .map(rule -> rule.id().equals("LOCK-01")
                        ? new Rule(
                                rule.id(),
                                rule.chapter(),
                                rule.level(),
                                rule.text(),
                                rule.since(),
                                rule.capability(),
                                Optional.of("too hard"))
                        : rule)
                .toList();

        Judgement judgement =
                Judgement.of(Kit.DRIVING, Reports.LIST, excused, DURABLE, Reports.checks(true, true), List.of());

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.reasons()).containsExactly("The kit is damaged: its rules excuse LOCK-01");
    }

    @Test
    void a_list_that_lost_a_check_or_everything_is_noticed() {
        List<Expected.Check> fewer = Reports.LIST.checks().stream().skip(1).toList();
        Judgement lost = Judgement.of(
                Kit.DRIVING,
                new Expected(fewer, Reports.LIST.untestable()),
                RULES,
                DURABLE,
                Reports.checks(true, true),
                List.of());
        Judgement empty = Judgement.of(
                Kit.DRIVING, new Expected(List.of(), Set.of()), RULES, DURABLE, Reports.checks(true, true), List.of());

        assertThat(lost.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(lost.reasons())
                .containsExactly("The kit is damaged: its list of checks lacks "
                        + Reports.LIST.checks().get(0).name());
        assertThat(empty.status()).isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void a_rule_without_a_line_in_the_list_is_noticed() {
        List<Expected.Check> fewer = Reports.LIST.checks().stream()
                .filter(check -> !check.rule().equals("TEN-01"))
                .toList();
        List<CheckResult> checks = Reports.checks(true, true).stream()
                .filter(check -> !check.name().startsWith("TEN_01_"))
                .toList();

        Judgement judgement = Judgement.of(
                Kit.DRIVING, new Expected(fewer, Reports.LIST.untestable()), RULES, DURABLE, checks, List.of());

        assertThat(judgement.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(judgement.reasons()).containsExactly("The kit is damaged: its list of checks has none of TEN-01");
    }

    /** The list's own UNTESTABLE lines may be what was taken out. */
    @Test
    void a_list_that_lost_its_excuses_too_is_noticed() {
        List<Expected.Check> fewer = Reports.LIST.checks().stream()
                .filter(check -> !check.rule().equals("TEN-01"))
                .toList();
        List<CheckResult> checks = Reports.checks(true, true).stream()
                .filter(check -> !check.name().startsWith("TEN_01_"))
                .toList();

        Judgement judgement =
                Judgement.of(Kit.DRIVING, new Expected(fewer, Set.of()), RULES, DURABLE, checks, List.of());

        assertThat(judgement.reasons()).anyMatch(reason -> reason.contains("none of") && reason.contains("TEN-01"));
        assertThat(judgement.reasons()).anyMatch(reason -> reason.contains("its rules excuse"));
    }

    @Test
    void a_fault_that_the_port_offers_may_not_be_left_out() {
        Claim offering = new Claim(DURABLE.capabilities(), Set.of("CUT", "KILL_SERVER", "FAIL_OVER"));
        List<CheckResult> checks = replaced("FLT_04_", Verdict.NOT_RUN, true);

        assertThat(of(true, true, checks).reasons()).isEmpty();
        assertThat(Judgement.of(Kit.DRIVING, Reports.LIST, RULES, offering, checks, List.of())
                        .reasons())
                .singleElement()
                .asString()
                .contains("FLT_04_");
    }

    private static List<CheckResult> replaced(String prefix, Verdict verdict, boolean durable) {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(durable, durable));
        Expected.Check check = Reports.LIST.checks().stream()
                .filter(each -> each.name().startsWith(prefix))
                .findFirst()
                .orElseThrow();
        checks.replaceAll(
                each -> each.name().equals(check.name()) ? Reports.with(check, verdict, check.invocations()) : each);
        return checks;
    }

    private static Judgement of(boolean durable, boolean faults, List<CheckResult> checks) {
        return Judgement.of(Kit.DRIVING, Reports.LIST, RULES, Reports.claim(durable, faults), checks, List.of());
    }
}
