package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Target.CONTEXT;
import static dev.verso.examples.quickstart.Target.GOOD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendUnavailableException;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportTest {

    private final Target target = new Target();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"Patient\",\"id\":\"a\"",
                "{\"resourceType\":\"Patient\",\"id\":\"a\"} trailing",
                "{\"resourceType\":\"Patient\",\"id\":\"a\",\"id\":\"b\"}",
                "{\"resourceType\":\"Patient\",\"id\":\"a\",\"x\":\"\\ud800\"}",
                "not JSON",
                "[{\"resourceType\":\"Patient\",\"id\":\"a\"}]",
                "\"Patient\"",
                "null",
                "{}",
                "{\"id\":\"a\"}",
                "{\"resourceType\":\"Patient\"}",
                "{\"resourceType\":\"Patient\",\"id\":7}",
                "{\"resourceType\":null,\"id\":\"a\"}",
                "{\"resourceType\":\"Patient\",\"id\":\"\"}",
                "{\"resourceType\":\"Patient\",\"id\":\"a/b\"}",
                "{\"resourceType\":\"Patient\",\"id\":\"..\"}",
                "{\"x\":{\"resourceType\":\"Patient\",\"id\":\"a\"}}",
                "\uFEFF{\"resourceType\":\"Patient\",\"id\":\"a\"}"
            })
    void a_malformed_line_is_named_and_counted_and_the_rest_goes_on(String line) throws Exception {
        Path file = write("x.ndjson", GOOD + "\n" + line + "\n" + GOOD + "\n");

        ImportReport report = target.load(file);

        assertThat(report.refused()).isEqualTo(1);
        assertThat(report.stored()).isEqualTo(2);
        assertThat(target.storage().count(CONTEXT)).isEqualTo(1);
        assertThat(target.complaints()).singleElement().asString().startsWith(file + ":2: refused: ");
    }

    @Test
    void a_line_that_is_not_utf8_is_refused_and_not_mended() throws Exception {
        byte[] document = "{\"resourceType\":\"Patient\",\"id\":\"a\",\"x\":\"\u00e9\"}".getBytes("ISO-8859-1");
        Path file = Files.write(directory.resolve("latin.ndjson"), document);

        assertThat(target.load(file).refused()).isEqualTo(1);
        assertThat(target.complaints()).singleElement().asString().startsWith(file + ":1: refused: ");
        assertThat(target.storage().count(CONTEXT)).isZero();
    }

    @Test
    void a_complaint_shows_no_content() throws Exception {
        target.load(write(
                "x.ndjson",
                "{\"resourceType\":\"Patient\",\"id\":\"a\",\"ssn\":\"999-12-3456\",,}\n\"999-12-3456\"\n"));

        assertThat(target.complaints()).hasSize(2).noneMatch(line -> line.contains("999") || line.contains("ssn"));
    }

    @Test
    void bytes_are_stored_as_they_came() throws Exception {
        String document =
                " { \"b\" : 1.10, \"id\":\"a\", \"n\":1e400, \"x\":\"\\u0000\u00e9\ud83d\ude00\", \"resourceType\" : \"T\" } \t";
        target.load(write("x.ndjson", document + "\n"));

        assertThat(target.stored("T", "a")).isEqualTo(document);
    }

    @Test
    void a_number_a_name_and_a_text_may_be_of_any_length() throws Exception {
        String document = "{\"n\":" + "7".repeat(5_000) + ",\"" + "k".repeat(60_000) + "\":1,\"s\":\""
                + "s".repeat(3_000_000) + "\",\"resourceType\":\"T\",\"id\":\"a\"}";

        assertThat(target.load(write("x.ndjson", document)).complete()).isTrue();
        assertThat(target.stored("T", "a")).isEqualTo(document);
    }

    @Test
    void line_ends_of_windows_blank_lines_and_a_missing_last_line_end_do_not_matter() throws Exception {
        Path file = write("x.ndjson", "\r\n  \n" + GOOD + "\r\n\n\t\r\n{}\r\n" + GOOD.replace("good", "last"));

        ImportReport report = target.load(file);

        assertThat(report.created()).isEqualTo(2);
        assertThat(target.stored("Patient", "good")).isEqualTo(GOOD);
        assertThat(target.complaints()).singleElement().asString().startsWith(file + ":6: refused: ");
    }

    @Test
    void a_byte_order_mark_before_the_first_line_is_not_part_of_it() throws Exception {
        assertThat(target.load(write("x.ndjson", "\uFEFF" + GOOD)).complete()).isTrue();
        assertThat(target.stored("Patient", "good")).isEqualTo(GOOD);
    }

    @Test
    void an_empty_file_is_no_error() throws Exception {
        ImportReport report = target.load(write("x.ndjson", ""));

        assertThat(report.complete()).isTrue();
        assertThat(report.stored()).isZero();
        assertThat(target.complaints()).isEmpty();
    }

    @Test
    void a_line_beyond_the_limit_is_refused_and_its_file_goes_on() throws Exception {
        String tooLong = "{\"resourceType\":\"T\",\"id\":\"long\",\"x\":\""
                + "x".repeat(StorageOptions.DEFAULT_CONTENT_LIMIT) + "\"}";
        Path file = write("x.ndjson", tooLong + "\n" + GOOD);

        ImportReport report = target.load(file);

        assertThat(report.stored()).isEqualTo(1);
        assertThat(target.complaints()).containsExactly(file + ":1: refused: the line is longer than 8388608 bytes");
    }

    @Test
    void a_line_of_exactly_the_limit_is_stored_also_with_a_windows_line_end() throws Exception {
        String head = "{\"resourceType\":\"T\",\"id\":\"full\",\"x\":\"";
        String document = head + "x".repeat(StorageOptions.DEFAULT_CONTENT_LIMIT - head.length() - 2) + "\"}";

        assertThat(target.load(write("x.ndjson", document + "\r\n")).complete()).isTrue();
        assertThat(target.stored("T", "full")).isEqualTo(document);
    }

    @Test
    void an_id_met_again_becomes_the_next_version_in_the_order_of_the_lines() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int n = 1; n <= 3_000; n++) {
            lines.append("{\"resourceType\":\"T\",\"id\":\"")
                    .append(n % 7)
                    .append("\",\"n\":")
                    .append(n)
                    .append("}\n");
        }

        ImportReport report = target.load(write("x.ndjson", lines.toString()));

        assertThat(report.created()).isEqualTo(7);
        assertThat(report.updated()).isEqualTo(2_993);
        for (int id = 0; id < 7; id++) {
            String last = target.storage()
                    .read(CONTEXT, "T", String.valueOf(id))
                    .orElseThrow()
                    .content()
                    .json();
            int newest = 3_000 - Math.floorMod(3_000 - id, 7);
            assertThat(last).isEqualTo("{\"resourceType\":\"T\",\"id\":\"%d\",\"n\":%d}", id, newest);
        }
    }

    @Test
    void a_store_that_fails_stops_the_import_and_says_where() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        VersionedStorage failing = (VersionedStorage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VersionedStorage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("createOrUpdate") && writes.incrementAndGet() > 2) {
                        throw new BackendUnavailableException("no connection", null);
                    }
                    try {
                        return method.invoke(target.storage(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Path file = write("x.ndjson", (GOOD + "\n").repeat(10_000));

        assertThatExceptionOfType(ImportStoppedException.class)
                .isThrownBy(() -> new Import(failing, CONTEXT, target.progress()).run(List.of(file), 1))
                .withMessage(file + ":3: stopped after 2 resources: no connection");
        assertThat(target.storage().listVersions(CONTEXT, "Patient", "good")).containsExactly("1", "2");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, UTF_8);
    }
}
