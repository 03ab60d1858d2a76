package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Operations a second of 16 threads on PostgreSQL, and of 16 that want one key. */
final class PostgresRates {

    /** What a trip takes more in a network than over loopback. */
    private static final long TRIP_MICROS = 200;

    private PostgresRates() {}

    static void measure(String url, Report report, int pairs, long blockMillis) throws Exception {
        Report.Table table =
                report.table("16 threads, against a durable INSERT and a SELECT by primary key", PairedRates.COLUMNS);
        for (int size : Sizes.CONTENT) {
            try (PostgresTables tables = new PostgresTables(url, PairedRates.THREADS + 2)) {
                new Block(tables, size, new PairedRates(pairs, blockMillis)).scattered(table);
            }
        }
        hotKeys(url, report, "", new PairedRates(pairs, blockMillis), 0.9);
        hotKeys(
                SlowSockets.through(url, TRIP_MICROS),
                report,
                ", each trip " + TRIP_MICROS + " µs longer",
                new PairedRates(pairs, blockMillis),
                1.25);
    }

    private static void hotKeys(String url, Report report, String distance, PairedRates rates, double goal)
            throws Exception {
        Report.Table hot = report.table(
                "One hot key, 16 threads" + distance + ": updates that took effect, against SELECT FOR UPDATE, UPDATE,"
                        + " INSERT in a transaction",
                PairedRates.COLUMNS);
        for (int size : Sizes.CONTENT.subList(0, 2)) {
            try (PostgresTables tables = new PostgresTables(url, PairedRates.THREADS + 2)) {
                new Block(tables, size, rates).hotKey(hot, goal);
            }
        }
    }

    private static final class Block {

        private final PostgresTables tables;
        private final Content[] contents;
        private final int size;
        private final PairedRates rates;
        private final List<Connection> connections = new ArrayList<>();

        Block(PostgresTables tables, int size, PairedRates rates) {
            this.tables = tables;
            this.size = size;
            this.rates = rates;
            this.contents = FhirBundles.of(size, 16).stream().map(Content::of).toArray(Content[]::new);
        }

        void scattered(Report.Table table) throws Exception {
            int i = Sizes.CONTENT.indexOf(size);
            double[] writes = {0.5, 0.5, 0.65};
            PairedRates.Tasks insert = thread -> {
                PreparedStatement statement = tables.insert(connection());
                return () -> {
                    statement.setString(1, content().json());
                    return statement.executeUpdate() == 1;
                };
            };
            rates.compare(
                    table,
                    Sizes.name(size),
                    "create, named id",
                    insert,
                    thread -> () -> {
                        PortCalls.appended(tables.store(), PortCalls.put(key(), new Condition.Absent(), content()));
                        return true;
                    },
                    writes[i]);
            rates.compare(table, Sizes.name(size), "match update", insert, this::matching, writes[i]);
            List<ResourceKey> keys = new ArrayList<>();
            for (int n = 0; n < 1000; n++) {
                keys.add(key());
                PortCalls.appended(
                        tables.store(), PortCalls.put(keys.get(n), new Condition.Absent(), contents[n & 15]));
            }
            long last = tables.number("SELECT max(id) FROM " + tables.floor());
            PairedRates.Tasks select = thread -> {
                PreparedStatement statement = tables.select(connection());
                return () -> PostgresTables.read(
                                        statement,
                                        1 + ThreadLocalRandom.current().nextLong(last))
                                .length
                        > 0;
            };
            rates.compare(
                    table,
                    Sizes.name(size),
                    "read",
                    select,
                    thread -> () -> tables.store()
                            .head(keys.get(ThreadLocalRandom.current().nextInt(keys.size())), Detail.CONTENT)
                            .isPresent(),
                    0.8);
            closeConnections();
        }

        private PairedRates.Task matching(int thread) {
            ResourceKey key = key();
            PortCalls.appended(tables.store(), PortCalls.put(key, new Condition.Absent(), content()));
            long[] version = {1};
            return () -> {
                PortCalls.appended(tables.store(), PortCalls.put(key, new Condition.LiveAt(version[0]++), content()));
                return true;
            };
        }

        void hotKey(Report.Table table, double updateGoal) throws Exception {
            tables.execute(
                    "CREATE TABLE " + tables.schema() + ".head (id text PRIMARY KEY, version bigint, content text)");
            tables.execute("CREATE TABLE " + tables.schema()
                    + ".old (id text, version bigint, content text, PRIMARY KEY (id, version))");
            tables.execute("INSERT INTO " + tables.schema() + ".head VALUES ('hot', 1, '{}')");
            VersionedStorage storage = VersionedStorage.over(tables.store());
            storage.create(Keys.CONTEXT, Keys.TYPE, "hot", contents[0]);
            rates.compare(
                    table,
                    Sizes.name(size),
                    "read, then match update",
                    this::locking,
                    thread -> () -> matched(storage),
                    updateGoal > 1 ? Double.NaN : updateGoal);
            rates.compare(
                    table,
                    Sizes.name(size),
                    "update",
                    this::locking,
                    thread -> () -> {
                        storage.update(Keys.CONTEXT, Keys.TYPE, "hot", content());
                        return true;
                    },
                    updateGoal);
            closeConnections();
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

        private PairedRates.Task locking(int thread) throws SQLException {
            Connection connection = connection();
            connection.setAutoCommit(false);
            String schema = tables.schema();
            PreparedStatement lock =
                    connection.prepareStatement("SELECT version FROM " + schema + ".head WHERE id = 'hot' FOR UPDATE");
            PreparedStatement update = connection.prepareStatement(
                    "UPDATE " + schema + ".head SET version = ?, content = ? WHERE id = 'hot'");
            PreparedStatement keep = connection.prepareStatement("INSERT INTO " + schema + ".old VALUES ('hot', ?, ?)");
            return () -> {
                long next;
                try (ResultSet row = lock.executeQuery()) {
                    row.next();
                    next = row.getLong(1) + 1;
                }
                String content = content().json();
                update.setLong(1, next);
                update.setString(2, content);
                update.executeUpdate();
                keep.setLong(1, next);
                keep.setString(2, content);
                keep.executeUpdate();
                connection.commit();
                return true;
            };
        }

        private Content content() {
            return contents[ThreadLocalRandom.current().nextInt(contents.length)];
        }

        private static ResourceKey key() {
            return Keys.key(UUID.randomUUID().toString());
        }

        private Connection connection() throws SQLException {
            Connection connection = tables.connect();
            connections.add(connection);
            return connection;
        }

        private void closeConnections() throws SQLException {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
