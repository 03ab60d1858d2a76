package dev.verso.mongo;

import dev.verso.ResourceKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest revision of each of some keys that this instance has met: of those that it was asked for last.
 *
 * <p>Revisions never change and slots are never freed, also by an erasure, so what is remembered stays true for ever; only
 * that it is the head may not be so any more. Who writes by it finds the next slot taken then, and looks.
 */
final class KnownRevisions {

    private final int most;
    private final Map<ResourceKey, Standing> byKey = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock lock = new ReentrantLock();

    KnownRevisions(int most) {
        this.most = most;
    }

    @Nullable
    Standing get(ResourceKey key) {
        if (most == 0) {
            return null;
        }
        lock.lock();
        try {
            return byKey.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a revision that was read at majority, or whose write was acknowledged; nothing else may come here. */
    void put(ResourceKey key, Standing standing) {
        if (most == 0) {
            return;
        }
        lock.lock();
        try {
            Standing known = byKey.get(key);
            if (known == null || known.version() < standing.version()) {
                byKey.put(key, standing);
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
