package dev.verso.memory;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loses the answers of all writes that take effect, in a way that the engine can settle each of them (ERR-05): whoever
 * calls the engine must notice nothing.
 *
 * <p>An append with a condition that can hold only once is lost before it takes effect; sent again it meets a backend that
 * is away; sent a third time it takes effect and its answer is lost; the fourth time it is told the truth. Any other append,
 * and each batch, takes effect at once, and its answer is lost.
 */
final class LostAnswers extends PassedOn {

    private final Map<UUID, Integer> sent;

    /** Over a store; instances over the same data share the count of how often each write was sent. */
    LostAnswers(RevisionStore store, Map<UUID, Integer> sent) {
        super(store);
        this.sent = sent;
    }

    static Map<UUID, Integer> count() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public AppendOutcome append(Append append) {
        boolean once = !(append.condition() instanceof Condition.Any
                || append.condition() instanceof Condition.Live
                || append.condition() instanceof Condition.NotLive);
        if (!once) {
            return lostIf(Appended.class, store.append(append));
        }
        boolean holds = append.condition()
                .holds(store.head(append.key(), Detail.METADATA).map(RevisionRecord::metadata));
        int time = holds || sent.containsKey(append.writeId()) ? sent.merge(append.writeId(), 1, Integer::sum) : 0;
        return switch (time) {
            case 1 -> throw lost();
            case 2 -> throw new BackendUnavailableException("The backend is away for a moment", null);
            case 3 -> lostIf(Appended.class, store.append(append));
            default -> store.append(append);
        };
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return lostIf(AllAppended.class, store.appendAll(appends));
    }

    private static <T> T lostIf(Class<? extends T> effect, T outcome) {
        if (effect.isInstance(outcome)) {
            throw lost();
        }
        return outcome;
    }

    private static OutcomeUnknownException lost() {
        return new OutcomeUnknownException("The answer was lost", null);
    }
}
