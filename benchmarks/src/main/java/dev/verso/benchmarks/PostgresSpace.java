package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** What a revision takes of the write-ahead log, and of the disk whether it was written anywhere or loaded in order. */
final class PostgresSpace {

    private static final int KEYS = 200;
    private static final double[] UPDATE_WAL = {1.3, 2.75, 16.5};
    private static final double[] CREATE_WAL = {1.4, 2.9, 16.5};
    private static final double[] DISK = {2.4, 0.65, 0.45};
    private static final double[] LOADED = {2.2, 0.63, 0.43};

    private PostgresSpace() {}

    static void measure(String url, Report report, int writes) throws Exception {
        Report.Table table = report.table(
                "Write-ahead log and disk, of scattered single writes unless it says so; the log without full-page images",
                "content",
                "what",
                "reached",
                "goal",
                "reached?");
        for (int size : Sizes.CONTENT) {
            int all = size > 4096 ? writes / 5 : writes;
            try (PostgresTables tables = new PostgresTables(url)) {
                measure(tables, table, size, all);
            }
            try (PostgresTables tables = new PostgresTables(url)) {
                load(tables, table, size, all);
            }
        }
    }

    private static void measure(PostgresTables tables, Report.Table table, int size, int writes) throws Exception {
        List<Content> contents =
                FhirBundles.of(size, 16).stream().map(Content::of).toList();
        int i = Sizes.CONTENT.indexOf(size);
        List<ResourceKey> keys = new ArrayList<>();
        for (int n = 0; n < KEYS; n++) {
            keys.add(Keys.key(UUID.randomUUID().toString()));
            create(tables, keys.get(n), contents.get(n % 16));
        }
        tables.execute("CHECKPOINT");
        Random random = new Random(size);
        double update = wal(
                tables,
                writes,
                n -> PortCalls.appended(
                        tables.store(),
                        PortCalls.put(keys.get(random.nextInt(KEYS)), new Condition.Live(), contents.get(n % 16))));
        double create = wal(
                tables, writes, n -> create(tables, Keys.key(UUID.randomUUID().toString()), contents.get(n % 16)));
        double disk = disk(tables);
        row(table, size, "KB of log per update", update, UPDATE_WAL[i]);
        row(table, size, "KB of log per create", create, CREATE_WAL[i]);
        row(table, size, "disk as a multiple of the JSON", disk, DISK[i]);
    }

    /** First versions, as an import brings them: in the order of their ids. */
    private static void load(PostgresTables tables, Report.Table table, int size, int writes) throws Exception {
        List<Content> contents =
                FhirBundles.of(size, 16).stream().map(Content::of).toList();
        for (int n = 0; n < writes; n++) {
            create(tables, Keys.key(String.format(Locale.ROOT, "%08d", n)), contents.get(n % 16));
        }
        int i = Sizes.CONTENT.indexOf(size);
        row(table, size, "disk as a multiple of the JSON, loaded in the order of ids", disk(tables), LOADED[i]);
    }

    private static double disk(PostgresTables tables) throws Exception {
        tables.execute("VACUUM " + tables.revisions());
        return (double) tables.number("SELECT pg_total_relation_size('" + tables.revisions() + "')")
                / tables.number("SELECT sum(octet_length(content)) FROM " + tables.revisions());
    }

    private static void create(PostgresTables tables, ResourceKey key, Content content) {
        PortCalls.appended(tables.store(), PortCalls.put(key, new Condition.Absent(), content));
    }

    /** KB of log per write, full-page images taken off; other activity of the server would count too. */
    private static double wal(PostgresTables tables, int writes, Rounds.Action write) throws Exception {
        // The first change of a page after a checkpoint logs all of it: that is over before it counts.
        for (int n = 0; n < writes; n++) {
            write.run(n);
        }
        String statistics = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint";
        tables.execute("SELECT pg_stat_reset_shared('wal')");
        long from = tables.number(statistics);
        for (int n = 0; n < writes; n++) {
            write.run(n);
        }
        long bytes = tables.number(statistics) - from;
        // An image has 8 KB less its hole, which is unknown; few are left.
        long images = tables.number("SELECT wal_fpi FROM pg_stat_wal");
        return Math.max(0, bytes - images * 8192L) / 1024.0 / writes;
    }

    private static void row(Report.Table table, int size, String what, double value, double goal) {
        table.row(
                Sizes.name(size),
                what,
                Report.number("%.2f", value),
                Report.number("%.2f", goal),
                value <= goal ? "yes" : "no");
    }
}
