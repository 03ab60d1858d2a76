package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import java.util.List;
import java.util.Random;

/** Operations on keys with very many revisions against the same operations on keys with ten. */
final class LengthBenchmark {

    private static final double GOAL_RATIO = 1.2;
    private static final int SHORT = 10;
    private static final int KEYS = 4;
    private static final int CALLS = 16_384;
    private static final int UPDATES_OF_A_KEY = 8;

    private LengthBenchmark() {}

    static void measure(Effort effort, Tables tables) {
        Report.Table table = tables.ratios(
                "A key with " + effort.longKey() + " revisions, against one with " + SHORT, GOAL_RATIO, "operation");
        Content content = Content.of(FhirBundles.of(512, 1).get(0));
        for (int threads : Sizes.THREADS) {
            measureReads(table, content, threads, effort);
            Tables.ratio(table, "updateWithMatch", threads, GOAL_RATIO, updates(content, threads, effort));
        }
    }

    private static void measureReads(Report.Table table, Content content, int threads, Effort effort) {
        int many = effort.longKey();
        try (VersionedStorage storage = VersionedStorage.over(MemoryRevisionStore.create())) {
            List<String> shortKeys = filled(storage, content, KEYS, SHORT);
            List<String> longKeys = filled(storage, content, KEYS, many);
            List<String> manyShortKeys = filled(storage, content, KEYS * (many / SHORT), SHORT);
            Workload read = new Read(storage, shortKeys);
            Workload readLong = new Read(storage, longKeys);
            Workload vread = new Vread(storage, shortKeys, 1, SHORT);
            Workload vreadNewest = new Vread(storage, longKeys, many - SHORT + 1, many);
            Workload vreadAny = new Vread(storage, longKeys, 1, many);
            Workload vreadManyKeys = new Vread(storage, manyShortKeys, 1, SHORT);
            Tables.ratio(table, "read", threads, GOAL_RATIO, Comparison.of(read, readLong, threads, effort));
            Tables.ratio(
                    table,
                    "vread of the newest " + SHORT,
                    threads,
                    GOAL_RATIO,
                    Comparison.of(vread, vreadNewest, threads, effort));
            Tables.ratio(table, "vread of any", threads, GOAL_RATIO, Comparison.of(vread, vreadAny, threads, effort));
            Tables.ratio(
                    table,
                    "vread of any, as many revisions in short keys",
                    threads,
                    GOAL_RATIO,
                    Comparison.of(vreadManyKeys, vreadAny, threads, effort));
        }
    }

    private static Comparison updates(Content content, int threads, Effort effort) {
        try (VersionedStorage storage = VersionedStorage.over(MemoryRevisionStore.create())) {
            return Comparison.of(
                    new Update(storage, content, threads, SHORT),
                    new Update(storage, content, threads, effort.longKey()),
                    threads,
                    effort);
        }
    }

    private static List<String> filled(VersionedStorage storage, Content content, int keys, int revisions) {
        List<String> ids = Keys.newIds(keys);
        ids.forEach(id -> fill(storage, id, content, revisions));
        return ids;
    }

    private static void fill(VersionedStorage storage, String id, Content content, int revisions) {
        for (int i = 0; i < revisions; i++) {
            storage.createOrUpdate(Keys.CONTEXT, Keys.TYPE, id, content);
        }
    }

    private record Read(VersionedStorage storage, List<String> ids) implements Workload {

        @Override
        public void run(Lane lane, int operations) {
            for (int i = 0; i < operations; i++) {
                lane.consume(
                        storage.read(Keys.CONTEXT, Keys.TYPE, ids.get(i % KEYS)).orElseThrow());
            }
        }
    }

    /** Reads versions of a range, of keys and in an order that nothing can foresee. */
    private static final class Vread implements Workload {

        private final VersionedStorage storage;
        private final String[] ids;
        private final String[] versionIds;

        Vread(VersionedStorage storage, List<String> ids, int first, int last) {
            this.storage = storage;
            Random random = new Random(42);
            this.ids = random.ints(CALLS, 0, ids.size()).mapToObj(ids::get).toArray(String[]::new);
            this.versionIds = random.ints(CALLS, first, last + 1)
                    .mapToObj(Integer::toString)
                    .toArray(String[]::new);
        }

        @Override
        public void run(Lane lane, int operations) {
            int at = lane.number();
            for (int i = 0; i < operations; i++) {
                lane.consume(storage.vread(Keys.CONTEXT, Keys.TYPE, ids[at], versionIds[at])
                        .orElseThrow());
                at = (at + 1) % CALLS;
            }
        }
    }

    /**
     * Updates each of some keys a few times. Short keys are new ones in each block; the long one of each lane stays, and
     * becomes longer still.
     */
    private static final class Update implements Workload {

        // Keeps the versions of different lanes out of each other's cache lines.
        private static final int PADDING = 16;

        private final VersionedStorage storage;
        private final Content content;
        private final int lanes;
        private final int revisions;
        private String[][] ids = {};
        private long[][] versions = {};

        Update(VersionedStorage storage, Content content, int lanes, int revisions) {
            this.storage = storage;
            this.content = content;
            this.lanes = lanes;
            this.revisions = revisions;
        }

        @Override
        public void prepare(int operations) {
            boolean isShort = revisions == SHORT;
            if (!isShort && ids.length == lanes) {
                return;
            }
            int keys = isShort ? (operations + UPDATES_OF_A_KEY - 1) / UPDATES_OF_A_KEY : 1;
            ids = new String[lanes][];
            versions = new long[lanes][keys + PADDING];
            for (int lane = 0; lane < lanes; lane++) {
                ids[lane] = Keys.newIds(keys).toArray(String[]::new);
                for (int key = 0; key < keys; key++) {
                    fill(storage, ids[lane][key], content, revisions);
                    versions[lane][key] = revisions;
                }
            }
        }

        @Override
        public void run(Lane lane, int operations) {
            String[] own = ids[lane.number()];
            long[] at = versions[lane.number()];
            for (int i = 0; i < operations; i++) {
                int key = i / UPDATES_OF_A_KEY % own.length;
                String expected = Long.toString(at[key]++);
                lane.consume(storage.updateWithMatch(Keys.CONTEXT, Keys.TYPE, own[key], expected, content));
            }
        }
    }
}
