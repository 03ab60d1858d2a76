package dev.verso.certificates;

import dev.verso.tck.report.Certificate;
import dev.verso.tck.report.CertificateLevel;
import dev.verso.tck.report.Comparison;
import dev.verso.tck.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gathers the certificates of memory, PostgreSQL on its newest and its oldest release, MongoDB on a standalone and on sets
 * of one and of three, and the example of a custom adapter in one directory, with a comparison. Stateless.
 */
public final class Certificates {

    /** The directory of each certificate, and where the run of the kit left it. */
    static final Map<String, String> RUNS = runs();

    private static final String COMPARISON = "compare.html";
    private static final DateTimeFormatter BEGAN = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT);

    private Certificates() {}

    private static Map<String, String> runs() {
        Map<String, String> runs = new LinkedHashMap<>();
        runs.put("memory", "adapter-memory/target/verso-tck/dev.verso.memory.MemoryTck");
        runs.put("postgresql", "adapter-jdbc/target/verso-tck/dev.verso.jdbc.PostgresTck");
        runs.put("postgresql-15", "adapter-jdbc/target/verso-tck/dev.verso.jdbc.RestrictedRoleTck");
        runs.put("mongodb-standalone", "adapter-mongo/target/verso-tck/dev.verso.mongo.StandaloneTck");
        runs.put("mongodb-replica-set", "adapter-mongo/target/verso-tck/dev.verso.mongo.SetOfOneTck");
        runs.put("mongodb-set-of-three", "adapter-mongo/target/verso-tck/dev.verso.mongo.SetOfThreeTck");
        runs.put(
                "custom-adapter",
                "examples/custom-adapter/target/verso-tck/"
                        + "dev.verso.examples.customadapter.FileLogVersionedStorageTck");
        return runs;
    }

    /**
     * Gathers and compares.
     *
     * @param arguments the directory of the build, the one to write to, and when the build began, as digits of a date and
     *     time in UTC down to milliseconds
     * @throws IOException if a report is missing, or nothing can be written
     * @throws IllegalStateException if one is no certificate of the level Fault-tested, is older than the build, or they do
     *     not agree
     */
    public static void main(String[] arguments) throws IOException {
        Instant began = LocalDateTime.parse(arguments[2], BEGAN)
                .toInstant(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS);
        List<String> problems =
                gather(Path.of(arguments[0]), Path.of(arguments[1]).normalize(), RUNS, began);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", problems));
        }
    }

    /** Leaves no older certificate where it writes to, whatever it finds. */
    static List<String> gather(Path build, Path output, Map<String, String> runs, Instant began) throws IOException {
        for (String name : runs.keySet()) {
            Certificate.delete(output.resolve(name));
        }
        Files.deleteIfExists(output.resolve(COMPARISON));
        List<Report> reports = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, String> run : runs.entrySet()) {
            Path file = build.resolve(run.getValue()).resolve(Report.FILE);
            if (!Files.exists(file)) {
                throw new IOException("The run of the kit on " + run.getKey() + " left no report: " + run.getValue());
            }
            Report report = Report.read(file);
            if (Instant.parse(report.run().started()).isBefore(began)) {
                throw new IOException("The run of the kit on " + run.getKey() + " left no report in this build: "
                        + run.getValue() + " is of " + report.run().started());
            }
            Certificate.write(report, output.resolve(run.getKey()));
            reports.add(report);
            if (!report.isCertificate() || report.level() != CertificateLevel.FAULT_TESTED) {
                problems.add(Certificate.line(report));
            }
        }
        Comparison comparison = Comparison.of(reports);
        Files.writeString(output.resolve(COMPARISON), comparison.html());
        System.out.println(comparison.text());
        reports.forEach(report -> System.out.println(Certificate.line(report)));
        System.out.println("Written to " + output);
        problems.addAll(comparison.disagreements());
        return problems;
    }
}
