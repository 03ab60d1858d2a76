package dev.verso.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.testservers.LocalPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBenchmarksTest {

    private static final Pattern ROW =
            Pattern.compile("\\| [0-9.]+ KB \\| [^|]+ \\| [0-9]+ \\| [0-9]+ \\| [0-9.]+ \\| [0-9.]* \\| (yes|no)? \\|");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_quick_run_on_the_build_s_own_server_gives_a_figure_for_every_row() throws Exception {
        assertThat(run("--quick", "fence")).isZero();

        List<String> rows = text(out)
                .lines()
                .filter(line -> line.startsWith("| ") && line.contains("KB"))
                .toList();
        assertThat(rows).hasSize(6).allMatch(ROW.asMatchPredicate());
        assertThat(text(out)).contains("PostgreSQL 18", "fsync on", "the figures mean nothing");
    }

    @Test
    void without_pgbench_on_the_path_the_report_says_so_and_the_run_goes_on(@TempDir Path empty) throws Exception {
        Report report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8));

        PostgresPeers.measurePgbench("jdbc:postgresql://nowhere.invalid/none", report, 1, 1, empty.toString());

        assertThat(text(out)).contains("not measured: no pgbench on the PATH");
    }

    @Test
    void sockets_that_are_slow_let_each_request_wait_once_and_change_nothing_else() throws Exception {
        try (LocalPostgres server = LocalPostgres.start(LocalPostgres.RELEASES.get(0), Map.of());
                Connection slow = DriverManager.getConnection(SlowSockets.through(server.url("postgres"), 1));
                PreparedStatement statement = slow.prepareStatement("SELECT ?")) {
            String large = "x".repeat(100_000);
            statement.setString(1, large);
            long before = SlowSockets.trips();
            for (int i = 0; i < 5; i++) {
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(1)).isEqualTo(large);
                }
            }
            assertThat(SlowSockets.trips() - before).isEqualTo(5);
        }
    }

    @Test
    void rounds_tell_the_ratio_of_medians_to_the_first_operation() throws Exception {
        int[] calls = new int[2];
        Rounds rounds = new Rounds()
                .with("floor", round -> calls[0]++)
                .with("twice", round -> calls[1] += 2)
                .run(100);

        assertThat(calls).containsExactly(110, 220);
        assertThat(rounds.ratio(1)).isEqualTo(rounds.median(1) / rounds.median(0));
    }

    @Test
    void an_unknown_argument_is_refused_by_name_and_help_tells_the_known_ones() throws Exception {
        assertThat(run("latencies")).isEqualTo(2);
        assertThat(run("--help")).isZero();

        assertThat(text(err)).contains("Unknown argument: latencies", "latency, rates, depth");
        assertThat(text(out)).contains("latency, rates, depth");
    }

    private int run(String... arguments) throws Exception {
        return PostgresBenchmarks.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
