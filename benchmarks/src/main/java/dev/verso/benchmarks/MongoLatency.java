package dev.verso.benchmarks;

import com.mongodb.client.MongoCollection;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.mongo.MongoRevisionStore;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.testservers.MongoTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Latency of single calls, against a durable insert and a find by {@code _id} through the same driver. */
final class MongoLatency {

    private static final String[] COLUMNS = {"content", "operation", "floor µs", "Verso µs", "ratio", "goal", "reached"
    };
    private static final double NONE = Double.NaN;
    private static final int BATCH = 100;

    private final MongoTables tables;
    private final MongoTopology topology;
    private final MongoRevisionStore store;
    private final Content[] contents;
    private final int size;
    private final int rounds;

    private MongoLatency(MongoTables tables, MongoTopology topology, int size, int rounds) {
        this.tables = tables;
        this.topology = topology;
        this.store = tables.store();
        this.size = size;
        this.rounds = rounds;
        this.contents = FhirBundles.of(size, 16).stream().map(Content::of).toArray(Content[]::new);
    }

    static void measure(String uri, MongoTopology topology, Report report, int rounds) throws Exception {
        Report.Table writes =
                report.table(topology + ": writes, against a durable insert of the same content", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (MongoTables tables = new MongoTables(uri, topology.isReplicaSet())) {
                new MongoLatency(tables, topology, size, rounds).writes(writes);
            }
        }
        Report.Table reads = report.table(topology + ": reads, against a find of the same content by its _id", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (MongoTables tables = new MongoTables(uri, topology.isReplicaSet())) {
                new MongoLatency(tables, topology, size, rounds).reads(reads);
            }
        }
        Report.Table batches = report.table(topology + ": 100 at once, against 100 single calls", COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (MongoTables tables = new MongoTables(uri, topology.isReplicaSet())) {
                new MongoLatency(tables, topology, size, Math.max(10, rounds / 25)).batches(batches);
            }
        }
    }

    private void writes(Report.Table table) throws Exception {
        MongoCollection<BsonDocument> floor = tables.collection("floor");
        MongoRevisionStore forgetful = tables.forgetful();
        Keyset known = new Keyset(store, contents);
        Keyset looked = new Keyset(forgetful, contents);
        Keyset any = new Keyset(store, contents);
        Keyset deleted = new Keyset(store, contents);
        double[] create = {1.20, 1.10, 1.10};
        double[] cold = {1.90, 1.60, 1.30};
        int i = topology.ordinal();
        Rounds operations = new Rounds()
                .with(
                        "insert",
                        round -> floor.insertOne(
                                MongoTables.document(UUID.randomUUID().toString(), content(round))))
                .with("match update of a known revision", round -> known.put(round, true))
                .with("match update after a look", round -> looked.put(round, true))
                .with("update", round -> any.put(round, false))
                .with(
                        "create, named id",
                        round ->
                                PortCalls.appended(store, PortCalls.put(key(), new Condition.Absent(), content(round))))
                .with("match delete of a known revision", deleted::revive, deleted::delete);
        double[] goals = {1.10, cold[i], NONE, create[i], NONE, NONE};
        if (topology.isReplicaSet()) {
            HeadAndRevision transactions = new HeadAndRevision(tables);
            List<String> ids = Keys.newIds(Keyset.KEYS);
            ids.forEach(id -> transactions.create(id, content(0)));
            operations.with(
                    "for comparison: head and revision in a transaction",
                    round -> transactions.update(ids.get(round % Keyset.KEYS), content(round)));
        }
        operations.run(rounds).report(table, Sizes.name(size), goals);
        forgetful.close();
    }

    private void reads(Report.Table table) throws Exception {
        MongoCollection<BsonDocument> floor = tables.collection("floor");
        Keyset keys = new Keyset(store, contents);
        List<String> ids = Keys.newIds(Keyset.KEYS);
        ids.forEach(id -> floor.insertOne(MongoTables.document(id, content(ids.indexOf(id)))));
        for (int round = 0; round < 9 * Keyset.KEYS; round++) {
            keys.put(round, true);
        }
        new Rounds()
                .with(
                        "find",
                        round -> Objects.requireNonNull(floor.find(
                                        new BsonDocument("_id", new BsonString(ids.get(round % Keyset.KEYS))))
                                .first()))
                .with("read", round -> PortCalls.found(store.head(keys.at(round), Detail.CONTENT)))
                .with("vread", round -> PortCalls.found(store.revision(keys.at(round), 1 + round % 10)))
                .with("currentVersion", round -> PortCalls.found(store.head(keys.at(round), Detail.METADATA)))
                .run(2 * rounds)
                .report(table, Sizes.name(size), new double[] {1.50, 1.15, NONE});
    }

    private void batches(Report.Table table) throws Exception {
        List<ResourceKey> read = new ArrayList<>();
        for (int n = 0; n < BATCH; n++) {
            read.add(key());
            PortCalls.appended(store, PortCalls.put(read.get(n), new Condition.Absent(), content(n)));
        }
        boolean counts = size <= 4096;
        new Rounds()
                .with("100 reads", round -> read.forEach(key -> PortCalls.found(store.head(key, Detail.CONTENT))))
                .with("readBatch of 100", round -> store.heads(read, Detail.CONTENT))
                .run(rounds)
                .report(table, Sizes.name(size), new double[] {counts ? 1 / 8.0 : NONE});
        if (!topology.isReplicaSet()) {
            return;
        }
        new Rounds()
                .with("100 creates", round -> {
                    for (int n = 0; n < BATCH; n++) {
                        PortCalls.appended(store, PortCalls.put(key(), new Condition.Absent(), content(n)));
                    }
                })
                .with("batch of 100 creates", round -> {
                    List<Append> appends = new ArrayList<>();
                    for (int n = 0; n < BATCH; n++) {
                        appends.add(PortCalls.put(key(), new Condition.Absent(), content(n)));
                    }
                    PortCalls.allAppended(store, appends);
                })
                .run(rounds)
                .report(table, Sizes.name(size), new double[] {counts ? 1 / 15.0 : NONE});
        Keyset single = new Keyset(store, contents);
        long[] version = {1};
        new Rounds()
                .with("100 match updates", round -> {
                    for (int n = 0; n < BATCH; n++) {
                        single.put(round * BATCH + n, true);
                    }
                })
                .with("batch of 100 match updates", round -> {
                    List<Append> appends = new ArrayList<>();
                    for (ResourceKey key : read) {
                        appends.add(PortCalls.put(key, new Condition.LiveAt(version[0]), content(round)));
                    }
                    PortCalls.allAppended(store, appends);
                    version[0]++;
                })
                .run(rounds)
                .report(table, Sizes.name(size), new double[] {counts ? 1 / 15.0 : NONE});
    }

    private static ResourceKey key() {
        return Keys.key(UUID.randomUUID().toString());
    }

    private Content content(int round) {
        return contents[round & contents.length - 1];
    }
}
