package dev.verso.memory;

import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.Condition;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.RevisionStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers as a store does that sees a race only by the slot it finds taken: it never tells of a head that a creation or a
 * match lost to, and each write loses its first two tries. The engine looks for itself and tries again (LOCK-02, LOCK-03):
 * whoever calls it must notice nothing.
 */
final class LostRaces extends PassedOn {

    private static final int LOST = 2;

    private final Map<UUID, Integer> tries;

    /** Over a store; instances over the same data share the count of each write's tries. */
    LostRaces(RevisionStore store, Map<UUID, Integer> tries) {
        super(store);
        this.tries = tries;
    }

    static Map<UUID, Integer> count() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public AppendOutcome append(Append append) {
        if (isLost(append.writeId())) {
            return new Raced();
        }
        AppendOutcome outcome = store.append(append);
        return outcome instanceof Refused && isTellable(append) ? new Raced() : outcome;
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        int last = appends.size() - 1;
        if (isLost(appends.get(last).writeId())) {
            return new Rejected(last, new Raced());
        }
        BatchOutcome outcome = store.appendAll(appends);
        return outcome instanceof Rejected rejected && isTellable(appends.get(rejected.index()))
                ? new Rejected(rejected.index(), new Raced())
                : outcome;
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return isLost(erase.writeId()) ? new EraseOutcome.Raced() : store.erase(erase);
    }

    private boolean isLost(UUID writeId) {
        return tries.merge(writeId, 1, Integer::sum) <= LOST;
    }

    /** Whether another look tells what the write lost to. */
    private static boolean isTellable(Append append) {
        return append.condition() instanceof Condition.Absent || append.condition() instanceof Condition.LiveAt;
    }
}
