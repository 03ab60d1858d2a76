package dev.verso.tck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.DeepRun;
import dev.verso.tck.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersoTckTest {

    @TempDir
    private Path directory;

    private Path jar;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void make() throws IOException {
        jar = directory.resolve("my.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("my/readme.txt"));
        }
    }

    /** The command sets properties of its JVM, which is not its own here. */
    @AfterEach
    void forget() {
        System.clearProperty(DeepRun.PROPERTY);
        System.clearProperty("verso.tck.seed");
    }

    @Test
    void certify_writes_a_report_and_a_part_of_the_kit_is_no_certificate() throws IOException {
        int code = certify("Memory", "--only", "KEY-02,VER_04", "--seed", "17");

        assertThat(code).isEqualTo(VersoTck.INCOMPLETE);
        assertThat(out()).contains("Verso TCK: INCOMPLETE: memory 1.0", "did not run", "tck-report.html");
        assertThat(err()).containsPattern("[0-9]+/[0-9]+ checks, 0 failed");
        Report report = Report.read(directory.resolve("out").resolve(Report.FILE));
        assertThat(report.rules())
                .filteredOn(rule -> rule.verdict() == dev.verso.tck.Verdict.PASS)
                .extracting(Report.RuleResult::id)
                .containsExactlyInAnyOrder("KEY-02", "VER-04");
        assertThat(report.artifacts()).anyMatch(artifact -> artifact.file().equals("my.jar"));
        assertThat(Factories.Memory.closed).isTrue();
    }

    @Test
    void a_broken_rule_is_told_with_the_command_that_runs_it_again() {
        int code = certify("Boasting", "--only", "CAP-01");

        assertThat(code).isEqualTo(VersoTck.FAILED);
        assertThat(out()).contains("Verso TCK: FAILED: boasting 1.0");
        assertThat(err())
                .contains("CAP-01 (MUST) is broken by boasting 1.0")
                .contains("again:    verso-tck certify --adapter " + jar)
                .contains("--only CAP_01_");
    }

    @Test
    void a_command_that_runs_a_check_again_is_taken_by_a_shell_word_by_word() throws IOException {
        Path odd = directory.resolve("lib of $HOME/it's.jar");
        Files.createDirectories(odd.getParent());
        Files.copy(jar, odd);

        run(
                "certify",
                "--adapter",
                odd + "," + odd.getParent() + "/*",
                "--factory",
                "dev.verso.tck.cli.Factories$Boasting",
                "--out",
                directory.resolve("out").toString(),
                "--only",
                "CAP-01",
                "--deep",
                "1s");

        String quoted = "'" + (odd + "," + odd.getParent() + "/*").replace("'", "'\\''") + "'";
        assertThat(err())
                .contains("again:    verso-tck certify --adapter " + quoted
                        + " --factory 'dev.verso.tck.cli.Factories$Boasting' --only CAP_01_")
                .containsPattern("--only CAP_01_\\w+ --seed -?[0-9]+ --deep 1s\n");
    }

    @Test
    void a_deep_run_tells_how_many_histories_and_sequences_it_has_checked() throws IOException {
        certify("Memory", "--only", "LOCK_06_histories_of_all,VER_07_random", "--deep", "0.001s");

        Matcher told = Pattern.compile(
                        "Checked: ([0-9,]+) histories of ([0-9,]+) operations, ([0-9,]+) random sequences")
                .matcher(out());
        assertThat(told.find()).as(out()).isTrue();
        Report report = Report.read(directory.resolve("out").resolve(Report.FILE));
        assertThat(report.run().contention()).containsEntry("sequences", 105L);
        assertThat(told.group(3)).isEqualTo("105");
        // The check has four histories and more if they hardly met; then comes one round at least.
        String notes = report.rules().stream()
                .filter(rule -> rule.id().equals("LOCK-06"))
                .flatMap(rule -> rule.checks().stream())
                .flatMap(check -> check.notes().stream())
                .findFirst()
                .orElseThrow();
        Matcher parts =
                Pattern.compile("([0-9]+) histories of ([0-9]+) operations").matcher(notes);
        long histories = 0;
        while (parts.find()) {
            histories += Long.parseLong(parts.group(1));
        }
        assertThat(histories).isGreaterThanOrEqualTo(5);
        assertThat(told.group(1)).isEqualTo(Long.toString(histories));
    }

    @Test
    void what_a_failure_says_does_not_steer_the_terminal() {
        certify("Hostile", "--only", "CAP-01");

        assertThat(err())
                .contains("hostile\\u001b[2J\\u009b\\u202e\\u000d")
                .doesNotContain("\u001b", "\u009b", "\u202e");
        assertThat(out()).contains("hostile").doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "None        | does not implement dev.verso.tck.SubjectFactory",
                "Missing     | There is no class dev.verso.tck.cli.Factories$Missing",
                "Closed      | has no public constructor without parameters",
                "Hidden      | must be a public class",
                "Throwing    | threw java.lang.IllegalStateException: no configuration",
                "Unreachable | subject() threw java.lang.IllegalStateException: no server there",
                "Nothing     | subject() gave null"
            })
    void a_factory_that_cannot_be_used_is_told_in_one_sentence(String factory, String reason) {
        assertThat(certify(factory)).isEqualTo(VersoTck.WRONG_USAGE);

        assertThat(err()).contains(reason).doesNotContain("\tat ");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void what_is_no_adapter_is_told() throws IOException {
        Path text = Files.writeString(directory.resolve("text.jar"), "no jar");

        assertThat(run("certify", "--adapter", "nowhere.jar", "--factory", "x")).isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(run("certify", "--adapter", text.toString(), "--factory", "x"))
                .isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(run("certify", "--adapter", directory + "/none/*", "--factory", "x"))
                .isEqualTo(VersoTck.WRONG_USAGE);

        assertThat(err())
                .contains("There is no jar or directory nowhere.jar")
                .contains("text.jar is no jar")
                .contains("is no directory that can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--only=NOPE-01", "--deep=soon", "--seed=x", "--nonsense"})
    void a_wrong_option_is_told(String option) {
        assertThat(certify("Memory", option)).isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(err()).contains(option.replaceAll("--[a-z]+=", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"certify", "compare", "verify", "lin"})
    void help_tells_the_exit_codes_and_every_option(String command) {
        assertThat(run(command, "--help")).isEqualTo(VersoTck.DONE);
        assertThat(out()).contains("Usage: verso-tck " + command);
        if (!command.equals("lin")) {
            assertThat(out()).contains("Exit codes:");
        }
    }

    @Test
    void without_a_command_what_there_is_is_told() {
        assertThat(run()).isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(err()).contains("certify", "compare", "verify", "lin");
        assertThat(run("--version")).isEqualTo(VersoTck.DONE);
        assertThat(out()).contains("contract 0.1");
    }

    @Test
    void reports_are_compared_and_verified() {
        certify("Memory", "--only", "VER-04");
        String report = directory.resolve("out").toString();
        Path page = directory.resolve("new/compare.html");

        assertThat(run("compare", report, report, "--html", page.toString())).isEqualTo(VersoTck.DONE);
        assertThat(out()).containsPattern("VER-04 +PASS").contains("They agree");
        assertThat(page).content().contains("Backends compared");

        assertThat(run("verify", report, "--adapter", jar.toString())).isEqualTo(VersoTck.FAILED);
        assertThat(out())
                .contains("ok     my.jar was on the class path")
                .contains("open   No kit is given")
                .contains("WRONG  It is no certificate: INCOMPLETE")
                .contains("not unforgeable");
    }

    @Test
    void what_is_no_report_is_told() throws IOException {
        Path file = Files.writeString(directory.resolve("x.json"), "{}");

        assertThat(run("compare", "nowhere.json")).isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(run("verify", file.toString())).isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(run("verify", jar.toString())).isEqualTo(VersoTck.WRONG_USAGE);
        assertThat(err()).contains("There is no file nowhere.json", "x.json is not a report", "my.jar is not a report");
    }

    @Test
    void lin_check_is_passed_on() {
        assertThat(run("lin", "check", directory.resolve("nowhere.jsonl").toString()))
                .isEqualTo(VersoTck.WRONG_USAGE);
    }

    private int certify(String factory, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "certify",
                "--adapter",
                jar.toString(),
                "--factory",
                "dev.verso.tck.cli.Factories$" + factory,
                "--out",
                directory.resolve("out").toString()));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return VersoTck.run(new PrintStream(out, true), new PrintStream(err, true), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
