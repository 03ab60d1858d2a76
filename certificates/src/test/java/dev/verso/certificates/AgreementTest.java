package dev.verso.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.tck.report.Comparison;
import dev.verso.tck.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports that the adapters' own runs of the kit left in this build: their modules come before this one. */
class AgreementTest {

    private static final Path BUILD = Path.of("..");

    @TempDir
    private Path output;

    @Test
    void memory_PostgreSQL_and_the_custom_adapter_are_certified_and_agree_rule_by_rule() throws IOException {
        Map<String, String> runs = Map.of(
                "memory", run("memory"), "postgresql", run("postgresql"), "custom-adapter", run("custom-adapter"));

        assertThat(Certificates.gather(BUILD, output, runs)).isEmpty();
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

        List<String> problems =
                Certificates.gather(output.resolve("build"), output, Map.of("a", "sound", "b", "broken"));

        assertThat(problems)
                .anyMatch(problem -> problem.startsWith("Verso TCK: FAILED"))
                .anyMatch(problem -> problem.startsWith("KEY-01: ") && problem.contains("FAIL"));
    }

    @Test
    void a_run_without_a_report_is_told() {
        assertThatThrownBy(() -> Certificates.gather(output, output, Map.of("memory", "nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory left no report");
    }

    @Test
    void what_is_not_declared_is_no_disagreement() throws IOException {
        List<Report> reports = new ArrayList<>(List.of(report("memory"), report("custom-adapter")));

        assertThat(Comparison.of(reports).disagreements()).isEmpty();
        assertThat(Comparison.of(reports).text()).contains("NOT_DECLARED");
    }

    private static String run(String name) {
        return java.util.Objects.requireNonNull(Certificates.RUNS.get(name), name);
    }

    private static Report report(String name) throws IOException {
        return Report.read(BUILD.resolve(run(name)).resolve(Report.FILE));
    }
}
