package dev.verso.engine;

import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.OutcomeUnknownException;
import dev.verso.OutcomeUnknownException.UnsettledWrite;
import dev.verso.RetryPolicy;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.Condition;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends appends, and finds out what became of those whose answer was lost (ERR-05).
 *
 * <p>A conditional append is sent again, with the same condition and write id: it can take effect once only. An
 * unconditional one never is: its write id is searched for. What cannot be settled stays unknown, and is never taken for
 * success or for a conflict with oneself.
 */
final class Settlement {

    private static final int RESENDS = 3;

    private final RevisionStore store;
    private final EarlierWrites earlier;
    private final RetryPolicy pauses;

    Settlement(RevisionStore store, EarlierWrites earlier, RetryPolicy policy) {
        this.store = store;
        this.earlier = earlier;
        this.pauses = new RetryPolicy(RESENDS + 1, policy.firstPause(), policy.longestPause());
    }

    AppendOutcome send(PlannedWrite write, Append append) {
        try {
            return store.append(append);
        } catch (OutcomeUnknownException e) {
            try {
                return isConditional(append) ? resend(append, e) : search(append, e);
            } catch (StillUnknown unknown) {
                throw unknown(List.of(write), e);
            }
        }
    }

    /** Sends a batch; a lost answer is settled by searching for every write id, since all were written or none. */
    BatchOutcome sendAll(List<PlannedWrite> writes, List<Append> appends) {
        try {
            return store.appendAll(appends);
        } catch (OutcomeUnknownException e) {
            try {
                List<RevisionMetadata> found = new ArrayList<>();
                for (Append append : appends) {
                    found.add(((Appended) search(append, e)).metadata());
                }
                return new AllAppended(found);
            } catch (StillUnknown unknown) {
                throw unknown(writes, e);
            }
        }
    }

    static OutcomeUnknownException unknown(List<PlannedWrite> writes, OutcomeUnknownException thrown) {
        List<UnsettledWrite> unsettled = writes.stream()
                .map(write -> new UnsettledWrite(write.key(), write.condition(), write.writeId()))
                .toList();
        boolean repeatable = writes.stream().allMatch(PlannedWrite::isRepeatable);
        return new OutcomeUnknownException(unsettled, repeatable, thrown);
    }

    private static boolean isConditional(Append append) {
        return append.condition() instanceof Condition.Absent
                || append.condition() instanceof Condition.LiveAt
                || append.condition() instanceof Condition.DeletedAt;
    }

    private AppendOutcome resend(Append append, OutcomeUnknownException first) throws StillUnknown {
        Backoff backoff = new Backoff(pauses, 1);
        while (pause(backoff, first)) {
            try {
                AppendOutcome outcome = store.append(append);
                return outcome instanceof Appended ? outcome : judge(append, outcome, first);
            } catch (OutcomeUnknownException | BackendUnavailableException e) {
                note(first, e);
            } catch (RuntimeException e) {
                // What refuses this try, such as use after close, says nothing of the first one.
                note(first, e);
                throw new StillUnknown();
            }
        }
        throw new StillUnknown();
    }

    /** The slot that the append was for has been taken, or never came within reach: by whom decides. */
    private AppendOutcome judge(Append append, AppendOutcome outcome, OutcomeUnknownException first)
            throws StillUnknown {
        try {
            RevisionMetadata slot = slot(append).orElseThrow(StillUnknown::new);
            return isOwn(append, slot) ? new Appended(slot) : outcome;
        } catch (RuntimeException e) {
            note(first, e);
            throw new StillUnknown();
        }
    }

    /** A caller may have used its write id for other content before, which is not what was sent now (ERR-06). */
    private boolean isOwn(Append append, RevisionMetadata revision) {
        Optional<Content> sent = append instanceof Append.Put put ? Optional.of(put.content()) : Optional.empty();
        return revision.writeId().equals(append.writeId())
                && store.revision(append.key(), revision.version())
                        .map(stored -> stored.erased() || stored.content().equals(sent))
                        .orElse(true);
    }

    private Optional<RevisionMetadata> slot(Append append) {
        if (append.condition() instanceof Condition.Absent) {
            // Of a later life it cannot be told whether the slot of an earlier one was this write's before its erasure.
            return earlier.first(append.key())
                    .filter(first ->
                            first.version() == Versions.FIRST || first.writeId().equals(append.writeId()));
        }
        long expected = append.condition() instanceof Condition.LiveAt live
                ? live.version()
                : ((Condition.DeletedAt) append.condition()).version();
        return store.revision(append.key(), expected + 1).map(RevisionRecord::metadata);
    }

    private AppendOutcome search(Append append, OutcomeUnknownException first) throws StillUnknown {
        try {
            // TIME-02: whatever the append wrote is dated its own time or later.
            return earlier.find(append.key(), append.writeId(), Optional.of(append.now()))
                    .filter(found -> isOwn(append, found))
                    .map(Appended::new)
                    .orElseThrow(StillUnknown::new);
        } catch (RuntimeException e) {
            note(first, e);
            throw new StillUnknown();
        }
    }

    private static boolean pause(Backoff backoff, OutcomeUnknownException first) {
        try {
            return backoff.tryAgain();
        } catch (BackendUnavailableException interrupted) {
            note(first, interrupted);
            return false;
        }
    }

    /** Keeps what went wrong while the first exception was looked into; a store may throw one instance twice. */
    private static void note(OutcomeUnknownException first, RuntimeException later) {
        if (later != first) {
            first.addSuppressed(later);
        }
    }

    /** The outcome could not be settled; only this class sees it. */
    private static final class StillUnknown extends Exception {

        private static final long serialVersionUID = 1L;

        StillUnknown() {
            super(null, null, false, false);
        }
    }
}
