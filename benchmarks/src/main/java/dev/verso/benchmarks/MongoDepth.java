package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.mongo.MongoRevisionStore;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.testservers.MongoTopology;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** A key with a long history against such with a short one, and many resources against few. */
final class MongoDepth {

    private static final String[] COLUMNS = {"what", "operation", "few µs", "many µs", "ratio", "goal", "reached"};
    private static final int SHORT = 10;
    private static final int FEW = 10_000;

    private MongoDepth() {}

    static void measure(String uri, MongoTopology topology, Report report, int rounds, int length, int resources)
            throws Exception {
        Content content = Content.of(FhirBundles.of(512, 1).get(0));
        Report.Table table = report.table(topology + ": many against few", COLUMNS);
        try (MongoTables tables = new MongoTables(uri, topology.isReplicaSet())) {
            tables.fill("long", length, length, content);
            tables.fill("short", FEW, SHORT, content);
            Random random = new Random(1);
            compare(
                    table,
                    rounds,
                    length + " revisions to " + SHORT,
                    1.35,
                    new Side(
                            tables.store(),
                            n -> Keys.key("short" + n % (FEW / SHORT)),
                            () -> 1 + random.nextInt(SHORT)),
                    new Side(tables.store(), n -> Keys.key("long0"), () -> 1 + random.nextInt(length)),
                    content);
        }
        try (MongoTables few = new MongoTables(uri, topology.isReplicaSet());
                MongoTables many = new MongoTables(uri, topology.isReplicaSet())) {
            few.fill("r", FEW, 1, content);
            many.fill("r", resources, 1, content);
            Random random = new Random(2);
            compare(
                    table,
                    rounds,
                    resources + " resources to " + FEW,
                    1.10,
                    new Side(few.store(), n -> Keys.key("r" + random.nextInt(FEW)), () -> 1),
                    new Side(many.store(), n -> Keys.key("r" + random.nextInt(resources)), () -> 1),
                    content);
        }
    }

    /** One side of a comparison: where, which keys, and which of their versions. */
    private record Side(MongoRevisionStore store, IntFunction<ResourceKey> keys, IntSupplier version) {

        void read(int round) {
            PortCalls.found(store.head(keys.apply(round), Detail.CONTENT));
        }

        void vread(int round) {
            PortCalls.found(store.revision(keys.apply(round), version.getAsInt()));
        }

        void update(int round, Content content) {
            PortCalls.appended(store, PortCalls.put(keys.apply(round), new Condition.Live(), content));
        }
    }

    private static void compare(
            Report.Table table, int rounds, String what, double goal, Side few, Side many, Content content)
            throws Exception {
        double[] goals = {goal};
        new Rounds()
                .with("", few::read)
                .with("read", many::read)
                .run(2 * rounds)
                .report(table, what, goals);
        new Rounds()
                .with("", few::vread)
                .with("vread", many::vread)
                .run(2 * rounds)
                .report(table, what, goals);
        new Rounds()
                .with("", round -> few.update(round, content))
                .with("update", round -> many.update(round, content))
                .run(rounds)
                .report(table, what, goals);
    }
}
