package dev.verso.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MongoBenchmarksTest {

    private static final Pattern ROW =
            Pattern.compile("\\| [0-9.]+ KB \\| [^|]+ \\| [0-9]+ \\| [0-9]+ \\| [0-9.]+ \\| [0-9.]* \\| (yes|no)? \\|");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_quick_run_on_a_server_of_its_own_gives_a_figure_for_every_row() throws Exception {
        assertThat(run("--quick", "latency", "STANDALONE")).isZero();

        List<String> rows = text(out)
                .lines()
                .filter(line -> line.startsWith("| ") && line.contains("KB"))
                .toList();
        assertThat(rows).hasSize(27).allMatch(ROW.asMatchPredicate());
        assertThat(text(out)).contains("MongoDB ", "journal on", "the figures mean nothing");
    }

    @Test
    void an_unknown_argument_is_refused_by_name_and_help_tells_the_known_ones() throws Exception {
        assertThat(run("latencies")).isEqualTo(2);
        assertThat(run("--help")).isZero();

        assertThat(text(err)).contains("Unknown argument: latencies", "latency, rates, depth");
        assertThat(text(out)).contains("SET_OF_THREE");
    }

    private int run(String... arguments) throws Exception {
        return MongoBenchmarks.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
