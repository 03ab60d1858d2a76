package dev.verso.tck.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verso.tck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one run of the kit found: the contents of {@code tck-report.json}, which docs/tck-report.md describes.
 *
 * <p>Immutable and thread-safe. A text that is not known is empty.
 *
 * @param format the version of the format, {@value #FORMAT}
 * @param status whether it is a certificate
 * @param level the level that was aimed at
 * @param summary the counts in one line
 * @param reasons why it is no certificate; none if it is
 * @param levels how far each level was reached
 * @param kit the kit
 * @param adapter what was judged
 * @param artifacts what was on the class path, by hash
 * @param environment what it ran on
 * @param run the run
 * @param rules the verdict on each rule
 */
public record Report(
        int format,
        Status status,
        CertificateLevel level,
        String summary,
        List<String> reasons,
        List<LevelResult> levels,
        KitFacts kit,
        Adapter adapter,
        List<Artifact> artifacts,
        Environment environment,
        Run run,
        List<RuleResult> rules) {

    /** The version of the format that this class reads and writes. */
    public static final int FORMAT = 1;

    /** The name of the file in a report's directory. */
    public static final String FILE = "tck-report.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Whether a report is a certificate. */
    public enum Status {
        /** All that the level asks for was checked, and nothing is broken. */
        CERTIFIED,
        /** A rule is broken. */
        FAILED,
        /** Nothing was found broken, but not all that the level asks for was checked: no certificate. */
        INCOMPLETE
    }

    /** How far a level was reached. */
    public enum Reached {
        /** Everything that it asks for was checked, and nothing is broken. */
        REACHED,
        /** A check of it failed. */
        FAILED,
        /** A check of it says nothing. */
        INCOMPLETE,
        /** It was not aimed at. */
        NOT_CLAIMED
    }

    /**
     * How far one level was reached.
     *
     * @param level the level
     * @param status how far
     * @param checks how many checks belong to it and to no lower one
     * @param passed how many of them passed
     * @param notDeclared how many of them were checked the other way round
     */
    public record LevelResult(CertificateLevel level, Reached status, int checks, int passed, int notDeclared) {}

    /**
     * The kit that judged.
     *
     * @param port {@code driving} for the contract through the port of applications, {@code driven} for the store alone
     * @param version the kit's version
     * @param contract the version of the contract
     * @param rulesSha256 the hash of rules.yaml
     * @param checksSha256 the hash of the list of the checks that must run
     */
    public record KitFacts(String port, String version, String contract, String rulesSha256, String checksSha256) {}

    /**
     * What was judged.
     *
     * @param name the adapter's name
     * @param version the adapter's version
     * @param backend name and version of the backend, as the instances tell
     * @param capabilities what is declared
     * @param reads how strong reads are
     * @param faults what the fault port offers; none without a port
     */
    public record Adapter(
            String name,
            String version,
            String backend,
            List<String> capabilities,
            String reads,
            List<String> faults) {}

    /**
     * A file or directory of the class path.
     *
     * @param role {@code kit}, {@code contract}, {@code adapter}, {@code tests} or {@code library}
     * @param file its name, without the directories above it
     * @param form {@code jar} or {@code directory}
     * @param sha256 the hash of the file, or of the names and hashes of all files in the directory
     */
    public record Artifact(String role, String file, String form, String sha256) {}

    /**
     * What the run ran on.
     *
     * @param java the version of the Java runtime
     * @param vm the virtual machine
     * @param os the operating system
     * @param architecture its architecture
     * @param processors how many processors the JVM could use
     * @param junit the version of JUnit
     */
    public record Environment(String java, String vm, String os, String architecture, int processors, String junit) {}

    /**
     * The run.
     *
     * @param testClass the class that extends the kit
     * @param started when, in UTC
     * @param durationMillis how long it took
     * @param seed what repeats it; empty where each check has a seed of its own
     * @param operations how many calls the checks made
     * @param contention what the checks under contention reached, summed up
     */
    public record Run(
            String testClass,
            String started,
            long durationMillis,
            String seed,
            long operations,
            Map<String, Long> contention) {}

    /**
     * The verdict on one rule.
     *
     * @param id the rule
     * @param chapter its chapter
     * @param level how binding it is
     * @param capability the capability that it needs
     * @param text its sentence
     * @param untestable why it has no check
     * @param verdict how its checks ended
     * @param required whether the level that was aimed at asks for it
     * @param durationMillis how long its checks took
     * @param operations how many calls they made
     * @param checks its checks
     */
    public record RuleResult(
            String id,
            String chapter,
            String level,
            String capability,
            String text,
            String untestable,
            Verdict verdict,
            boolean required,
            long durationMillis,
            long operations,
            List<CheckResult> checks) {}

    /**
     * How one check ended.
     *
     * @param name its method
     * @param declaredBy the interface that declares it
     * @param level the lowest level that it belongs to
     * @param ifOffered whether it may be left out where the fault port does not offer its fault
     * @param verdict how it ended
     * @param invocations how often it ran
     * @param expected how often it has to run
     * @param durationMillis how long it took
     * @param operations how many calls it made
     * @param seeds what repeats it
     * @param notes what it tells of itself
     * @param contention what it reached, if it is one under contention
     * @param failures what went wrong
     */
    public record CheckResult(
            String name,
            String declaredBy,
            CertificateLevel level,
            boolean ifOffered,
            Verdict verdict,
            int invocations,
            int expected,
            long durationMillis,
            long operations,
            List<String> seeds,
            List<String> notes,
            Map<String, Long> contention,
            List<Failure> failures) {}

    /**
     * What went wrong in one invocation of a check.
     *
     * @param invocation its name
     * @param message what it said: rule, expectation, what was seen, calls, seed, how to run it again
     */
    public record Failure(String invocation, String message) {}

    /**
     * Reads a report.
     *
     * @param file the file
     * @return the report
     * @throws UnreadableReportException if it is not a report of this format
     * @throws IOException if the file cannot be read
     */
    public static Report read(Path file) throws IOException {
        Report report;
        try {
            report = JSON.readValue(Files.readString(file), Report.class);
        } catch (JsonProcessingException e) {
            throw new UnreadableReportException(file + " is not a report of the kit: " + e.getOriginalMessage(), e);
        }
        if (report == null || report.format() != FORMAT) {
            throw new UnreadableReportException(file + " is not a report of format " + FORMAT, null);
        }
        return report;
    }

    /**
     * Puts the report into JSON, in ASCII alone, so that any text comes back as it was.
     *
     * @return the text of {@code tck-report.json}
     */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report consists of texts and numbers only", e);
        }
    }

    /**
     * Tells whether this is a certificate.
     *
     * @return whether the status is {@link Status#CERTIFIED}
     */
    @JsonIgnore
    public boolean isCertificate() {
        return status == Status.CERTIFIED;
    }
}
