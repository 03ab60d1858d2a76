package dev.verso.tck.report;

import static dev.verso.tck.report.Markup.escaped;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.LevelResult;
import dev.verso.tck.report.Report.RuleResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reports side by side, for those who choose a backend: what each declares, how far it was certified, the verdict on each
 * rule, and how long it took. Immutable and thread-safe.
 */
public final class Comparison {

    private static final String NOTHING = "-";

    private final List<Report> reports;
    private final List<Row> facts;
    private final List<Row> rules;

    /** One line of the table; the title may be followed by a sentence. */
    private record Row(String title, String sentence, List<String> cells, boolean differs) {}

    private Comparison(List<Report> reports) {
        this.reports = List.copyOf(reports);
        this.facts = facts();
        this.rules = rules();
    }

    /**
     * Puts reports side by side.
     *
     * @param reports at least one, in the order of the columns
     * @return the comparison
     */
    public static Comparison of(List<Report> reports) {
        if (reports.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to compare");
        }
        return new Comparison(reports);
    }

    /**
     * Names what keeps the reports from agreeing: that they were not judged by the same rules, that one has nothing on a rule
     * that another one has, and the rules that not all obey alike, where one passed and another did not, both declaring what
     * it needs.
     *
     * @return for instance {@code LOCK-01: 1. memory 1.0 PASS, 2. mine 0.1 FAIL}
     */
    public List<String> disagreements() {
        List<String> disagreements = new ArrayList<>();
        if (reports.stream()
                        .map(report -> report.kit().rulesSha256())
                        .distinct()
                        .count()
                > 1) {
            disagreements.add(numbered(
                    "rules.yaml: ",
                    i -> " was judged by that of SHA-256 "
                            + reports.get(i).kit().rulesSha256()));
        }
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i);
            List<String> lacking =
                    ids().stream().filter(id -> rule(report, id).isEmpty()).toList();
            if (!lacking.isEmpty()) {
                disagreements.add(named(i) + " has nothing on " + String.join(", ", lacking));
            }
        }
        for (String id : ids()) {
            Map<String, Verdict> verdicts = new LinkedHashMap<>();
            for (int i = 0; i < reports.size(); i++) {
                String name = named(i);
                rule(reports.get(i), id)
                        .filter(rule -> rule.required() && rule.verdict() != Verdict.NOT_DECLARED)
                        .ifPresent(rule -> verdicts.put(name, rule.verdict()));
            }
            if (verdicts.values().stream().distinct().count() > 1) {
                StringBuilder told = new StringBuilder(id);
                verdicts.forEach((name, verdict) -> told.append(told.length() == id.length() ? ": " : ", ")
                        .append(name)
                        .append(' ')
                        .append(verdict));
                disagreements.add(told.toString());
            }
        }
        return disagreements;
    }

    private String named(int report) {
        return (report + 1) + ". " + name(reports.get(report));
    }

    private String numbered(String title, IntFunction<String> what) {
        return IntStream.range(0, reports.size())
                .mapToObj(i -> named(i) + what.apply(i))
                .collect(Collectors.joining(", ", title, ""));
    }

    private List<Row> facts() {
        List<Row> rows = new ArrayList<>();
        rows.add(row("Status", report -> report.status().toString()));
        for (CertificateLevel level : CertificateLevel.values()) {
            rows.add(row(
                    level.title(),
                    report -> report.levels().stream()
                            .filter(each -> each.level() == level)
                            .map(Comparison::told)
                            .findFirst()
                            .orElse(NOTHING)));
        }
        rows.add(row("Rules", Report::summary));
        rows.add(row("Backend", report -> report.adapter().backend()));
        Set<String> capabilities = new TreeSet<>();
        reports.forEach(report -> capabilities.addAll(report.adapter().capabilities()));
        for (String capability : capabilities) {
            rows.add(row(capability, report -> report.adapter().capabilities().contains(capability) ? "yes" : "no"));
        }
        rows.add(row("Reads", report -> report.adapter().reads().toLowerCase(Locale.ROOT)));
        rows.add(row("Faults", report -> String.join(", ", report.adapter().faults())));
        rows.add(row(
                "Kit", report -> report.kit().version() + ", " + report.kit().port() + " port"));
        rows.add(row("Contract", report -> report.kit().contract()));
        rows.add(same(row("Java", report -> report.environment().java())));
        rows.add(same(row("Duration", report -> Markup.millis(report.run().durationMillis()))));
        rows.add(same(row("Operations", report -> Markup.count(report.run().operations()))));
        return rows;
    }

    private static String told(LevelResult level) {
        return level.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Row row(String title, Function<Report, String> cell) {
        List<String> cells = reports.stream()
                .map(cell)
                .map(text -> text.isBlank() ? NOTHING : text)
                .toList();
        return new Row(title, "", cells, cells.stream().distinct().count() > 1);
    }

    /** What differs from run to run is no difference between backends. */
    private static Row same(Row row) {
        return new Row(row.title(), row.sentence(), row.cells(), false);
    }

    private List<Row> rules() {
        List<Row> rows = new ArrayList<>();
        for (String id : ids()) {
            List<String> cells = new ArrayList<>();
            List<String> verdicts = new ArrayList<>();
            String sentence = "";
            for (Report report : reports) {
                Optional<RuleResult> rule = rule(report, id);
                sentence = rule.map(RuleResult::text).orElse(sentence);
                verdicts.add(rule.map(Comparison::verdict).orElse(NOTHING));
                cells.add(rule.map(Comparison::timed).orElse(NOTHING));
            }
            rows.add(new Row(id, sentence, cells, verdicts.stream().distinct().count() > 1));
        }
        return rows;
    }

    private static String verdict(RuleResult rule) {
        return rule.checks().isEmpty() ? "untestable" : rule.verdict().name();
    }

    private static String timed(RuleResult rule) {
        return rule.checks().isEmpty() ? verdict(rule) : verdict(rule) + " " + Markup.millis(rule.durationMillis());
    }

    private Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        reports.forEach(report -> report.rules().forEach(rule -> ids.add(rule.id())));
        return ids;
    }

    private static Optional<RuleResult> rule(Report report, String id) {
        return report.rules().stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    private static String name(Report report) {
        String name = (report.adapter().name() + " " + report.adapter().version()).strip();
        return name.isEmpty() ? report.run().testClass() : name;
    }

    /**
     * Gives the table for a terminal; a line that is marked with {@code *} differs.
     *
     * @return lines of text
     */
    public String text() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("", "", reports.stream().map(Comparison::name).toList(), false));
        rows.addAll(facts);
        rows.addAll(rules);
        int columns = reports.size() + 1;
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], cell(row, i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            StringBuilder line = new StringBuilder(row.differs() ? "* " : "  ");
            for (int i = 0; i < columns; i++) {
                String cell = cell(row, i);
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.append('\n').append(plain(conclusion())).append('\n').toString();
    }

    /** Names come from whoever wrote the report: they must not steer a terminal. */
    private static String cell(Row row, int column) {
        String text = column == 0 ? row.title() : row.cells().get(column - 1);
        return plain(text);
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private String conclusion() {
        List<String> disagreements = disagreements();
        return disagreements.isEmpty()
                ? "They agree on every rule that they both declare."
                : "They do not agree on " + String.join("; ", disagreements);
    }

    /**
     * Gives the table as a page.
     *
     * @return one file, without script and without anything from elsewhere
     */
    public String html() {
        StringBuilder html = new StringBuilder(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                        + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Verso TCK: backends compared</title>\n<style>\n");
        html.append(Style.sheet())
                .append("main{max-width:80rem}</style>\n</head>\n<body>\n<main>\n<h1>Backends compared</h1>\n<p>")
                .append(escaped(conclusion()))
                .append(" What differs is marked with &ne;; times are of single runs and depend on the machine.</p>\n");
        table(html, "What they are", facts);
        table(html, "Rules", rules);
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void table(StringBuilder html, String title, List<Row> rows) {
        html.append("<h2>").append(title).append("</h2>\n<table class=\"wide\">\n<thead><tr><td></td>");
        reports.forEach(report ->
                html.append("<th scope=\"col\">").append(escaped(name(report))).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (Row row : rows) {
            html.append(row.differs() ? "<tr class=\"differs\">" : "<tr>").append("<th scope=\"row\">");
            html.append(
                    row.sentence().isEmpty()
                            ? escaped(row.title())
                            : "<abbr title=\"" + escaped(row.sentence()) + "\">" + escaped(row.title()) + "</abbr>");
            html.append("</th>");
            for (int i = 0; i < row.cells().size(); i++) {
                html.append("<td data-of=\"")
                        .append(escaped(name(reports.get(i))))
                        .append("\">")
                        .append(escaped(row.cells().get(i)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n");
    }
}
