package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.Verdict;
import dev.verso.tck.report.Finding.Answer;
import dev.verso.tck.report.Report.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a verification tells of reports that are sound, of other jars, or edited. */
class VerificationTest {

    @TempDir
    private Path directory;

    /** An edit of a sound report's JSON that nobody's run gives. */
    record Edit(String name, UnaryOperator<String> edit) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Edit> edits() {
        return Stream.of(
                new Edit("a failure called passed", json -> json.replaceFirst("\"FAIL\"", "\"PASS\"")),
                new Edit("a status", json -> json.replaceFirst("\"FAILED\"", "\"CERTIFIED\"")),
                new Edit(
                        "a level",
                        json -> json.replaceFirst("\"level\" : \"CONCURRENT\"", "\"level\" : \"FAULT_TESTED\"")),
                new Edit("the counts", json -> json.replaceFirst("([0-9]+)/([0-9]+) required", "$2/$2 required")),
                new Edit(
                        "an invocation less",
                        json -> json.replaceFirst("\"invocations\" : 1,", "\"invocations\" : 0,")),
                new Edit(
                        "an invocation less to be expected",
                        json -> json.replaceFirst("\"expected\" : [0-9]{2},", "\"expected\" : 1,")),
                new Edit("no operations", json -> json.replaceFirst("\"operations\" : 34,", "\"operations\" : 0,")),
                new Edit("another check", json -> json.replaceFirst("\"name\" : \"KEY_01_", "\"name\" : \"KEY_01_x")),
                new Edit("another chapter", json -> json.replaceFirst("dev.verso.tck.KeyRules", "my.KeyRules")),
                new Edit("another sentence", json -> json.replaceFirst("are case-sensitive", "are not")));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void an_edited_report_is_found_out(Edit edit) throws IOException {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(false, false));
        Expected.Check last = Reports.LIST.checks().get(checks.size() - 1);
        checks.set(checks.size() - 1, Reports.with(last, Verdict.FAIL, last.invocations()));
        String sound = Reports.of("a", "b", List.of(), checks).json();
        String edited = edit.edit().apply(sound);
        assertThat(edited).isNotEqualTo(sound);

        assertThat(wrong(read(sound))).singleElement().asString().startsWith("It is no certificate: FAILED");
        assertThat(wrong(read(edited))).anyMatch(text -> !text.startsWith("It is no certificate"));
    }

    @Test
    void a_sound_report_of_the_jars_has_nothing_wrong_and_nothing_open() throws IOException {
        Path kit = jar("kit.jar", Session.resource("/dev/verso/tck/rules.yaml"), Session.resource(Kit.DRIVING.list()));
        Path adapter = jar("adapter.jar", "", "");
        Report report = read(of(Fingerprint.of(kit), Fingerprint.of(adapter)));

        assertThat(Verification.of(report, Optional.of(kit), List.of(adapter)))
                .extracting(Finding::answer)
                .containsOnly(Answer.RIGHT);
    }

    @Test
    void without_jars_what_they_would_prove_is_open() throws IOException {
        assertThat(Verification.of(read(of("0", "1")), Optional.empty(), List.of()))
                .filteredOn(finding -> finding.answer() == Answer.UNKNOWN)
                .hasSize(2);
    }

    @Test
    void a_failure_that_nobody_can_have_seen_is_found_out() throws IOException {
        assertThat(wrong(read(of("0", "1").replaceFirst("\"CERTIFIED\"", "\"FAILED\""))))
                .anyMatch(text -> text.contains("status = FAILED, but its checks amount to CERTIFIED"));
    }

    @Test
    void another_jar_is_found_out() throws IOException {
        Path kit = jar("kit.jar", Session.resource("/dev/verso/tck/rules.yaml"), Session.resource(Kit.DRIVING.list()));
        Path damaged = jar("damaged.jar", "rules: []", "");
        Path adapter = jar("adapter.jar", "", "");
        Report report = read(of(Fingerprint.of(kit), "f".repeat(64)));

        assertThat(Verification.of(report, Optional.of(damaged), List.of(adapter)))
                .filteredOn(finding -> finding.answer() == Answer.WRONG)
                .extracting(Finding::text)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("The kit is not damaged.jar"),
                        text -> assertThat(text).contains("rules.yaml", "is not the report's"),
                        text -> assertThat(text).contains("driving-port.tsv", "is not the report's"),
                        text -> assertThat(text).startsWith("adapter.jar").contains("was not on the class path"));
    }

    @Test
    void a_report_of_another_kit_is_left_open() throws IOException {
        String other = of("0", "1").replace(Session.hash("/dev/verso/tck/rules.yaml"), "e".repeat(64));

        assertThat(Verification.of(read(other), Optional.empty(), List.of()))
                .anyMatch(finding ->
                        finding.answer() == Answer.UNKNOWN && finding.text().contains("use the verso-tck of"));
    }

    private static String of(String kit, String adapter) {
        return Reports.of("a", "b", List.of(), Reports.checks(false, false))
                .json()
                .replace("\"sha256\" : \"" + "0".repeat(64) + "\"", "\"sha256\" : \"" + kit + "\"")
                .replaceFirst(
                        "\"artifacts\" : \\[ ",
                        "\"artifacts\" : [ {\"role\":\"adapter\",\"file\":\"a.jar\",\"form\":\"jar\",\"sha256\":\""
                                + adapter + "\"}, ");
    }

    private List<String> wrong(Report report) throws IOException {
        return Verification.of(report, Optional.empty(), List.of()).stream()
                .filter(finding -> finding.answer() == Answer.WRONG)
                .map(Finding::text)
                .toList();
    }

    private Report read(String json) throws IOException {
        return Report.read(Files.writeString(directory.resolve("report.json"), json));
    }

    private Path jar(String name, String rules, String checks) throws IOException {
        Path jar = directory.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("dev/verso/tck/rules.yaml"));
            out.write(rules.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry("dev/verso/tck/report/driving-port.tsv"));
            out.write(checks.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry(name));
        }
        return jar;
    }
}
