package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.jdbc.JdbcRevisionStore;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Single operations, one after the other, against a durable INSERT and a SELECT by primary key of the same content. */
final class PostgresLatency {

    private static final double NONE = Double.NaN;
    private static final int BATCH = 100;
    private static final String[] COLUMNS = {"content", "operation", "floor µs", "Verso µs", "ratio", "goal", "reached"
    };

    private final PostgresTables tables;
    private final JdbcRevisionStore store;
    private final Content[] contents;
    private final int size;
    private final int rounds;

    private PostgresLatency(PostgresTables tables, int size, int rounds) {
        this.tables = tables;
        this.store = tables.store();
        this.size = size;
        this.rounds = rounds;
        this.contents = FhirBundles.of(size, 16).stream().map(Content::of).toArray(Content[]::new);
    }

    static void measure(String url, Report report, int rounds) throws Exception {
        Report.Table writes = report.table("Writes, against a durable INSERT of the same content", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url)) {
                new PostgresLatency(tables, size, rounds).writes(writes);
            }
        }
        Report.Table reads = report.table("Reads, against a SELECT of the same content by primary key", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url)) {
                new PostgresLatency(tables, size, rounds).reads(reads);
            }
        }
        Report.Table refusals = report.table("A refused match update, against currentVersion", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url)) {
                new PostgresLatency(tables, size, rounds).refusals(refusals);
            }
        }
        Report.Table batches =
                report.table("A batch of 100: of so many single writes' time, a hundredth of 1/goal", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url)) {
                new PostgresLatency(tables, size, Math.max(20, rounds / 20)).batches(batches);
            }
        }
    }

    private void writes(Report.Table table) throws Exception {
        Keyset match = live();
        Keyset any = live();
        Keyset deleted = live();
        Keyset restored = live();
        int i = Sizes.CONTENT.indexOf(size);
        double[] update = {1.40, 1.35, 1.20};
        double[] create = {1.35, 1.32, 1.20};
        double[] delete = {1.50, NONE, NONE};
        double[] goals = {update[i], update[i], create[i], 1.25, delete[i], update[i]};
        try (Connection connection = tables.connect();
                PreparedStatement insert = tables.insert(connection)) {
            new Rounds()
                    .with("INSERT", round -> {
                        insert.setString(1, content(round).json());
                        insert.executeUpdate();
                    })
                    .with("match update", round -> match.put(round, true))
                    .with("update", round -> any.put(round, false))
                    .with("create, named id", round -> create(key(), round))
                    .with(
                            "create, fresh id",
                            round -> PortCalls.appended(store, PortCalls.putFresh(key(), content(round))))
                    .with("match delete", deleted::revive, deleted::delete)
                    .with("restore", restored::delete, restored::revive)
                    .run(rounds)
                    .report(table, Sizes.name(size), goals);
        }
    }

    private void reads(Report.Table table) throws Exception {
        Keyset keys = live();
        for (int round = 0; round < 10 * Keyset.KEYS; round++) {
            keys.put(round, true);
        }
        tables.execute("INSERT INTO " + tables.floor() + " (content) SELECT content FROM " + tables.revisions());
        tables.execute("VACUUM ANALYZE " + tables.revisions());
        tables.execute("VACUUM ANALYZE " + tables.floor());
        long last = tables.number("SELECT max(id) FROM " + tables.floor());
        try (Connection connection = tables.connect();
                PreparedStatement select = tables.select(connection)) {
            new Rounds()
                    .with("SELECT", round -> PostgresTables.read(select, 1 + round % last))
                    .with("read", round -> PortCalls.found(store.head(keys.at(round), Detail.CONTENT)))
                    .with("vread", round -> PortCalls.found(store.revision(keys.at(round), 1 + round % 10)))
                    .with("currentVersion", round -> PortCalls.found(store.head(keys.at(round), Detail.METADATA)))
                    .run(2 * rounds)
                    .report(table, Sizes.name(size), new double[] {1.15, 1.15, NONE});
        }
    }

    private void refusals(Report.Table table) throws Exception {
        Keyset keys = live();
        Condition never = new Condition.LiveAt(1_000_000);
        new Rounds()
                .with("currentVersion", round -> PortCalls.found(store.head(keys.at(round), Detail.METADATA)))
                .with(
                        "refused match update",
                        round -> PortCalls.refused(store, PortCalls.put(keys.at(round), never, content(round))))
                .with(
                        "refused match delete, no content",
                        round -> PortCalls.refused(store, PortCalls.delete(keys.at(round), never)))
                .run(2 * rounds)
                .report(table, Sizes.name(size), new double[] {size > 4096 ? NONE : 1.35, NONE});
    }

    private void batches(Report.Table table) throws Exception {
        List<ResourceKey> keys = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            keys.add(key());
            create(keys.get(i), i);
        }
        Keyset single = live();
        int i = Sizes.CONTENT.indexOf(size);
        double[] create = {9, 7, 1.8};
        double[] match = {8, 6.5, 1.8};
        long[] version = {1};
        Rounds creates = new Rounds()
                .with("100 single creates", round -> {
                    for (int n = 0; n < BATCH; n++) {
                        create(key(), round + n);
                    }
                })
                .with("batch of 100 creates", round -> store.appendAll(batch(round)))
                .run(rounds);
        creates.report(table, Sizes.name(size), new double[] {1 / create[i]});
        Rounds matches = new Rounds()
                .with("100 single match updates", round -> {
                    for (int n = 0; n < BATCH; n++) {
                        single.put(round * BATCH + n, true);
                    }
                })
                .with("batch of 100 match updates", round -> {
                    List<Append> appends = new ArrayList<>();
                    for (int n = 0; n < BATCH; n++) {
                        appends.add(PortCalls.put(keys.get(n), new Condition.LiveAt(version[0]), content(n)));
                    }
                    store.appendAll(appends);
                    version[0]++;
                })
                .run(rounds);
        matches.report(table, Sizes.name(size), new double[] {1 / match[i]});
        double[] read = {6.5, 4.8, 1.7};
        new Rounds()
                .with("100 single reads", round -> keys.forEach(key -> store.head(key, Detail.CONTENT)))
                .with("readBatch of 100", round -> store.heads(keys, Detail.CONTENT))
                .run(rounds)
                .report(table, Sizes.name(size), new double[] {1 / read[i]});
    }

    private List<Append> batch(int round) {
        List<Append> appends = new ArrayList<>();
        for (int n = 0; n < BATCH; n++) {
            appends.add(PortCalls.put(key(), new Condition.Absent(), content(round + n)));
        }
        return appends;
    }

    private Keyset live() {
        return new Keyset(store, contents);
    }

    private static ResourceKey key() {
        return Keys.key(UUID.randomUUID().toString());
    }

    private Content content(int round) {
        return contents[round & contents.length - 1];
    }

    private void create(ResourceKey key, int round) {
        PortCalls.appended(store, PortCalls.put(key, new Condition.Absent(), content(round)));
    }
}
