package dev.verso.tck.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the files of a report. Stateless. */
public final class Certificate {

    /** The name of the page in a report's directory. */
    public static final String PAGE = "tck-report.html";

    /** The name of the badge in a report's directory. */
    public static final String BADGE = "badge.svg";

    private Certificate() {}

    /**
     * Writes the report, its page and its badge; what is there is overwritten.
     *
     * @param report the report
     * @param directory where to; it is made if it is not there
     * @throws IOException if a file cannot be written
     */
    public static void write(Report report, Path directory) throws IOException {
        Files.createDirectories(directory);
        write(directory.resolve(Report.FILE), report.json());
        write(directory.resolve(PAGE), new Page(report).html());
        write(directory.resolve(BADGE), Badge.of(report));
    }

    /**
     * Deletes the report, its page and its badge, if they are there.
     *
     * @param directory where they are
     * @throws IOException if a file cannot be deleted
     */
    public static void delete(Path directory) throws IOException {
        for (String file : List.of(Report.FILE, PAGE, BADGE)) {
            Files.deleteIfExists(directory.resolve(file));
        }
    }

    /** A text may be anybody's, half a surrogate pair included, which no encoder is asked to refuse here. */
    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Tells the outcome in one line.
     *
     * @param report the report
     * @return for instance {@code Verso TCK: CERTIFIED Concurrent: memory 0.1.0: 55/55 required, 14 not declared}
     */
    public static String line(Report report) {
        String name = (report.adapter().name() + " " + report.adapter().version()).strip();
        String whose = name.isEmpty() ? report.run().testClass() : name;
        return ("Verso TCK: " + verdict(report) + ": " + whose + ": " + report.summary()
                        + report.reasons().stream()
                                .findFirst()
                                .map(reason -> "; " + reason)
                                .orElse(""))
                .replaceAll("\\p{Cntrl}+", " ");
    }

    /**
     * Gives the version of this kit.
     *
     * @return for instance {@code 0.1.0}
     */
    public static String kitVersion() {
        return Session.version();
    }

    /** The outcome in two or three words; a level is named only where it was reached. */
    static String verdict(Report report) {
        return report.isCertificate()
                ? report.status() + " " + title(report)
                : report.status().toString();
    }

    static String title(Report report) {
        return report.kit().port().equals(Kit.DRIVEN.port())
                ? "driven port, " + report.level().title()
                : report.level().title();
    }
}
