package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code read} against {@code ConcurrentHashMap.get} of the same entries. */
final class ReadBenchmark {

    private static final int KEYS = 1024;

    private static final double GOAL_NANOS = 1000;

    /** Odd, so that a walk by it meets every key, and not in the order in which they were made. */
    private static final int STRIDE = 389;

    private ReadBenchmark() {}

    static void measure(Effort effort, Tables tables) {
        Report.Table table = tables.differences("read, against ConcurrentHashMap.get", GOAL_NANOS);
        for (int size : Sizes.CONTENT) {
            List<Content> contents =
                    FhirBundles.of(size, 16).stream().map(Content::of).toList();
            for (int threads : Sizes.THREADS) {
                try (VersionedStorage storage = VersionedStorage.over(MemoryRevisionStore.create())) {
                    String[] ids = Keys.newIds(KEYS).toArray(String[]::new);
                    ResourceKey[] keys = new ResourceKey[KEYS];
                    Map<ResourceKey, StoredResource> map = new ConcurrentHashMap<>();
                    for (int i = 0; i < KEYS; i++) {
                        Content content = contents.get(i % contents.size());
                        keys[i] = Keys.key(ids[i]);
                        map.put(keys[i], storage.create(Keys.CONTEXT, Keys.TYPE, ids[i], content));
                    }
                    Tables.difference(
                            table,
                            size,
                            threads,
                            GOAL_NANOS,
                            Comparison.of(new Floor(map, keys), new Subject(storage, ids), threads, effort));
                }
            }
        }
    }

    private record Floor(Map<ResourceKey, StoredResource> map, ResourceKey[] keys) implements Workload {

        @Override
        public void run(Lane lane, int operations) {
            int at = lane.number();
            for (int i = 0; i < operations; i++) {
                lane.consume(map.get(keys[at]));
                at = (at + STRIDE) % KEYS;
            }
        }
    }

    private record Subject(VersionedStorage storage, String[] ids) implements Workload {

        @Override
        public void run(Lane lane, int operations) {
            int at = lane.number();
            for (int i = 0; i < operations; i++) {
                lane.consume(storage.read(Keys.CONTEXT, Keys.TYPE, ids[at]).orElseThrow());
                at = (at + STRIDE) % KEYS;
            }
        }
    }
}
