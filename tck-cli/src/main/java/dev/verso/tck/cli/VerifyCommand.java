package dev.verso.tck.cli;

import dev.verso.tck.report.Finding;
import dev.verso.tck.report.Report;
import dev.verso.tck.report.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a report against the jars that it says it is of, and against itself. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Checks a report: its SHA-256 hashes against the jars, and its verdicts, levels and counts against each other.",
            "It can tell that a report is of other jars or was edited; it cannot tell that the run took place."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:A certificate, of the jars that are given, and consistent.",
            "1:It is no certificate, or of other jars, or inconsistent.",
            "2:The command is wrong, or a file cannot be read.",
            "3:Nothing is wrong, but not everything could be told: no jar given, or another version of the kit."
        })
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "REPORT", description = "tck-report.json, or the directory that it is in.")
    private Path file = Path.of("");

    @Option(
            names = "--kit",
            paramLabel = "JAR",
            description = {
                "The jar that judged: verso-tck-VERSION.jar, or this one if it was run by certify; or its directory of"
                        + " classes."
            })
    private Optional<Path> kit = Optional.empty();

    @Option(
            names = "--adapter",
            paramLabel = "JAR",
            description = "A jar of the adapter, or its directory of classes; may be given again.")
    private List<Path> adapters = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Report report = Given.report(file, spec);
        kit.ifPresent(jar -> Given.require(jar, spec));
        adapters.forEach(jar -> Given.require(jar, spec));
        List<Finding> findings;
        try {
            findings = Verification.of(report, kit, adapters);
        } catch (ZipException e) {
            throw new ParameterException(spec.commandLine(), kit.orElse(file) + " is no jar: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Finding finding : findings) {
            String mark = switch (finding.answer()) {
                case RIGHT -> "ok     ";
                case WRONG -> "WRONG  ";
                case UNKNOWN -> "open   ";
            };
            out.println(mark + Words.line(finding.text()));
        }
        out.println();
        out.println(Verification.LIMITS);
        out.flush();
        if (findings.stream().anyMatch(finding -> finding.answer() == Finding.Answer.WRONG)) {
            return VersoTck.FAILED;
        }
        boolean open = findings.stream().anyMatch(finding -> finding.answer() == Finding.Answer.UNKNOWN);
        return open ? VersoTck.INCOMPLETE : VersoTck.DONE;
    }
}
