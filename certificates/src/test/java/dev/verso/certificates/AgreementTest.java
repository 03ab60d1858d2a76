package dev.verso.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.tck.report.Certificate;
import dev.verso.tck.report.Comparison;
import dev.verso.tck.report.Finding;
import dev.verso.tck.report.Report;
import dev.verso.tck.report.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports that the adapters' own runs of the kit left in this build: their modules come before this one. */
class AgreementTest {

    private static final Path BUILD = Path.of("..");

    @TempDir
    private Path output;

    @Test
    void all_adapters_are_certified_under_faults_and_agree_rule_by_rule() throws IOException {
        assertThat(Certificates.gather(BUILD, output, Certificates.RUNS, Instant.EPOCH))
                .isEmpty();
        assertThat(Certificates.RUNS.keySet()).allSatisfy(name -> {
            Report report = Report.read(output.resolve(name).resolve(Report.FILE));
            assertThat(Certificate.line(report)).startsWith("Verso TCK: CERTIFIED Fault-tested: ");
        });
        assertThat(output.resolve("compare.html")).content().contains("They agree on every rule");
        assertThat(output.resolve("memory/badge.svg")).exists();
    }

    @Test
    void a_rule_that_one_breaks_is_told() throws IOException {
        Report sound = report("memory");
        Path broken = output.resolve("build/broken");
        Files.createDirectories(broken);
        Files.writeString(
                broken.resolve(Report.FILE),
                sound.json()
                        .replaceFirst("\"verdict\" : \"PASS\"", "\"verdict\" : \"FAIL\"")
                        .replaceFirst("\"CERTIFIED\"", "\"FAILED\""));
        Files.createDirectories(output.resolve("build/sound"));
        Files.writeString(output.resolve("build/sound").resolve(Report.FILE), sound.json());

        List<String> problems = Certificates.gather(
                output.resolve("build"), output, Map.of("a", "sound", "b", "broken"), Instant.EPOCH);

        assertThat(problems)
                .anyMatch(problem -> problem.startsWith("Verso TCK: FAILED"))
                .anyMatch(problem -> problem.startsWith("KEY-01: ") && problem.contains("FAIL"));
    }

    @Test
    void a_run_without_a_report_is_told() {
        assertThatThrownBy(() -> Certificates.gather(output, output, Map.of("memory", "nowhere"), Instant.EPOCH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory left no report");
    }

    @Test
    void a_report_that_an_earlier_build_left_is_none_and_nothing_older_is_left_behind() throws IOException {
        Map<String, String> memory = Map.of("memory", run("memory"));
        assertThat(Certificates.gather(BUILD, output, memory, Instant.EPOCH)).isEmpty();
        assertThat(output.resolve("memory").resolve(Report.FILE)).exists();

        Instant later = Instant.parse(report("memory").run().started()).plusSeconds(1);
        assertThatThrownBy(() -> Certificates.gather(BUILD, output, memory, later))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory left no report in this build");

        assertThat(output.resolve("memory")).isEmptyDirectory();
        assertThat(output.resolve("compare.html")).doesNotExist();
    }

    @Test
    void a_certificate_of_a_lower_level_is_told() throws IOException {
        Path core = Files.createDirectories(output.resolve("build/core"));
        Files.writeString(
                core.resolve(Report.FILE),
                report("memory").json().replaceFirst("\"level\" : \"FAULT_TESTED\"", "\"level\" : \"CORE\""));

        assertThat(Certificates.gather(output.resolve("build"), output, Map.of("a", "core"), Instant.EPOCH))
                .singleElement()
                .asString()
                .startsWith("Verso TCK: CERTIFIED Core");
    }

    /** As the README says: the adapter was not packaged when the kit ran, nor the kit unless the build goes on to package. */
    @Test
    void a_certificate_of_this_build_is_verified_against_what_the_build_made() throws IOException {
        Report report = report("memory");
        Report.Artifact kit = report.artifacts().stream()
                .filter(artifact -> artifact.role().equals("kit"))
                .findFirst()
                .orElseThrow();

        assertThat(Verification.of(
                        report,
                        Optional.of(BUILD.resolve("tck/target").resolve(kit.file())),
                        List.of(BUILD.resolve("adapter-memory/target/classes"))))
                .allSatisfy(finding ->
                        assertThat(finding.answer()).as(finding.text()).isEqualTo(Finding.Answer.RIGHT));
    }

    @Test
    void what_is_not_declared_is_no_disagreement() throws IOException {
        List<Report> reports = new ArrayList<>(List.of(report("memory"), report("custom-adapter")));

        assertThat(Comparison.of(reports).disagreements()).isEmpty();
        assertThat(Comparison.of(reports).text()).contains("NOT_DECLARED");
    }

    /** What a dependency of the tests may have replaced by a newer one without a word. */
    @Test
    void the_run_on_the_oldest_JUnit_was_one() throws IOException {
        Report report = Report.read(BUILD.resolve("tck-junit5/target/verso-tck/dev.verso.memory.MemoryTck")
                .resolve(Report.FILE));

        assertThat(report.environment().junit()).startsWith("5.14.");
        assertThat(report("memory").environment().junit()).startsWith("6.");
        assertThat(report.isCertificate()).isTrue();
    }

    private static String run(String name) {
        return java.util.Objects.requireNonNull(Certificates.RUNS.get(name), name);
    }

    private static Report report(String name) throws IOException {
        return Report.read(BUILD.resolve(run(name)).resolve(Report.FILE));
    }
}
