package dev.verso.certificates;

import dev.verso.tck.report.Certificate;
import dev.verso.tck.report.Comparison;
import dev.verso.tck.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the certificates of memory, PostgreSQL, MongoDB on a standalone and on a replica set, and the example of a custom
 * adapter in one directory, with a comparison. Stateless.
 */
public final class Certificates {

    /** The directory of each certificate, and where the run of the kit left it. */
    static final Map<String, String> RUNS = runs();

    private Certificates() {}

    private static Map<String, String> runs() {
        Map<String, String> runs = new LinkedHashMap<>();
        runs.put("memory", "adapter-memory/target/verso-tck/dev.verso.memory.MemoryTck");
        runs.put("postgresql", "adapter-jdbc/target/verso-tck/dev.verso.jdbc.PostgresTck");
        runs.put("mongodb-standalone", "adapter-mongo/target/verso-tck/dev.verso.mongo.StandaloneTck");
        runs.put("mongodb-replica-set", "adapter-mongo/target/verso-tck/dev.verso.mongo.SetOfOneTck");
        runs.put(
                "custom-adapter",
                "examples/custom-adapter/target/verso-tck/"
                        + "dev.verso.examples.customadapter.FileLogVersionedStorageTck");
        return runs;
    }

    /**
     * Gathers and compares.
     *
     * @param arguments the directory of the build, and the one to write to
     * @throws IOException if a report is missing, or nothing can be written
     * @throws IllegalStateException if one is no certificate, or they do not agree
     */
    public static void main(String[] arguments) throws IOException {
        List<String> problems =
                gather(Path.of(arguments[0]), Path.of(arguments[1]).normalize(), RUNS);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", problems));
        }
    }

    static List<String> gather(Path build, Path output, Map<String, String> runs) throws IOException {
        List<Report> reports = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, String> run : runs.entrySet()) {
            Path file = build.resolve(run.getValue()).resolve(Report.FILE);
            if (!Files.exists(file)) {
                throw new IOException("The run of the kit on " + run.getKey() + " left no report: " + run.getValue());
            }
            Report report = Report.read(file);
            Certificate.write(report, output.resolve(run.getKey()));
            reports.add(report);
            if (!report.isCertificate()) {
                problems.add(Certificate.line(report));
            }
        }
        Comparison comparison = Comparison.of(reports);
        Files.writeString(output.resolve("compare.html"), comparison.html());
        System.out.println(comparison.text());
        reports.forEach(report -> System.out.println(Certificate.line(report)));
        System.out.println("Written to " + output);
        problems.addAll(comparison.disagreements());
        return problems;
    }
}
