package dev.verso.tck.lin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void a_linearizable_history_ends_with_0() throws IOException {
        assertThat(run("check", saved(Histories.sound()))).isZero();
        assertThat(out()).contains("linearizable: 3 operations on 1 keys");
    }

    @Test
    void a_violation_ends_with_1_and_is_told_and_drawn() throws IOException {
        Path picture = directory.resolve("picture.svg");
        assertThat(run("check", saved(Histories.staleRead()), "--svg", picture.toString()))
                .isEqualTo(1);
        assertThat(out()).contains("not linearizable", "LOCK-06", "> ", "read -> v1 CREATE");
        assertThat(Files.readString(picture)).startsWith("<svg ").contains("LOCK-06");
    }

    @Test
    void a_violation_that_cannot_be_drawn_ends_with_1_all_the_same() throws IOException {
        Path nowhere = directory.resolve("nowhere").resolve("picture.svg");
        assertThat(run("check", saved(Histories.staleRead()), "--svg", nowhere.toString()))
                .isEqualTo(1);
        assertThat(out()).contains("not linearizable");
        assertThat(err()).contains("picture.svg: not drawn: ");
    }

    @Test
    void what_cannot_be_read_ends_with_2() throws IOException {
        Path file = directory.resolve("broken");
        Files.writeString(file, "{}");
        assertThat(run("check", file.toString())).isEqualTo(2);
        assertThat(err()).contains("broken: Line 1:");
        assertThat(run("check", directory.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err()).contains("nowhere: no such file");
        assertThat(run("check", directory.toString())).isEqualTo(2);
    }

    @Test
    void a_wrong_command_ends_with_2_and_help_with_0() {
        for (List<String> wrong : List.of(
                List.<String>of(), List.of("check"), List.of("verify", "x"), List.of("check", "x", "--png", "y"))) {
            assertThat(run(wrong.toArray(String[]::new))).isEqualTo(2);
        }
        assertThat(err()).contains("usage: lin check FILE");
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("exit codes");
    }

    private String saved(History history) throws IOException {
        Path file = directory.resolve("history.jsonl");
        HistoryFile.write(history, file);
        return file.toString();
    }

    private int run(String... arguments) {
        return LinCommand.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
