package dev.verso.tck.cli;

import dev.verso.tck.report.Comparison;
import dev.verso.tck.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts reports side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Puts reports side by side: levels, capabilities, the verdict on each rule, times.",
            "A line that is marked with * differs."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:They agree on every rule that they both declare.",
            "1:They do not agree, or were not judged by the same rules.",
            "2:The command is wrong, or a report cannot be read."
        })
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "REPORT", description = "tck-report.json, or the directory that it is in.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the table as a page too.")
    private Optional<Path> html = Optional.empty();

    @Override
    public Integer call() throws IOException {
        List<Report> reports = new ArrayList<>();
        for (Path file : files) {
            reports.add(Given.report(file, spec));
        }
        Comparison comparison = Comparison.of(reports);
        spec.commandLine().getOut().print(comparison.text());
        spec.commandLine().getOut().flush();
        if (html.isPresent()) {
            Given.write(html.get(), comparison.html());
        }
        return comparison.disagreements().isEmpty() ? VersoTck.DONE : VersoTck.FAILED;
    }
}
