package dev.verso.benchmarks;

import dev.verso.testservers.LocalPostgres;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the PostgreSQL adapter against floors on the same server, and prints what came out in Markdown.
 *
 * <p>Arguments: {@code --url=jdbc:postgresql://...} for a server of one's own, with a superuser's credentials, or
 * {@code --release=15|18} for one of the build's own binaries (18 unless given); {@code --rounds=} for more or fewer rounds
 * than 2000; {@code --quick} for a run that only shows
 * whether everything works; and the names of what is to be measured: {@code latency}, {@code rates}, {@code depth},
 * {@code space}, {@code fence}, {@code pgbench}; without any, all. Without a
 * program pgbench on the PATH the last one is not measured, and the report says so.
 */
public final class PostgresBenchmarks {

    private static final List<String> SUBJECTS = List.of("latency", "rates", "depth", "space", "fence", "pgbench");

    private static final String USAGE =
            "give --quick, --rounds=, --url=jdbc:postgresql://... or --release=, and any of " + SUBJECTS
                    + "; pgbench is left out where there is none on the PATH";

    private static final int ROUNDS = 2000;

    private PostgresBenchmarks() {}

    /**
     * Runs the program; its exit code is 0, or 2 if it was given an argument that it does not know.
     *
     * @param arguments see above
     * @throws Exception if the server fails
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        List<String> subjects = new ArrayList<>();
        String url = "";
        String release = LocalPostgres.RELEASES.get(0);
        boolean quick = false;
        int rounds = ROUNDS;
        for (String argument : arguments) {
            if (argument.equals("--help")) {
                out.println(USAGE);
                return 0;
            } else if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.matches("--rounds=[1-9][0-9]{0,6}")) {
                rounds = Integer.parseInt(argument.substring("--rounds=".length()));
            } else if (argument.startsWith("--url=")) {
                url = argument.substring("--url=".length());
            } else if (argument.startsWith("--release=")) {
                release = argument.substring("--release=".length());
            } else if (SUBJECTS.contains(argument)) {
                subjects.add(argument);
            } else {
                err.println(
                        "Unknown argument: " + argument + "; give --quick, --url=, --release=, and any of " + SUBJECTS);
                return 2;
            }
        }
        List<String> wanted = subjects.isEmpty() ? SUBJECTS : subjects;
        if (!url.isEmpty()) {
            measure(url, wanted, quick, rounds, new Report(out));
            return 0;
        }
        try (LocalPostgres server = LocalPostgres.start(release, Map.of())) {
            measure(server.url("postgres"), wanted, quick, rounds, new Report(out));
        }
        return 0;
    }

    private static void measure(String url, List<String> subjects, boolean quick, int full, Report report)
            throws Exception {
        report.line(circumstances(url));
        int rounds = quick ? 20 : full;
        for (String subject : subjects) {
            switch (subject) {
                case "latency" -> PostgresLatency.measure(url, report, rounds);
                case "rates" -> PostgresRates.measure(url, report, quick ? 1 : 7, quick ? 50 : 1500);
                case "depth" ->
                    PostgresDepth.measure(url, report, rounds, quick ? 100 : 100_000, quick ? 20_000 : 1_000_000);
                case "space" -> PostgresSpace.measure(url, report, quick ? 50 : 5000);
                case "fence" -> PostgresPeers.measureFence(url, report, rounds);
                case "pgbench" ->
                    PostgresPeers.measurePgbench(
                            url,
                            report,
                            quick ? 1 : 9,
                            quick ? 20 : 1500,
                            System.getenv().getOrDefault("PATH", ""));
                default -> throw new IllegalArgumentException(subject);
            }
        }
        report.line("");
        report.line("Load at the end " + load() + (quick ? ". A quick run: the figures mean nothing." : "."));
    }

    private static String circumstances(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT current_setting('server_version'), current_setting('fsync'),"
                                + " current_setting('synchronous_commit'), current_setting('shared_buffers')")) {
            row.next();
            return String.format(
                    Locale.ROOT,
                    "PostgreSQL %s (fsync %s, synchronous_commit %s, shared_buffers %s), JDK %s, %d cores, load at the"
                            + " beginning %s.",
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    load());
        }
    }

    private static String load() {
        return Report.number(
                "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
