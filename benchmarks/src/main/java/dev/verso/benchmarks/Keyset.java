package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Condition;
import dev.verso.spi.RevisionStore;
import java.util.UUID;

/** Keys that one operation has for itself, in turn, and the versions that they are at. */
final class Keyset {

    static final int KEYS = 64;

    private final RevisionStore store;
    private final Content[] contents;
    private final ResourceKey[] keys = new ResourceKey[KEYS];
    private final long[] versions = new long[KEYS];
    private final boolean[] deleted = new boolean[KEYS];

    Keyset(RevisionStore store, Content[] contents) {
        this.store = store;
        this.contents = contents;
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Keys.key(UUID.randomUUID().toString());
            versions[i] = 1;
            PortCalls.appended(store, PortCalls.put(keys[i], new Condition.Absent(), content(i)));
        }
    }

    private Content content(int round) {
        return contents[round & contents.length - 1];
    }

    ResourceKey at(int round) {
        return keys[round % KEYS];
    }

    void put(int round, boolean match) {
        int i = round % KEYS;
        Condition condition = match ? new Condition.LiveAt(versions[i]) : new Condition.Any();
        PortCalls.appended(store, PortCalls.put(keys[i], condition, content(round)));
        versions[i]++;
    }

    void delete(int round) {
        int i = round % KEYS;
        if (!deleted[i]) {
            PortCalls.appended(store, PortCalls.delete(keys[i], new Condition.LiveAt(versions[i])));
            versions[i]++;
            deleted[i] = true;
        }
    }

    void revive(int round) {
        int i = round % KEYS;
        if (deleted[i]) {
            PortCalls.appended(store, PortCalls.put(keys[i], new Condition.DeletedAt(versions[i]), content(round)));
            versions[i]++;
            deleted[i] = false;
        }
    }
}
