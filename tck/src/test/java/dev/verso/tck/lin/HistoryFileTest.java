package dev.verso.tck.lin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFileTest {

    private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

    /** A history as a program in another language would record it. */
    private static final List<String> FOREIGN = List.of(
            "{\"history\":\"verso\",\"format\":1}",
            "{\"operation\":\"create\",\"process\":0,\"instance\":\"1\",\"key\":\"P/1\",\"writeId\":\"" + ID
                    + "\",\"content\":\"5f\",\"invoked\":1,\"returned\":2,"
                    + "\"outcome\":{\"is\":\"accepted\",\"version\":1,\"change\":\"CREATE\"}}",
            "{\"operation\":\"read\",\"process\":1,\"instance\":\"2\",\"key\":\"P/1\",\"invoked\":3,\"returned\":4,"
                    + "\"outcome\":{\"is\":\"empty\"}}",
            "{\"audit\":\"P/1\",\"versions\":1}",
            "{\"slot\":1,\"key\":\"P/1\",\"change\":\"CREATE\",\"writeId\":\"" + ID + "\",\"content\":\"5f\"}");

    @Test
    void what_is_written_is_read_again() throws Exception {
        Random random = new Random(3);
        Set<Class<?>> outcomes = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            SmallHistories source = new SmallHistories(random);
            History history = source.corrupted(source.valid());
            History again = HistoryFile.parse(HistoryFile.text(history));
            assertThat(again).isEqualTo(history);
            history.operations()
                    .forEach(operation -> outcomes.add(operation.outcome().getClass()));
        }
        assertThat(outcomes).as("every outcome was among them").hasSize(Outcome.class.getPermittedSubclasses().length);
    }

    @Test
    void seed_notes_and_hostile_texts_survive(@TempDir Path directory) throws Exception {
        Operation read = new Operation(
                1,
                "first \"\n\u2028",
                "P/\u00e4\\ud800",
                Call.vread(" \"\t"),
                new Outcome.Unlawful("<\u0000>"),
                -5,
                Long.MAX_VALUE - 1);
        History history = new History(
                Long.MIN_VALUE,
                Map.of("adapter", "x\ny", "", ""),
                List.of(read),
                List.of(new Audit(
                        read.key(),
                        List.of(new Audit.Slot(1, Change.CREATE, UUID.fromString(ID), Optional.of("\"\\"))))));
        Path file = directory.resolve("deeper/history.jsonl");
        HistoryFile.write(history, file);
        assertThat(HistoryFile.read(file)).isEqualTo(history);
        assertThat(Files.readAllLines(file)).hasSize(4);
    }

    @Test
    void a_history_of_another_language_is_read_and_checked() throws Exception {
        History history = HistoryFile.parse(String.join("\n\n", FOREIGN));
        assertThat(history.operations()).hasSize(2);
        assertThat(LinearizabilityChecker.check(history))
                .isInstanceOfSatisfying(
                        Verdict.Violation.class,
                        violation -> assertThat(violation.breach()).isEqualTo(Breach.OUT_OF_ORDER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | \"format\":1 | \"format\":2 | Line 1: \"format\" is not 1",
                "0 | \"history\":\"verso\" | \"history\":\"other\" | Line 1: a history begins with",
                "0 | \"format\":1 | \"format\":1,\"operations\":3 | there are 2; the file may have been cut",
                "0 | \"format\":1 | \"format\":1,\"colour\":3 | Line 1: the field \"colour\" is unknown",
                "0 | \"format\":1 | \"format\":1,\"notes\":{\"a\":1} | Line 1: \"a\" is not a text",
                "1 | \"create\" | \"erase\" | Line 2: \"erase\" is no operation of one key",
                "1 | \"content\":\"5f\", | | Line 2: create needs \"content\"",
                "1 | \"content\":\"5f\" | \"content\":\"5f\",\"version\":\"1\" | Line 2: create has no \"version\"",
                "1 | \"process\":0 | \"process\":\"0\" | Line 2: \"process\" is not a whole number",
                "1 | \"process\":0 | \"process\":4294967296 | Line 2: \"process\" is not a whole number of 32 bits",
                "1 | \"invoked\":1 | \"invoked\":9223372036854775808 | Line 2: \"invoked\" is not a whole number",
                "1 | \"invoked\":1 | \"invoked\":1.0 | Line 2: \"invoked\" is not a whole number",
                "1 | \"invoked\":1 | \"invoked\":3 | Line 2: \"returned\" 2 is before \"invoked\" 3",
                "1 | \"invoked\":1 | \"invoked\":1,\"invoked\":1 | Line 2: is no JSON object: Duplicate field",
                "1 | \"returned\":2, | | Line 2: \"returned\" is missing",
                "1 | 01234567-89ab | 1234567-89ab | Line 2: \"writeId\" is not a UUID",
                "1 | \"accepted\" | \"done\" | Line 2: \"done\" is no outcome",
                "1 | \"is\":\"accepted\",\"version\":1,\"change\":\"CREATE\" | \"is\":\"empty\" | Line 2: create cannot have",
                "1 | \"CREATE\" | \"create\" | Line 2: \"change\" is none of [CREATE,",
                "2 | \"is\":\"empty\" | \"is\":\"empty\",\"version\":1 | Line 3: the field \"version\" is unknown",
                "2 | \"is\":\"empty\" | \"is\":\"notFound\" | Line 3: read cannot have the outcome NotFound",
                "2 | } | ] | Line 3: is no JSON object",
                "2 | }} | }} {} | Line 3: is no JSON object",
                "1 | \"accepted\",\"version\":1 | \"accepted\",\"version\":-5000000000 | Line 2: \"version\" is -5000000000, which",
                "1 | {\"is\":\"accepted\",\"version\":1,\"change\":\"CREATE\"} | {\"is\":\"gone\",\"version\":-1} | Line 2: \"version\" is -1",
                "4 | \"slot\":1 | \"slot\":-1 | Line 5: \"slot\" is -1, which is no version",
                "2 | P/1 | P/2 | Line 3: the key \"P/2\" has no line",
                "3 | \"versions\":1 | \"versions\":2 | Line 4: \"versions\" is 2, and the key has 1 slots",
                "3 | \"audit\" | \"audits\" | Line 4: has none of the fields",
                "4 | \"slot\":1 | \"slot\":true | Line 5: \"slot\" is not a whole number",
            })
    void what_is_wrong_is_named_with_its_line(int line, String from, String to, String message) {
        List<String> lines = new ArrayList<>(FOREIGN);
        String changed = lines.get(line).replace(from, to == null ? "" : to);
        assertThat(changed).isNotEqualTo(lines.get(line));
        lines.set(line, changed);
        assertThatThrownBy(() -> HistoryFile.parse(String.join("\n", lines)))
                .isInstanceOf(UnreadableHistoryException.class)
                .hasMessageContaining(message);
    }

    @Test
    void what_is_there_twice_or_not_at_all_is_named() {
        assertThatThrownBy(() -> HistoryFile.parse(String.join("\n", FOREIGN) + "\n" + FOREIGN.get(1)))
                .hasMessage("Line 6: an operation before has the same \"writeId\"");
        assertThatThrownBy(() -> HistoryFile.parse(String.join("\n", FOREIGN) + "\n" + FOREIGN.get(3)))
                .hasMessage("Line 6: a second audit of the key \"P/1\"");
        assertThatThrownBy(() -> HistoryFile.parse("\n \n")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> HistoryFile.parse("[]")).hasMessage("Line 1: is no JSON object");
    }

    @Test
    void any_cut_of_a_file_is_noticed() {
        SmallHistories source = new SmallHistories(new Random(9));
        History history = source.valid();
        String whole = HistoryFile.text(history);
        for (int length = 0; length < whole.length() - 1; length++) {
            String cut = whole.substring(0, length);
            Throwable noticed = catchThrowable(() -> HistoryFile.parse(cut));
            assertThat(noticed).as("cut at %s", length).isInstanceOf(UnreadableHistoryException.class);
        }
    }

    @Test
    void bytes_that_are_no_text_are_refused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("bytes");
        Files.write(file, new byte[] {'{', (byte) 0xFF, '}'});
        assertThatThrownBy(() -> HistoryFile.read(file)).hasMessage("bytes is not UTF-8 text");
    }
}
