package dev.verso.tck.report;

import static dev.verso.tck.report.Markup.count;
import static dev.verso.tck.report.Markup.escaped;
import static dev.verso.tck.report.Markup.millis;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.Artifact;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.Failure;
import dev.verso.tck.report.Report.LevelResult;
import dev.verso.tck.report.Report.RuleResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of a report: one file, without script and without anything from elsewhere. */
final class Page {

    private final Report report;
    private final StringBuilder html = new StringBuilder();

    Page(Report report) {
        this.report = report;
    }

    String html() {
        String name = (report.adapter().name() + " " + report.adapter().version()).strip();
        String title = name.isEmpty() ? report.run().testClass() : name;
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append("<title>Verso TCK: ")
                .append(escaped(title + ": " + Certificate.verdict(report)))
                .append("</title>\n<style>\n")
                .append(Style.sheet())
                .append("</style>\n</head>\n<body>\n<main>\n");
        header(title);
        reasons();
        levels();
        failures();
        chapters();
        circumstances();
        footer();
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void header(String title) {
        html.append("<header class=\"")
                .append(css(report.status()))
                .append("\">\n<p class=\"kicker\">Verso technology compatibility kit ")
                .append(escaped(report.kit().version()))
                .append(", contract ")
                .append(escaped(report.kit().contract()))
                .append(report.kit().port().equals(Kit.DRIVEN.port()) ? ", driven port" : "")
                .append("</p>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n<p class=\"verdict\"><strong>")
                .append(report.status())
                .append("</strong>");
        if (report.isCertificate()) {
            html.append(" <span>").append(escaped(report.level().title())).append("</span>");
        }
        html.append("</p>\n<p class=\"sum\">").append(escaped(report.summary())).append("</p>\n<dl class=\"facts\">");
        fact("Backend", report.adapter().backend());
        fact("Declares", words(report.adapter().capabilities()));
        fact("Reads", report.adapter().reads().toLowerCase(Locale.ROOT));
        fact("Faults it was put through", words(report.adapter().faults()));
        fact(
                "Run",
                report.run().started().replace('T', ' ').replace("Z", " UTC") + ", "
                        + millis(report.run().durationMillis()));
        fact("Operations", count(report.run().operations()));
        html.append("</dl>\n</header>\n");
    }

    private void fact(String name, String value) {
        if (!value.isBlank()) {
            html.append("<div><dt>")
                    .append(name)
                    .append("</dt><dd>")
                    .append(escaped(value))
                    .append("</dd></div>");
        }
    }

    private static String words(List<String> constants) {
        return constants.stream()
                .map(each -> each.toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private static String css(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void reasons() {
        if (!report.reasons().isEmpty()) {
            html.append("<section class=\"why\">\n<h2>Why this is no certificate</h2>\n<ul>\n");
            report.reasons()
                    .forEach(reason ->
                            html.append("<li>").append(escaped(reason)).append("</li>\n"));
            html.append("</ul>\n</section>\n");
        }
    }

    private void levels() {
        html.append("<section>\n<h2>Levels</h2>\n<ol class=\"levels\">\n");
        for (LevelResult level : report.levels()) {
            html.append("<li class=\"")
                    .append(css(level.status()))
                    .append("\"><strong>")
                    .append(escaped(level.level().title()))
                    .append("</strong> <span>")
                    .append(level.status().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append("</span><small>")
                    .append(level.passed())
                    .append(" of ")
                    .append(level.checks())
                    .append(" checks passed")
                    .append(level.notDeclared() > 0 ? ", " + level.notDeclared() + " not declared" : "")
                    .append("</small></li>\n");
        }
        html.append("</ol>\n</section>\n");
    }

    private void failures() {
        List<String> parts = new ArrayList<>();
        for (RuleResult rule : report.rules()) {
            for (CheckResult check : rule.checks()) {
                for (Failure failure : check.failures()) {
                    parts.add(failure(rule, check, failure));
                }
            }
        }
        if (!parts.isEmpty()) {
            html.append("<section>\n<h2>What went wrong</h2>\n");
            parts.stream().limit(Style.MOST_FAILURES).forEach(html::append);
            if (parts.size() > Style.MOST_FAILURES) {
                html.append("<p>And ")
                        .append(parts.size() - Style.MOST_FAILURES)
                        .append(" more, in tck-report.json.</p>\n");
            }
            html.append("</section>\n");
        }
    }

    private static String failure(RuleResult rule, CheckResult check, Failure failure) {
        return "<article class=\"failure\">\n<h3>" + pill(check.verdict()) + " " + escaped(rule.id()) + "</h3>\n<p>"
                + breakable(check.name()) + "</p>\n<p class=\"quiet\">" + breakable(failure.invocation())
                + "</p>\n<pre tabindex=\"0\">" + escaped(failure.message()) + "</pre>\n</article>\n";
    }

    private void chapters() {
        html.append("<section>\n<h2>Rules</h2>\n");
        Map<String, List<RuleResult>> chapters = report.rules().stream()
                .collect(Collectors.groupingBy(RuleResult::chapter, LinkedHashMap::new, Collectors.toList()));
        long longest =
                chapters.values().stream().mapToLong(Page::duration).max().orElse(0);
        chapters.forEach((chapter, rules) -> {
            html.append("<section class=\"chapter\">\n<h3>")
                    .append(escaped(chapter))
                    .append(" <span>")
                    .append(escaped(Chapters.title(chapter)))
                    .append("</span></h3>\n<p class=\"quiet\"><span class=\"bar\" style=\"width:")
                    .append(String.format(Locale.ROOT, "%.1f", longest == 0 ? 0 : 8.0 * duration(rules) / longest))
                    .append("rem\"></span>")
                    .append(tally(rules))
                    .append(", ")
                    .append(millis(duration(rules)))
                    .append("</p>\n");
            rules.forEach(this::rule);
            html.append("</section>\n");
        });
        html.append("</section>\n");
    }

    private static long duration(List<RuleResult> rules) {
        return rules.stream().mapToLong(RuleResult::durationMillis).sum();
    }

    private static String tally(List<RuleResult> rules) {
        Map<String, Long> counts =
                rules.stream().collect(Collectors.groupingBy(Page::word, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String word(RuleResult rule) {
        return rule.checks().isEmpty() ? "untestable" : word(rule.verdict());
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "passed";
            case FAIL -> "failed";
            case ERROR -> "error";
            case NOT_DECLARED -> "not declared";
            case NOT_RUN -> "not run";
        };
    }

    private static String pill(Verdict verdict) {
        return "<span class=\"pill " + css(verdict) + "\">" + word(verdict) + "</span>";
    }

    /** Long names of methods may break after each underscore. */
    private static String breakable(String name) {
        return escaped(name).replace("_", "_<wbr>");
    }

    private void rule(RuleResult rule) {
        boolean open = rule.verdict() == Verdict.FAIL || rule.verdict() == Verdict.ERROR;
        html.append("<details class=\"rule\"").append(open ? " open" : "").append(">\n<summary>");
        html.append(rule.checks().isEmpty() ? "<span class=\"pill not-run\">untestable</span>" : pill(rule.verdict()))
                .append(" <b>")
                .append(escaped(rule.id()))
                .append("</b> <span class=\"text\">")
                .append(escaped(rule.text()))
                .append("</span></summary>\n");
        List<String> facts = new ArrayList<>();
        facts.add(rule.level());
        if (!rule.capability().isEmpty()) {
            facts.add("needs " + rule.capability());
        }
        if (!rule.required() && !rule.checks().isEmpty()) {
            facts.add("needs a fault that is not offered");
        }
        if (!rule.checks().isEmpty()) {
            facts.add(millis(rule.durationMillis()));
            facts.add(count(rule.operations()) + " operations");
        }
        html.append("<p class=\"quiet\">")
                .append(escaped(String.join(" · ", facts)))
                .append("</p>\n");
        if (!rule.untestable().isEmpty()) {
            html.append("<p>No check: ").append(escaped(rule.untestable())).append("</p>\n");
        }
        if (!rule.checks().isEmpty()) {
            html.append("<ul class=\"checks\">\n");
            rule.checks().forEach(this::check);
            html.append("</ul>\n");
        }
        html.append("</details>\n");
    }

    private void check(CheckResult check) {
        html.append("<li>")
                .append(pill(check.verdict()))
                .append(" <code>")
                .append(breakable(check.name()))
                .append("</code> <small>")
                .append(escaped(check.level().title()));
        if (check.expected() > 1 || check.invocations() != check.expected()) {
            html.append(" · ran ").append(check.invocations()).append(" of ").append(check.expected());
        }
        html.append(" · ").append(millis(check.durationMillis())).append("</small>");
        check.notes().stream()
                .limit(Style.MOST_NOTES)
                .forEach(
                        note -> html.append("<br><small>").append(escaped(note)).append("</small>"));
        html.append("</li>\n");
    }

    private void circumstances() {
        html.append("<section>\n<h2>What it was made of</h2>\n<dl class=\"facts\">");
        fact("Java", report.environment().java() + ", " + report.environment().vm());
        fact(
                "System",
                report.environment().os() + ", " + report.environment().architecture() + ", "
                        + report.environment().processors() + " processors");
        fact("JUnit", report.environment().junit());
        fact("Class", report.run().testClass());
        fact("Seed", report.run().seed());
        fact(
                "Contention reached",
                report.run().contention().entrySet().stream()
                        .map(each -> each.getKey() + " " + count(each.getValue()))
                        .collect(Collectors.joining(", ")));
        html.append("</dl>\n<ul class=\"artifacts\">\n");
        hash("rules.yaml", "rules of the kit", report.kit().rulesSha256());
        hash("list of checks", "what must run", report.kit().checksSha256());
        report.artifacts().stream()
                .filter(artifact -> !artifact.role().equals("library"))
                .forEach(this::artifact);
        html.append("</ul>\n");
        List<Artifact> libraries = report.artifacts().stream()
                .filter(artifact -> artifact.role().equals("library"))
                .toList();
        if (!libraries.isEmpty()) {
            html.append("<details><summary>")
                    .append(libraries.size())
                    .append(" other libraries on the class path</summary>\n<ul class=\"artifacts\">\n");
            libraries.forEach(this::artifact);
            html.append("</ul>\n</details>\n");
        }
        html.append("</section>\n");
    }

    private void artifact(Artifact artifact) {
        hash(artifact.file() + (artifact.form().equals("directory") ? "/" : ""), artifact.role(), artifact.sha256());
    }

    private void hash(String file, String role, String sha256) {
        html.append("<li><b>")
                .append(escaped(file))
                .append("</b> <small>")
                .append(escaped(role))
                .append("</small><br><code>")
                .append(escaped(sha256))
                .append("</code></li>\n");
    }

    private void footer() {
        html.append("<footer>\n<p>This report is a self-certification: whoever ran the kit wrote it. Its hashes tell"
                + " whether it belongs to given jars, and its counts can be made again from its verdicts"
                + " (<code>verso-tck verify</code>); that the run took place only a run of one's own can prove.</p>\n"
                + "</footer>\n");
    }
}
