package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import java.util.UUID;

/** What a stored revision takes of the heap, beside the bytes of its content. */
final class MemoryBenchmark {

    private static final double GOAL_BYTES = 250;
    private static final int SIZE = 512;
    private static final List<Integer> REVISIONS_OF_A_KEY = List.of(1, 10, 1000);
    private static final int COLLECTIONS = 4;

    private MemoryBenchmark() {}

    static void measure(Effort effort, Tables tables) {
        Report.Table table = tables.memory("Memory beside the content", GOAL_BYTES);
        byte[] json = FhirBundles.of(SIZE, 1).get(0);
        fill(json, 1, 100);
        double[] bytes = new double[REVISIONS_OF_A_KEY.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytesPerRevision(json, REVISIONS_OF_A_KEY.get(i), effort.storedRevisions());
        }
        // Of a key with many revisions next to nothing falls to one of them.
        double revision = bytes[bytes.length - 1];
        for (int i = 0; i < bytes.length; i++) {
            int revisions = REVISIONS_OF_A_KEY.get(i);
            Tables.memory(table, revisions, bytes[i], revision, GOAL_BYTES);
        }
    }

    /** Gives the heap that a revision takes, its share of its key included, less the bytes of the content. */
    private static double bytesPerRevision(byte[] json, int revisionsOfAKey, int revisions) {
        long before = usedHeap();
        VersionedStorage storage = fill(json, revisionsOfAKey, revisions);
        long after = usedHeap();
        Reference.reachabilityFence(storage);
        storage.close();
        return (double) (after - before) / revisions - json.length;
    }

    private static VersionedStorage fill(byte[] json, int revisionsOfAKey, int revisions) {
        VersionedStorage storage = VersionedStorage.over(MemoryRevisionStore.create());
        for (int key = 0; key < revisions / revisionsOfAKey; key++) {
            String id = UUID.randomUUID().toString();
            for (int i = 0; i < revisionsOfAKey; i++) {
                storage.createOrUpdate(Keys.CONTEXT, Keys.TYPE, id, Content.of(json));
            }
        }
        return storage;
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
