package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private static final Report MEMORY =
            Reports.of("memory", "in memory", List.of("SCANS"), Reports.checks(List.of("SCANS")));
    private static final Report DATABASE = Reports.of(
            "database", "server 18", List.of("DURABLE", "SCANS"), Reports.checks(List.of("DURABLE", "SCANS")));

    @Test
    void what_only_one_declares_is_a_difference_and_no_disagreement() {
        Comparison comparison = Comparison.of(List.of(MEMORY, DATABASE));

        assertThat(comparison.disagreements()).isEmpty();
        assertThat(comparison.text())
                .containsPattern("\\* DURABLE +no +yes")
                .containsPattern("  SCANS +yes +yes")
                .containsPattern("\\* FLT-01 +NOT_DECLARED 12 ms +PASS 12 ms")
                .containsPattern("  VER-08 +untestable +untestable")
                .contains("They agree on every rule that they both declare.");
    }

    @Test
    void a_rule_that_one_breaks_is_a_disagreement() {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(List.of("SCANS")));
        Expected.Check first = Reports.LIST.checks().get(0);
        checks.set(0, Reports.with(first, Verdict.FAIL, 1));
        Report broken = Reports.of("broken", "b", List.of("SCANS"), checks);

        assertThat(Comparison.of(List.of(MEMORY, broken)).disagreements())
                .containsExactly(first.rule() + ": 1. memory 1.0 PASS, 2. broken 1.0 FAIL");
    }

    @Test
    void a_rule_that_one_report_lacks_is_a_disagreement() {
        Report lacking = Reports.of("lacking", "b", List.of("SCANS"), Reports.checks(List.of("SCANS")));
        lacking = new Report(
                lacking.format(),
                lacking.status(),
                lacking.level(),
                lacking.summary(),
                lacking.reasons(),
                lacking.levels(),
                lacking.kit(),
                lacking.adapter(),
                lacking.artifacts(),
                lacking.environment(),
                lacking.run(),
                lacking.rules().stream()
                        .filter(rule -> !rule.id().equals("LOCK-01"))
                        .toList());

        Comparison comparison = Comparison.of(List.of(MEMORY, lacking));
        assertThat(comparison.disagreements()).containsExactly("2. lacking 1.0 has nothing on LOCK-01");
        assertThat(comparison.text()).contains("They do not agree");
    }

    @Test
    void reports_by_different_rules_do_not_agree(@TempDir Path directory) throws IOException {
        String other = MEMORY.json().replace(MEMORY.kit().rulesSha256(), "e".repeat(64));
        Report changed = Report.read(Files.writeString(directory.resolve(Report.FILE), other));

        assertThat(Comparison.of(List.of(MEMORY, changed)).disagreements())
                .singleElement()
                .asString()
                .startsWith("rules.yaml: 1. memory 1.0 was judged by that of SHA-256 ")
                .endsWith("2. memory 1.0 was judged by that of SHA-256 " + "e".repeat(64));
    }

    @Test
    void two_reports_of_one_name_are_told_apart() {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(List.of("SCANS")));
        checks.set(0, Reports.with(Reports.LIST.checks().get(0), Verdict.ERROR, 1));
        Report again = Reports.of("memory", "in memory", List.of("SCANS"), checks);

        assertThat(Comparison.of(List.of(MEMORY, again)).disagreements())
                .singleElement()
                .asString()
                .contains("1. memory 1.0 PASS, 2. memory 1.0 ERROR");
    }

    @Test
    void names_of_any_kind_do_no_harm() {
        String hostile = "<script>\"'\u001b[2J\n";
        Comparison comparison =
                Comparison.of(List.of(Reports.of(hostile, hostile, List.of(hostile), List.of()), MEMORY));

        assertThat(comparison.html()).doesNotContain("<script", "\u001b", "data-of=\"<");
        assertThat(comparison.text()).doesNotContain("\u001b");
        assertThat(comparison.html()).doesNotContain("src=", "href=", "http://", "https://");
    }
}
