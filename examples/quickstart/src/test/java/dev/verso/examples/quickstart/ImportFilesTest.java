package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Target.CONTEXT;
import static dev.verso.examples.quickstart.Target.GOOD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportFilesTest {

    private final Target target = new Target();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.ndjson.gz", "x.ndjson"})
    void gzip_is_known_by_its_name_or_its_first_bytes_and_may_have_members(String name) throws Exception {
        Path file = directory.resolve(name);
        for (String id : List.of("a", "b", "c")) {
            byte[] member = gzip(GOOD.replace("good", id) + "\n");
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(member);
            }
        }

        assertThat(target.load(file).created()).isEqualTo(3);
        assertThat(target.complaints()).isEmpty();
    }

    @Test
    void gzip_that_breaks_off_keeps_the_lines_before_and_never_stores_half_a_line() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < 20_000; n++) {
            lines.append("{\"resourceType\":\"T\",\"id\":\"")
                    .append(n)
                    .append("\",\"x\":\"")
                    .append(n * 7919L)
                    .append("\"}\n");
        }
        byte[] whole = gzip(lines.toString());
        Path cut = Files.write(directory.resolve("1.ndjson.gz"), Arrays.copyOf(whole, whole.length / 2));
        write("2.ndjson", GOOD);

        ImportReport report = target.load(cut, directory.resolve("2.ndjson"));

        assertThat(report.brokenFiles()).isEqualTo(1);
        assertThat(report.refused()).isZero();
        assertThat(report.created()).isBetween(1_000L, 19_999L);
        assertThat(target.storage().exists(CONTEXT, "Patient", "good")).isTrue();
        assertThat(target.complaints())
                .containsExactly(cut + ": after line " + (report.created() - 1)
                        + ": cannot be read further: the gzip data is cut short");
    }

    @Test
    void what_is_called_gzip_and_is_none_is_named_and_the_next_file_is_read() throws Exception {
        Path plain = write("1.ndjson.gz", GOOD);
        Path empty = write("2.ndjson.gz", "");
        Path good = write("3.ndjson", GOOD);

        ImportReport report = target.load(plain, empty, good);

        assertThat(report.brokenFiles()).isEqualTo(2);
        assertThat(report.created()).isEqualTo(1);
        assertThat(target.complaints())
                .hasSize(2)
                .anyMatch(line -> line.startsWith(plain + ": cannot be read: "))
                .anyMatch(line -> line.equals(empty + ": cannot be read: the gzip data is cut short"));
    }

    @Test
    void a_directory_is_walked_in_order_and_each_file_is_taken_once() throws Exception {
        Files.createDirectories(directory.resolve("b"));
        write("b/2.ndjson", GOOD);
        write("a.ndjson", GOOD);
        write("c.txt", GOOD);

        List<Path> files =
                NdjsonFiles.find(List.of(directory, directory.resolve("b").resolve("2.ndjson")));

        assertThat(files).containsExactly(directory.resolve("a.ndjson"), directory.resolve("b/2.ndjson"));
    }

    @Test
    void a_file_that_vanishes_before_its_turn_is_named_and_the_next_one_is_read() throws Exception {
        Path vanished = directory.resolve("vanished.ndjson");

        ImportReport report = target.load(vanished, write("x.ndjson", GOOD));

        assertThat(report.brokenFiles()).isEqualTo(1);
        assertThat(report.created()).isEqualTo(1);
        assertThat(target.complaints()).containsExactly(vanished + ": cannot be read: NoSuchFileException");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
