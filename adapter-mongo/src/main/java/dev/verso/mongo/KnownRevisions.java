package dev.verso.mongo;

import dev.verso.ResourceKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The newest revision of each of some keys that this instance has met: of those that it was asked for last.
 *
 * <p>Revisions never change and slots are never freed, also by an erasure, so what is remembered stays true for ever; only
 * that it is the head may not be so any more. Who writes by it finds the next slot taken then, and looks. What a standalone
 * has shown it may lose by a crash, if its journal had not got it yet; so that counts in the same run of the server only.
 */
final class KnownRevisions {

    private final int most;
    private final Map<ResourceKey, Met> byKey = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * A revision that was met.
     *
     * @param standing the revision
     * @param run the run of the server that showed it; {@link Access#ANY_RUN} if no crash can take it
     */
    private record Met(Standing standing, ObjectId run) {}

    KnownRevisions(int most) {
        this.most = most;
    }

    /** Gives the newest revision that was met, if it still stands in a run of the server. */
    @Nullable
    Standing get(ResourceKey key, ObjectId run) {
        if (most == 0) {
            return null;
        }
        lock.lock();
        try {
            Met met = byKey.get(key);
            return met != null && (met.run().equals(run) || met.run().equals(Access.ANY_RUN)) ? met.standing() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Remembers a revision that was read at majority, in the run of the server before the read, or whose write was
     * acknowledged, in any run; nothing else may come here.
     */
    void put(ResourceKey key, Standing standing, ObjectId run) {
        if (most == 0) {
            return;
        }
        lock.lock();
        try {
            Met known = byKey.get(key);
            // Another run may have shown more than is left.
            boolean passed = known != null
                    && !known.run().equals(Access.ANY_RUN)
                    && !known.run().equals(run);
            if (known == null || passed || known.standing().version() < standing.version()) {
                byKey.put(key, new Met(standing, run));
            }
            if (byKey.size() > most) {
                Iterator<ResourceKey> oldest = byKey.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return byKey.size();
        } finally {
            lock.unlock();
        }
    }
}
