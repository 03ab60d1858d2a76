package dev.verso.benchmarks;

import com.mongodb.client.MongoCollection;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.mongo.MongoRevisionStore;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.testservers.MongoTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Operations a second of 16 threads on MongoDB, and of 16 that want one key. */
final class MongoRates {

    private static final double NONE = Double.NaN;
    private static final int KEYS = 1000;

    private final MongoTables tables;
    private final MongoTopology topology;
    private final Content[] contents;
    private final String first;
    private final PairedRates rates;

    private MongoRates(MongoTables tables, MongoTopology topology, int size, PairedRates rates) {
        this.tables = tables;
        this.topology = topology;
        this.first = Sizes.name(size);
        this.rates = rates;
        this.contents = FhirBundles.of(size, 16).stream().map(Content::of).toArray(Content[]::new);
    }

    static void measure(String uri, MongoTopology topology, Report report, int pairs, long blockMillis)
            throws Exception {
        PairedRates rates = new PairedRates(pairs, blockMillis);
        Report.Table table = report.table(
                topology + ": 16 threads, against a durable insert, a find by _id, and a transaction",
                PairedRates.COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (MongoTables tables = new MongoTables(uri, topology.isReplicaSet())) {
                new MongoRates(tables, topology, size, rates).scattered(table);
            }
        }
        if (topology.isReplicaSet()) {
            Report.Table hot = report.table(
                    topology + ": one hot key, 16 threads: updates that took effect, against a transaction",
                    PairedRates.COLUMNS);
            for (int size : Sizes.CONTENT.subList(0, 2)) {
                try (MongoTables tables = new MongoTables(uri, true)) {
                    new MongoRates(tables, topology, size, rates).hotKey(hot);
                }
            }
        }
    }

    private void scattered(Report.Table table) throws Exception {
        MongoCollection<BsonDocument> floor = tables.collection("floor");
        PairedRates.Tasks insert = thread -> () -> {
            floor.insertOne(MongoTables.document(UUID.randomUUID().toString(), content()));
            return true;
        };
        double goal = topology == MongoTopology.SET_OF_THREE ? 0.55 : NONE;
        rates.compare(
                table, first, "match update of a known revision", insert, thread -> matching(tables.store()), goal);
        MongoRevisionStore forgetful = tables.forgetful();
        rates.compare(table, first, "match update after a look", insert, thread -> matching(forgetful), goal);
        if (topology == MongoTopology.SET_OF_THREE) {
            HeadAndRevision transactions = new HeadAndRevision(tables);
            rates.compare(
                    table,
                    first,
                    "match update after a look, against a transaction",
                    thread -> {
                        String id = UUID.randomUUID().toString();
                        transactions.create(id, content());
                        return () -> transactions.update(id, content());
                    },
                    thread -> matching(forgetful),
                    1.4);
        }
        forgetful.close();
        List<ResourceKey> keys = new ArrayList<>();
        for (int n = 0; n < KEYS; n++) {
            keys.add(Keys.key(UUID.randomUUID().toString()));
            PortCalls.appended(tables.store(), PortCalls.put(keys.get(n), new Condition.Absent(), contents[n & 15]));
            floor.insertOne(MongoTables.document(keys.get(n).id(), contents[n & 15]));
        }
        rates.compare(
                table,
                first,
                "read",
                thread -> () -> floor.find(new BsonDocument(
                                        "_id", new BsonString(any(keys).id())))
                                .first()
                        != null,
                thread -> () -> tables.store().head(any(keys), Detail.CONTENT).isPresent(),
                0.6);
    }

    private PairedRates.Task matching(MongoRevisionStore store) {
        ResourceKey key = Keys.key(UUID.randomUUID().toString());
        PortCalls.appended(store, PortCalls.put(key, new Condition.Absent(), content()));
        long[] version = {1};
        return () -> {
            PortCalls.appended(store, PortCalls.put(key, new Condition.LiveAt(version[0]++), content()));
            return true;
        };
    }

    private void hotKey(Report.Table table) throws Exception {
        HeadAndRevision transactions = new HeadAndRevision(tables);
        transactions.create("hot", contents[0]);
        VersionedStorage storage = VersionedStorage.over(tables.store());
        storage.create(Keys.CONTEXT, Keys.TYPE, "hot", contents[0]);
        rates.compare(
                table,
                first,
                "read, then match update",
                thread -> () -> transactions.update("hot", content()),
                thread -> () -> matched(storage),
                topology == MongoTopology.SET_OF_THREE ? 1.5 : NONE);
    }

    private boolean matched(VersionedStorage storage) {
        StoredResource head = storage.read(Keys.CONTEXT, Keys.TYPE, "hot").orElseThrow();
        try {
            storage.updateWithMatch(Keys.CONTEXT, Keys.TYPE, "hot", head.versionId(), content());
            return true;
        } catch (VersionConflictException lost) {
            return false;
        }
    }

    private static ResourceKey any(List<ResourceKey> keys) {
        return keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
    }

    private Content content() {
        return contents[ThreadLocalRandom.current().nextInt(contents.length)];
    }
}
