package dev.verso.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartTest {

    private static final String TWO_PATIENTS = """
            {"resourceType":"Patient","id":"a"}
            {"resourceType":"Patient","id":"b"}
            """;

    @TempDir
    Path directory;

    @Test
    void help_names_options_and_exit_codes() {
        Captured run = Captured.run("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("--store=NAME", "memory", "postgres", "--tenant=ID", "--threads=N", "Exit codes:", "  3   ");
    }

    @ParameterizedTest
    @CsvSource({
        "--colour,         Unknown option: '--colour'",
        "--threads=0,      '--threads must be 1 to 256, not 0'",
        "--threads=many,   '--threads'",
        "--store=punchcards, '--store: there is no store of that name; there is [memory, postgres, jdbc:postgresql://..., mongodb, mongodb://...]'",
        "--tenant=a/b,     '--tenant: The tenant has the character U+002F'",
        "--store,          '--store'"
    })
    void a_wrong_command_line_is_one_clear_line_and_exit_code_2(String argument, String message) {
        Captured run = Captured.run(argument);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("quickstart: ")
                .contains(message, "--help");
    }

    @Test
    void a_missing_file_is_one_clear_line_and_exit_code_1_and_nothing_is_imported() throws IOException {
        Path there = Files.writeString(directory.resolve("there.ndjson"), TWO_PATIENTS);
        Path missing = directory.resolve("missing.ndjson");

        Captured run = Captured.run(there, missing);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).containsExactly("quickstart: " + missing + ": no such file or directory");
    }

    @Test
    void a_directory_without_ndjson_is_one_clear_line_and_exit_code_1() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "nothing to import");

        Captured run = Captured.run(directory);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines())
                .containsExactly("quickstart: " + directory + ": no .ndjson or .ndjson.gz file in this directory");
    }

    @Test
    void an_import_reports_what_it_stored() throws IOException {
        Captured run = Captured.run(Files.writeString(directory.resolve("two.ndjson"), TWO_PATIENTS), "--threads=2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Stored      2 resources")
                .contains("New         2 created, 0 as a further version")
                .contains("Refused     0 lines, 0 files")
                .contains("Live now    2 resources of tenant demo")
                .contains("resources/s");
    }

    @Test
    void a_refused_line_gives_exit_code_3_and_the_rest_is_stored() throws IOException {
        Path file = Files.writeString(directory.resolve("mixed.ndjson"), "{oops\n" + TWO_PATIENTS);

        Captured run = Captured.run(file);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines()).singleElement().asString().startsWith(file + ":1: refused: ");
        assertThat(run.out()).contains("Stored      2 resources").contains("Refused     1 lines, 0 files");
    }

    @Test
    void on_a_terminal_a_bar_shows_the_progress_and_refusals_have_lines_of_their_own() throws IOException {
        Path file = Files.writeString(directory.resolve("mixed.ndjson"), "{oops\n" + TWO_PATIENTS);

        Captured run = Captured.runOnATerminal(false, file);

        assertThat(run.out()).contains("Import").contains("100%").contains("Stored      2 resources");
        assertThat(run.errLines()).singleElement().asString().startsWith(file + ":1: refused: ");
    }

    @Test
    void an_import_of_the_same_files_ends_the_same() throws IOException {
        Files.writeString(directory.resolve("1.ndjson"), TWO_PATIENTS + "{}\n" + TWO_PATIENTS);
        Files.writeString(directory.resolve("2.ndjson"), TWO_PATIENTS + "{\n");

        Captured first = Captured.run(directory, "--threads=4");

        assertThat(first.out()).contains("New         2 created, 4 as a further version of a live one");
        for (int i = 0; i < 20; i++) {
            Captured again = Captured.run(directory, "--threads=4");
            assertThat(again.steadyOut()).isEqualTo(first.steadyOut());
            assertThat(again.errLines()).containsExactlyInAnyOrderElementsOf(first.errLines());
        }
    }
}
