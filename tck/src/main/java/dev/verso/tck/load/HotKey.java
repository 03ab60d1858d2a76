package dev.verso.tck.load;

import dev.verso.tck.lin.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/** A key that many threads call at once, and what all of them together have seen of it. Thread-safe. */
final class HotKey {

    private final String type;
    private final String id;
    private final AtomicLong newest = new AtomicLong();
    private final AtomicLong highestExpected = new AtomicLong();

    HotKey(String type, String id) {
        this.type = type;
        this.id = id;
    }

    String type() {
        return type;
    }

    String id() {
        return id;
    }

    /** The newest version that anybody has seen; 0 if nobody has seen one. */
    long newest() {
        return newest.get();
    }

    void see(Outcome outcome) {
        long version = 0;
        if (outcome instanceof Outcome.Accepted accepted) {
            version = accepted.version();
        } else if (outcome instanceof Outcome.Found found) {
            version = found.version();
        } else if (outcome instanceof Outcome.Current current) {
            version = current.version();
        } else if (outcome instanceof Outcome.VersionConflict conflict) {
            version = conflict.actual().orElse(0);
        } else if (outcome instanceof Outcome.AlreadyExists exists) {
            version = exists.head().orElse(0);
        } else if (outcome instanceof Outcome.Gone gone) {
            version = gone.tombstone().orElse(0);
        } else if (outcome instanceof Outcome.Listed listed) {
            version = listed.last();
        }
        newest.accumulateAndGet(version, Math::max);
    }

    void expect(long version) {
        highestExpected.accumulateAndGet(version, Math::max);
    }

    /** The highest version that a match on the key has named. */
    long highestExpected() {
        return highestExpected.get();
    }
}
