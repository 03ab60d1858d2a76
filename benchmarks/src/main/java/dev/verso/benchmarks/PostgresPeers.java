package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.VersionedStorage;
import dev.verso.jdbc.JdbcOptions;
import dev.verso.jdbc.JdbcRevisionStore;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.testservers.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole library against pgbench with the same statement, and row-level security against none. */
final class PostgresPeers {

    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) [(](?:without|excluding)");
    private static final double LATENCY_GOAL = 1.10;
    private static final double RATE_GOAL = 0.9;
    private static final String[] COLUMNS = {"content", "operation", "floor µs", "Verso µs", "ratio", "goal", "reached"
    };

    private PostgresPeers() {}

    static void measureFence(String url, Report report, int rounds) throws Exception {
        Report.Table table = report.table("Row-level security, against none", COLUMNS);
        for (int size : Sizes.CONTENT) {
            Content content = Content.of(FhirBundles.of(size, 1).get(0));
            try (PostgresTables tables = new PostgresTables(url)) {
                fence(tables, table, size, rounds, content);
            }
        }
    }

    private static void fence(PostgresTables tables, Report.Table table, int size, int rounds, Content content)
            throws Exception {
        String role = "benchmark_role";
        String schema = tables.schema() + "_fenced";
        JdbcOptions options =
                JdbcOptions.builder().schema(schema).rowLevelSecurity(true).build();
        tables.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        tables.execute("DO $$ BEGIN CREATE ROLE " + role + " LOGIN PASSWORD 'benchmark';"
                + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        tables.execute(JdbcRevisionStore.ddl(options));
        tables.execute("GRANT USAGE ON SCHEMA " + schema + " TO " + role + "; GRANT SELECT ON " + schema + ".store TO "
                + role + "; GRANT SELECT, INSERT, UPDATE ON " + schema + ".resource_version TO " + role);
        try (JdbcRevisionStore fenced =
                JdbcRevisionStore.open(PostgresServer.withRole(tables.url(), role, "benchmark"), options)) {
            long[] versions = {1, 1};
            String id = UUID.randomUUID().toString();
            PortCalls.appended(fenced, PortCalls.put(Keys.key(id), new Condition.Absent(), content));
            PortCalls.appended(tables.store(), PortCalls.put(Keys.key(id), new Condition.Absent(), content));
            new Rounds()
                    .with(
                            "",
                            round -> PortCalls.appended(
                                    tables.store(),
                                    PortCalls.put(Keys.key(id), new Condition.LiveAt(versions[0]++), content)))
                    .with(
                            "match update",
                            round -> PortCalls.appended(
                                    fenced, PortCalls.put(Keys.key(id), new Condition.LiveAt(versions[1]++), content)))
                    .run(rounds)
                    .report(table, Sizes.name(size), new double[] {Double.NaN});
            new Rounds()
                    .with("", round -> PortCalls.found(tables.store().head(Keys.key(id), Detail.CONTENT)))
                    .with("read", round -> PortCalls.found(fenced.head(Keys.key(id), Detail.CONTENT)))
                    .run(rounds)
                    .report(table, Sizes.name(size), new double[] {Double.NaN});
        } finally {
            tables.execute("DROP SCHEMA " + schema + " CASCADE");
        }
    }

    /** Measures nothing, and says so, where no directory of the path has pgbench. */
    static void measurePgbench(String url, Report report, int blocks, int transactions, String path) throws Exception {
        if (Arrays.stream(path.split(File.pathSeparator))
                .noneMatch(directory -> Files.isExecutable(Path.of(directory, "pgbench")))) {
            report.line("");
            report.line("Against pgbench: not measured: no pgbench on the PATH.");
            return;
        }
        Report.Table table =
                report.table("update through VersionedStorage, against pgbench with the same statement", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url)) {
                latency(tables, table, size, blocks, transactions);
            }
        }
        Report.Table rates = report.table(
                "The same by 16 threads and by 16 clients of pgbench, each on a key of its own", PairedRates.COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url, PairedRates.THREADS + 2)) {
                rate(tables, rates, size, blocks, transactions);
            }
        }
    }

    private static void latency(PostgresTables tables, Report.Table table, int size, int blocks, int transactions)
            throws Exception {
        Content content = Content.of(FhirBundles.of(size, 1).get(0));
        VersionedStorage storage = VersionedStorage.over(tables.store());
        String mine = UUID.randomUUID().toString();
        String its = UUID.randomUUID().toString();
        storage.create(Keys.CONTEXT, Keys.TYPE, mine, content);
        storage.create(Keys.CONTEXT, Keys.TYPE, its, content);
        Path script = Files.createTempFile("verso-pgbench", ".sql");
        try {
            Files.writeString(script, statement(tables.revisions(), "'" + its + "'", content));
            Pairs pairs = Pairs.of(
                    blocks,
                    () -> 1000 * pgbench(tables.url(), script, 1, transactions, LATENCY),
                    () -> update(storage, mine, content, transactions));
            pairs.report(table, size, LATENCY_GOAL, "%.2f", pairs.ratio() <= LATENCY_GOAL);
        } finally {
            Files.delete(script);
        }
    }

    private static void rate(PostgresTables tables, Report.Table table, int size, int blocks, int transactions)
            throws Exception {
        Content content = Content.of(FhirBundles.of(size, 1).get(0));
        VersionedStorage storage = VersionedStorage.over(tables.store());
        for (int thread = 0; thread < PairedRates.THREADS; thread++) {
            storage.create(Keys.CONTEXT, Keys.TYPE, "mine-" + thread, content);
            storage.create(Keys.CONTEXT, Keys.TYPE, "its-" + thread, content);
        }
        Path script = Files.createTempFile("verso-pgbench", ".sql");
        try {
            Files.writeString(script, statement(tables.revisions(), "'its-' || :client_id::int", content));
            Pairs pairs = Pairs.of(
                    blocks,
                    () -> pgbench(tables.url(), script, PairedRates.THREADS, transactions, RATE),
                    () -> updates(storage, content, transactions));
            pairs.report(table, size, RATE_GOAL, ">= %.2f", pairs.ratio() >= RATE_GOAL);
        } finally {
            Files.delete(script);
        }
    }

    /** Blocks of two programs that take turns, after one of each that does not count; the ratio is the median of theirs. */
    private record Pairs(double[] floors, double[] values, double[] ratios) {

        static Pairs of(int blocks, Callable<Double> floor, Callable<Double> subject) throws Exception {
            Pairs pairs = new Pairs(new double[blocks], new double[blocks], new double[blocks]);
            for (int block = -1; block < blocks; block++) {
                double peer = floor.call();
                double own = subject.call();
                if (block >= 0) {
                    pairs.floors[block] = peer;
                    pairs.values[block] = own;
                    pairs.ratios[block] = own / peer;
                }
            }
            Arrays.sort(pairs.floors);
            Arrays.sort(pairs.values);
            Arrays.sort(pairs.ratios);
            return pairs;
        }

        double ratio() {
            return ratios[ratios.length / 2];
        }

        void report(Report.Table table, int size, double goal, String format, boolean reached) {
            table.row(
                    Sizes.name(size),
                    "update",
                    Report.number("%.0f", floors[floors.length / 2]),
                    Report.number("%.0f", values[values.length / 2]),
                    Report.number("%.2f", ratio()),
                    Report.number(format, goal),
                    reached ? "yes" : "no");
        }
    }

    private static double update(VersionedStorage storage, String id, Content content, int transactions) {
        long from = System.nanoTime();
        for (int i = 0; i < transactions; i++) {
            storage.update(Keys.CONTEXT, Keys.TYPE, id, content);
        }
        return (System.nanoTime() - from) / 1e3 / transactions;
    }

    /** Updates a second of all threads together. */
    private static double updates(VersionedStorage storage, Content content, int transactions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PairedRates.THREADS);
        try {
            List<Callable<Double>> calls = new ArrayList<>();
            for (int thread = 0; thread < PairedRates.THREADS; thread++) {
                String id = "mine-" + thread;
                calls.add(() -> update(storage, id, content, transactions));
            }
            long from = System.nanoTime();
            for (Future<Double> done : threads.invokeAll(calls)) {
                done.get();
            }
            return PairedRates.THREADS * transactions * 1e9 / (System.nanoTime() - from);
        } finally {
            threads.shutdown();
        }
    }

    private static double pgbench(String url, Path script, int clients, int transactions, Pattern figure)
            throws IOException, InterruptedException {
        URI server = URI.create(url.substring("jdbc:".length()).replaceAll("\\?.*", ""));
        Matcher user = Pattern.compile("[?&]user=([^&]*)").matcher(url);
        Matcher password = Pattern.compile("[?&]password=([^&]*)").matcher(url);
        List<String> command = new ArrayList<>(List.of(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-c",
                Integer.toString(clients),
                "-j",
                clients == 1 ? "1" : "2",
                "-t",
                Integer.toString(transactions),
                "-f",
                script.toString(),
                "-h",
                server.getHost(),
                "-p",
                Integer.toString(server.getPort() < 0 ? 5432 : server.getPort())));
        if (user.find()) {
            command.addAll(List.of("-U", user.group(1)));
        }
        command.add(server.getPath().substring(1));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (password.find()) {
            builder.environment().put("PGPASSWORD", password.group(1));
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher found = figure.matcher(output);
        if (process.waitFor() != 0 || !found.find()) {
            throw new IllegalStateException("pgbench did not run to its end: " + output);
        }
        return Double.parseDouble(found.group(1));
    }

    /** What the adapter sends for an update, with literals where pgbench has no parameters; the id is an expression. */
    private static String statement(String table, String id, Content content) {
        String key = "tenant_id = 'acme' AND resource_type = 'Observation' AND resource_id = " + id;
        String json = content.json().replace("'", "''").replace("\\", "\\\\").replace(":", "\\u003a");
        return ("WITH h AS MATERIALIZED (SELECT version, change, last_updated, created_at, author, write_id FROM "
                + table
                + " WHERE " + key
                + " ORDER BY version DESC LIMIT 1), w AS (SELECT coalesce(h.version, 0) + 1 AS version,"
                + " coalesce(h.change, 4::smallint) AS was, greatest((extract(epoch FROM now()) * 1000000)::bigint,"
                + " h.last_updated + 1) AS at, h.created_at FROM (VALUES (0)) one LEFT JOIN h ON true), i AS (INSERT INTO "
                + table
                + " (tenant_id, resource_type, resource_id, version, last_updated, created_at, author, write_id,"
                + " change, content) SELECT 'acme', 'Observation', " + id
                + ", w.version, w.at, CASE WHEN w.was = 4 THEN"
                + " w.at ELSE w.created_at END, 'practitioner', gen_random_uuid(), CASE WHEN c.content IS NULL THEN 2 WHEN"
                + " w.was = 4 THEN 0 WHEN w.was = 2 THEN 3 ELSE 1 END, c.content FROM w, (VALUES (E'" + json
                + "'::text)) c (content) WHERE (11 >> w.was) & 1 = 1 AND w.version - 1 = coalesce(NULL::bigint, w.version"
                + " - 1) AND w.version < 9223372036854775807 AND (current_setting('synchronous_commit') IN ('on',"
                + " 'remote_apply') OR set_config('synchronous_commit', 'on', true) IS NOT NULL) ON CONFLICT (tenant_id, resource_type,"
                + " resource_id, version) DO NOTHING RETURNING version, change, last_updated, created_at) SELECT h.version,"
                + " h.change, h.last_updated, h.created_at, h.author, h.write_id, i.version, i.change, i.last_updated,"
                + " i.created_at FROM (VALUES (0)) one LEFT JOIN h ON true LEFT JOIN i ON true;\n");
    }
}
