package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class PageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "</title></style><script>",
                "]]>&amp;<!--",
                "\u0000\u0007\u001b[31m",
                "\ud800 \u202eDEIFITREC",
            })
    void names_of_any_kind_do_no_harm(String hostile) throws Exception {
        Report report = Reports.of(hostile, hostile, List.of(hostile), failing());

        String html = new Page(report).html();
        String badge = Badge.of(report);

        assertThat(html).doesNotContain("<script", "<img", "' onmouseover='", "<!--", "\u0000", "\u202e");
        assertThat(html.split("</title>", -1)).hasSize(2);
        assertThat(html.split("</style>", -1)).hasSize(2);
        assertThat(Certificate.line(report)).doesNotContain("\n", "\u001b");
        // The SVG is XML, and so is the body of the page but for its void elements.
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(badge)));
        String body = html.substring(html.indexOf("<body>"), html.indexOf("</html>"))
                .replace("<wbr>", "<wbr/>")
                .replace("<br>", "<br/>")
                .replace("<details class=\"rule\" open>", "<details class=\"rule\">");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(body)));
    }

    @Test
    void the_page_needs_nothing_from_elsewhere() {
        String html = new Page(Reports.of("a", "b", List.of(), failing())).html();

        assertThat(html).doesNotContain("src=", "href=", "url(", "@import", "http://", "https://");
        assertThat(html)
                .contains("<html lang=\"en\">", "name=\"viewport\"", "prefers-color-scheme:dark", "@media print");
    }

    @Test
    void a_failure_shows_its_witness_and_its_rule_is_open() {
        String html = new Page(Reports.of("a", "b", List.of(), failing())).html();

        assertThat(html).contains("What went wrong", "expected: this\n  seen: that", "<details class=\"rule\" open>");
    }

    @Test
    void nothing_but_a_certificate_names_a_level_as_its_own() {
        List<CheckResult> cut = Reports.checks(List.of()).stream().skip(1).toList();
        Report incomplete = Reports.of("a", "b", List.of(), cut);
        Report failed = Reports.of("a", "b", List.of(), failing());
        Report certified = Reports.of("a", "b", List.of(), Reports.checks(List.of()));

        assertThat(Badge.of(incomplete)).contains("incomplete").doesNotContain("Concurrent");
        assertThat(Badge.of(failed)).contains("failed").doesNotContain("Concurrent");
        assertThat(Badge.of(certified)).contains("Concurrent");
        assertThat(new Page(incomplete).html()).contains("INCOMPLETE").doesNotContain("CERTIFIED");
        assertThat(new Page(failed).html()).contains("FAILED").doesNotContain("CERTIFIED");
        assertThat(Certificate.line(certified)).startsWith("Verso TCK: CERTIFIED Concurrent: a 1.0: ");
        assertThat(Certificate.line(incomplete)).startsWith("Verso TCK: INCOMPLETE: a 1.0: ");
    }

    private static List<CheckResult> failing() {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(List.of()));
        checks.set(0, Reports.with(Reports.LIST.checks().get(0), Verdict.FAIL, 1));
        return checks;
    }
}
