package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code updateWithMatch} against a {@code ConcurrentHashMap.compute} that checks the same expected version.
 *
 * <p>Every lane updates keys of its own, one after the other. The floor keeps one version of each, Verso all: what the
 * garbage collector makes of them is in Verso's mean.
 */
final class UpdateBenchmark {

    private static final double GOAL_NANOS = 2500;
    private static final int KEYS = 1024;

    /** Then the storage is left to the garbage collector, and a new one filled. */
    private static final int MOST_REVISIONS = 500_000;

    private UpdateBenchmark() {}

    static void measure(Effort effort, Tables tables) {
        Report.Table table = tables.differences("updateWithMatch, against ConcurrentHashMap.compute", GOAL_NANOS);
        for (int size : Sizes.CONTENT) {
            Content[] contents =
                    FhirBundles.of(size, 16).stream().map(Content::of).toArray(Content[]::new);
            for (int threads : Sizes.THREADS) {
                List<String> ids = Keys.newIds(KEYS);
                Subject subject = new Subject(ids, contents, threads);
                Tables.difference(
                        table,
                        size,
                        threads,
                        GOAL_NANOS,
                        Comparison.of(new Floor(ids, contents, threads), subject, threads, effort));
                subject.close();
            }
        }
    }

    /** Where a lane is: it updates its keys in turn, so in one round all of them have the same version. */
    private static final class Position {

        private final int first;
        private final int end;
        private int at;
        private long version = 1;

        Position(int lane, int lanes) {
            this.first = lane * (KEYS / lanes);
            this.end = first + KEYS / lanes;
            this.at = first;
        }

        static Position[] all(int lanes) {
            Position[] positions = new Position[lanes];
            for (int i = 0; i < lanes; i++) {
                positions[i] = new Position(i, lanes);
            }
            return positions;
        }

        int at() {
            return at;
        }

        long version() {
            return version;
        }

        void advance() {
            at++;
            if (at == end) {
                at = first;
                version++;
            }
        }
    }

    private record Entry(long version, Content content) {}

    private static final class Floor implements Workload {

        private final ConcurrentHashMap<ResourceKey, Entry> map = new ConcurrentHashMap<>();
        private final ResourceKey[] keys;
        private final Content[] contents;
        private final Position[] positions;

        Floor(List<String> ids, Content[] contents, int lanes) {
            this.keys = ids.stream().map(Keys::key).toArray(ResourceKey[]::new);
            this.contents = contents;
            this.positions = Position.all(lanes);
            for (ResourceKey key : keys) {
                map.put(key, new Entry(1, contents[0]));
            }
        }

        @Override
        public void run(Lane lane, int operations) {
            Position position = positions[lane.number()];
            for (int i = 0; i < operations; i++) {
                long expected = position.version();
                Content content = contents[i & contents.length - 1];
                Entry entry = map.compute(keys[position.at()], (key, old) -> {
                    if (old == null || old.version() != expected) {
                        throw new IllegalStateException("Not at the expected version");
                    }
                    return new Entry(expected + 1, content);
                });
                lane.consume(entry);
                position.advance();
            }
        }
    }

    private static final class Subject implements Workload, AutoCloseable {

        private final String[] ids;
        private final Content[] contents;
        private VersionedStorage storage;
        private Position[] positions;
        private long revisions;

        Subject(List<String> ids, Content[] contents, int lanes) {
            this.ids = ids.toArray(String[]::new);
            this.contents = contents;
            this.positions = Position.all(lanes);
            this.storage = filled();
        }

        private VersionedStorage filled() {
            VersionedStorage fresh = VersionedStorage.over(MemoryRevisionStore.create());
            for (String id : ids) {
                fresh.create(Keys.CONTEXT, Keys.TYPE, id, contents[0]);
            }
            return fresh;
        }

        @Override
        public void prepare(int operations) {
            long more = (long) operations * positions.length;
            if (revisions + more > MOST_REVISIONS) {
                storage.close();
                storage = filled();
                positions = Position.all(positions.length);
                revisions = 0;
            }
            revisions += more;
        }

        @Override
        public void run(Lane lane, int operations) {
            Position position = positions[lane.number()];
            for (int i = 0; i < operations; i++) {
                String expected = Long.toString(position.version());
                Content content = contents[i & contents.length - 1];
                lane.consume(storage.updateWithMatch(Keys.CONTEXT, Keys.TYPE, ids[position.at()], expected, content));
                position.advance();
            }
        }

        @Override
        public void close() {
            storage.close();
        }
    }
}
