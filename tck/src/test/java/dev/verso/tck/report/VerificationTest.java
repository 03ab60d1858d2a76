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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a verification tells of reports that are sound, of other jars, or edited. */
class VerificationTest {

    private static final List<String> CAPABILITIES = List.of("SCANS");

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
                new Edit("a capability more", json -> json.replaceFirst("\"capabilities\" : \\[ ", "$0\"ERASURE\", ")),
                new Edit("a capability less", json -> json.replaceFirst("\"SCANS\"", "\"ATOMIC_BATCH\"")),
                new Edit("a capability that there is not", json -> json.replaceFirst("\"SCANS\"", "$0, \"MAGIC\"")),
                new Edit(
                        "what was asked called not declared",
                        json -> json.replaceFirst("\"PASS\"", "\"NOT_DECLARED\"")),
                new Edit("what was refused called passed", json -> json.replaceFirst("\"NOT_DECLARED\"", "\"PASS\"")),
                new Edit("what did not run called passed", json -> json.replaceFirst("\"NOT_RUN\"", "\"PASS\"")),
                new Edit(
                        "the run's operations", json -> json.replaceFirst("(?s)(\"run\" .*?\"operations\" : )", "$19")),
                new Edit("the run's contention", json -> json.replaceFirst("(?s)(\"run\" .*?\"races\" : )", "$19")),
                new Edit("the run's seed", json -> json.replaceFirst("(?s)(\"run\" .*?\"seed\" : \")", "$19")),
                new Edit(
                        "a rule's operations",
                        json -> json.replaceFirst("(?s)(\"rules\" .*?\"operations\" : )", "$19")),
                new Edit("a rule's time", json -> json.replaceFirst("(?s)(\"rules\" .*?\"durationMillis\" : )", "$19")),
                new Edit(
                        "a check's operations",
                        json -> json.replaceFirst("\"operations\" : 34,", "\"operations\" : 35,")),
                new Edit("no reason", json -> json.replaceFirst("\"1 check failed: [^\"]*\"", "")),
                new Edit("another sentence", json -> json.replaceFirst("are case-sensitive", "are not")));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void an_edited_report_is_found_out(Edit edit) throws IOException {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(CAPABILITIES));
        Expected.Check last = Reports.LIST.checks().get(checks.size() - 1);
        checks.set(checks.size() - 1, Reports.with(last, Verdict.FAIL, last.invocations()));
        String sound = Reports.of("a", "b", CAPABILITIES, checks).json();
        String edited = edit.edit().apply(sound);
        assertThat(edited).isNotEqualTo(sound);

        assertThat(wrong(read(sound))).singleElement().asString().startsWith("It is no certificate: FAILED");
        assertThat(wrong(read(edited))).anyMatch(text -> !text.startsWith("It is no certificate"));
    }

    /** Whoever edits a verdict may see to it that all counts follow from it. */
    @ParameterizedTest
    @CsvSource({
        "KEY_01_, NOT_DECLARED, cannot be NOT_DECLARED: it needs []",
        "LST_01_, NOT_DECLARED, cannot be NOT_DECLARED: it needs [[SCANS]]",
        "ERA_01_, PASS, cannot be PASS: it needs [[ERASURE]]",
        "ERR_03_a_write_whose, PASS, cannot be PASS: it needs the fault CUT"
    })
    void a_verdict_that_what_is_declared_rules_out_is_found_out(String name, Verdict verdict, String told)
            throws IOException {
        List<CheckResult> checks = new ArrayList<>(Reports.checks(CAPABILITIES));
        Expected.Check check = Reports.LIST.checks().stream()
                .filter(each -> each.name().startsWith(name))
                .findFirst()
                .orElseThrow();
        checks.replaceAll(
                each -> each.name().equals(check.name()) ? Reports.with(check, verdict, check.invocations()) : each);
        Report forged = Reports.of("a", "b", CAPABILITIES, checks);

        assertThat(forged.isCertificate()).isTrue();
        assertThat(wrong(read(forged.json()))).singleElement().asString().contains(told);
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

    /** A build of several modules runs the kit before it packages it. */
    @Test
    void directories_of_classes_are_verified_as_jars_are() throws IOException {
        Path kit =
                directory("kit", Session.resource("/dev/verso/tck/rules.yaml"), Session.resource(Kit.DRIVING.list()));
        Path damaged = directory("damaged", "rules: []", "");
        Path adapter = Files.createDirectories(directory.resolve("adapter"));
        Files.writeString(adapter.resolve("Adapter.class"), "");
        Report report = read(of(Fingerprint.of(kit), Fingerprint.of(adapter)));

        assertThat(Verification.of(report, Optional.of(kit), List.of(adapter)))
                .extracting(Finding::answer)
                .containsOnly(Answer.RIGHT);
        assertThat(Verification.of(report, Optional.of(damaged), List.of(damaged)))
                .filteredOn(finding -> finding.answer() == Answer.WRONG)
                .hasSize(4);
        assertThat(Verification.of(report, Optional.of(adapter), List.of()))
                .anyMatch(finding -> finding.answer() == Answer.WRONG
                        && finding.text().contains("rules.yaml in it is not the report's"));
    }

    /** What stands against a report beside its checks is told in its reasons alone. */
    @Test
    void a_run_that_was_cut_short_is_incomplete_and_nothing_else_is_wrong() throws IOException {
        Judgement judgement = Judgement.of(
                Kit.DRIVING,
                Reports.LIST,
                dev.verso.tck.Rules.all(),
                Claim.of(List.of(), List.of()),
                Reports.checks(List.of()),
                List.of("The run did not come to its end"));
        Report sound = Reports.of("a", "b", List.of(), Reports.checks(List.of()));
        Report cut = new Report(
                sound.format(),
                judgement.status(),
                judgement.level(),
                judgement.summary(),
                judgement.reasons(),
                judgement.levels(),
                sound.kit(),
                sound.adapter(),
                sound.artifacts(),
                sound.environment(),
                sound.run(),
                judgement.rules());

        assertThat(wrong(read(cut.json())))
                .singleElement()
                .asString()
                .startsWith("It is no certificate: INCOMPLETE, The run did not come to its end");
        assertThat(wrong(read(cut.json().replaceFirst("\"races\" : ", "$09")))).hasSize(2);
    }

    private static String of(String kit, String adapter) {
        return Reports.of("a", "b", List.of(), Reports.checks(List.of()))
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

    private Path directory(String name, String rules, String checks) throws IOException {
        Path report = Files.createDirectories(directory.resolve(name).resolve("dev/verso/tck/report"));
        Files.writeString(report.resolve("../rules.yaml"), rules);
        Files.writeString(report.resolve("driving-port.tsv"), checks);
        return directory.resolve(name);
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
