package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.jdbc.JdbcRevisionStore;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import java.util.Random;

/** The same operations on a long key and a short one, and in a table of many resources and one of few. */
final class PostgresDepth {

    private static final int SHORT = 10;
    private static final int FEW = 10_000;
    private static final String[] COLUMNS = {"compared", "operation", "floor µs", "Verso µs", "ratio", "goal", "reached"
    };

    /** As the library writes them, without a trip for each. */
    private static final String FILL = """
            INSERT INTO %s (tenant_id, resource_type, resource_id, version, last_updated, created_at, author, write_id,
              change, content)
            SELECT 'acme', 'Observation', '%s' || ((n - 1) / %d), 1 + (n - 1) %% %d, 1700000000000000 + n,
                   1700000000000000 + n - (n - 1) %% %d, 'practitioner', gen_random_uuid(),
                   CASE (n - 1) %% %d WHEN 0 THEN 0 ELSE 1 END, '%s'
            FROM generate_series(1, %d) n
            """;

    private PostgresDepth() {}

    static void measure(String url, Report report, int rounds, int length, int resources) throws Exception {
        Content content = Content.of(FhirBundles.of(512, 1).get(0));
        Report.Table table = report.table("Many against few", COLUMNS);
        try (PostgresTables tables = new PostgresTables(url)) {
            fill(tables, "long", length, length, content);
            fill(tables, "short", SHORT * FEW / 10, SHORT, content);
            compareDepth(tables.store(), table, rounds, length, content);
        }
        try (PostgresTables few = new PostgresTables(url);
                PostgresTables many = new PostgresTables(url)) {
            fill(few, "r", FEW, 1, content);
            fill(many, "r", resources, 1, content);
            compareVolume(few.store(), many.store(), table, rounds, resources, content);
        }
    }

    private static void fill(PostgresTables tables, String id, int rows, int perKey, Content content) throws Exception {
        tables.execute(String.format(
                FILL,
                tables.revisions(),
                id,
                perKey,
                perKey,
                perKey,
                perKey,
                content.json().replace("'", "''"),
                rows));
        tables.execute("VACUUM ANALYZE " + tables.revisions());
    }

    private static void compareDepth(
            JdbcRevisionStore store, Report.Table table, int rounds, int length, Content content) throws Exception {
        ResourceKey deep = Keys.key("long0");
        String what = length + " revisions to " + SHORT;
        Random random = new Random(1);
        ResourceKey[] shallow = new ResourceKey[FEW / 10];
        for (int i = 0; i < shallow.length; i++) {
            shallow[i] = Keys.key("short" + i);
        }
        double[] goal = {1.15};
        new Rounds()
                .with("", round -> PortCalls.found(store.head(shallow[round % shallow.length], Detail.CONTENT)))
                .with("read", round -> PortCalls.found(store.head(deep, Detail.CONTENT)))
                .run(rounds)
                .report(table, what, goal);
        new Rounds()
                .with(
                        "",
                        round -> PortCalls.found(
                                store.revision(shallow[round % shallow.length], 1 + random.nextInt(SHORT))))
                .with("vread", round -> PortCalls.found(store.revision(deep, 1 + random.nextInt(length))))
                .run(rounds)
                .report(table, what, goal);
        new Rounds()
                .with("", round -> PortCalls.found(store.head(shallow[round % shallow.length], Detail.METADATA)))
                .with("currentVersion", round -> PortCalls.found(store.head(deep, Detail.METADATA)))
                .run(rounds)
                .report(table, what, goal);
        long[] versions = new long[shallow.length];
        long[] deepVersion = {length};
        new Rounds()
                .with("", round -> {
                    int i = round % shallow.length;
                    long version = SHORT + versions[i]++;
                    PortCalls.appended(store, PortCalls.put(shallow[i], new Condition.LiveAt(version), content));
                })
                .with(
                        "match update",
                        round -> PortCalls.appended(
                                store, PortCalls.put(deep, new Condition.LiveAt(deepVersion[0]++), content)))
                .run(rounds)
                .report(table, what, goal);
        new Rounds()
                .with("", round -> PortCalls.found(store.asOf(shallow[round % shallow.length], PortCalls.now())))
                .with(
                        "as of any instant",
                        round -> PortCalls.found(store.asOf(
                                deep,
                                java.time.Instant.ofEpochSecond(1_700_000_000L, 1000L * (2 + random.nextInt(length))))))
                .run(rounds)
                .report(table, what, new double[] {Double.NaN});
    }

    private static void compareVolume(
            JdbcRevisionStore few,
            JdbcRevisionStore many,
            Report.Table table,
            int rounds,
            int resources,
            Content content)
            throws Exception {
        Random random = new Random(2);
        String what = resources + " resources to " + FEW;
        double[] goal = {1.20};
        new Rounds()
                .with("", round -> PortCalls.found(few.head(Keys.key("r" + random.nextInt(FEW)), Detail.CONTENT)))
                .with(
                        "read",
                        round -> PortCalls.found(many.head(Keys.key("r" + random.nextInt(resources)), Detail.CONTENT)))
                .run(2 * rounds)
                .report(table, what, goal);
        new Rounds()
                .with("", round -> PortCalls.found(few.head(Keys.key("r" + random.nextInt(FEW)), Detail.METADATA)))
                .with(
                        "currentVersion",
                        round -> PortCalls.found(many.head(Keys.key("r" + random.nextInt(resources)), Detail.METADATA)))
                .run(2 * rounds)
                .report(table, what, goal);
        new Rounds()
                .with(
                        "",
                        round -> PortCalls.appended(
                                few, PortCalls.put(Keys.key("r" + random.nextInt(FEW)), new Condition.Live(), content)))
                .with(
                        "update",
                        round -> PortCalls.appended(
                                many,
                                PortCalls.put(
                                        Keys.key("r" + random.nextInt(resources)), new Condition.Live(), content)))
                .run(rounds)
                .report(table, what, goal);
        new Rounds()
                .with(
                        "",
                        round -> PortCalls.appended(
                                few, PortCalls.put(Keys.key("few" + round), new Condition.Absent(), content)))
                .with(
                        "create",
                        round -> PortCalls.appended(
                                many, PortCalls.put(Keys.key("many" + round), new Condition.Absent(), content)))
                .run(rounds)
                .report(table, what, goal);
    }
}
