package dev.verso.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BenchmarksTest {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?( to -?[0-9]+(\\.[0-9]+)?)?");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_quick_run_measures_everything_and_every_figure_is_finite() {
        assertThat(run("--quick")).isZero();

        List<List<String>> rows = rows();
        // Three operations by size and threads; five by threads; memory by revisions of a key.
        assertThat(rows).hasSize(3 * 9 + 5 * 3 + 3);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get(row.size() - 1)).isIn("yes", "no", "in processor time");
            assertThat(row.subList(1, row.size() - 1)).isNotEmpty().allMatch(NUMBER.asMatchPredicate());
        });
        assertThat(text(err)).isEmpty();
    }

    @Test
    void only_what_is_named_is_measured() {
        assertThat(run("--quick", "memory")).isZero();

        assertThat(rows()).extracting(row -> row.get(0)).containsExactly("1", "10", "1000");
    }

    @Test
    void an_unknown_argument_is_refused_by_name_and_nothing_is_measured() {
        assertThat(run("--quick", "reads")).isEqualTo(2);

        assertThat(text(err)).contains("Unknown argument: reads", "read, update, content, length, memory");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void bundles_differ_and_come_near_to_the_wanted_size() {
        for (int size : Sizes.CONTENT) {
            List<byte[]> bundles = FhirBundles.of(size, 16);

            assertThat(bundles).allSatisfy(bundle -> assertThat(bundle.length).isBetween(size * 4 / 5, size));
            assertThat(bundles.stream().map(Arrays::hashCode).distinct().count())
                    .isGreaterThan(5);
        }
    }

    private int run(String... arguments) {
        return Benchmarks.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** Gives the cells of all rows below the heads of tables. */
    private List<List<String>> rows() {
        return text(out)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---") && !line.endsWith("reached |"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
                .toList();
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
