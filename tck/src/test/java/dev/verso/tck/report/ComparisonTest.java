package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Report MEMORY =
            Reports.of("memory", "in memory", List.of("SCANS"), Reports.checks(false, false));
    private static final Report DATABASE =
            Reports.of("database", "server 18", List.of("DURABLE", "SCANS"), Reports.checks(true, true));

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
        List<CheckResult> checks = new ArrayList<>(Reports.checks(false, false));
        Expected.Check first = Reports.LIST.checks().get(0);
        checks.set(0, Reports.with(first, Verdict.FAIL, 1));
        Report broken = Reports.of("broken", "b", List.of("SCANS"), checks);

        assertThat(Comparison.of(List.of(MEMORY, broken)).disagreements())
                .containsExactly(first.rule() + ": 1. memory 1.0 PASS, 2. broken 1.0 FAIL");
    }

    @Test
    void two_reports_of_one_name_are_told_apart() {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(false, false));
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
