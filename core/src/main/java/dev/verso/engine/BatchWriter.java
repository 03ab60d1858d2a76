package dev.verso.engine;

import dev.verso.RetryPolicy;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.spi.Append;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.BatchOutcome.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Performs atomic batches: what {@link Writer} does for one write, entry by entry, all or nothing (BAT-01 to 03). */
final class BatchWriter {

    private final Resolver resolver;
    private final Settlement settlement;
    private final Judge judge;
    private final EarlierWrites earlier;
    private final RetryPolicy policy;

    BatchWriter(Resolver resolver, Settlement settlement, Judge judge, EarlierWrites earlier, RetryPolicy policy) {
        this.resolver = resolver;
        this.settlement = settlement;
        this.judge = judge;
        this.earlier = earlier;
        this.policy = policy;
    }

    /** Performs the writes; at least one. */
    List<Revision> write(List<PlannedWrite> writes) {
        try {
            return perform(writes);
        } catch (StorageException e) {
            throw WriteLog.refused(writes, e);
        }
    }

    private List<Revision> perform(List<PlannedWrite> writes) {
        Backoff backoff = new Backoff(policy, writes.size());
        while (true) {
            List<Append> appends = new ArrayList<>(writes.size());
            for (PlannedWrite write : writes) {
                Optional<Append> append = resolve(write, backoff);
                if (append.isEmpty()) {
                    return repeated(writes, write);
                }
                appends.add(append.get());
            }
            BatchOutcome outcome = settlement.sendAll(writes, appends);
            if (outcome instanceof AllAppended all) {
                return revisions(appends, all);
            }
            Rejected rejected = (Rejected) outcome;
            PlannedWrite lost = writes.get(rejected.index());
            Optional<Judge.Verdict> verdict = judge.judge(lost, rejected.reason());
            if (verdict.isPresent()) {
                return refuse(writes, lost, verdict.get().head());
            }
            if (!backoff.tryAgain()) {
                throw Judge.exhausted(lost, backoff.tries());
            }
            WriteLog.triedAgain(lost, backoff.tries());
        }
    }

    /** The append to send; empty if the write had taken effect before. */
    private Optional<Append> resolve(PlannedWrite write, Backoff backoff) {
        return resolver.resolve(write, backoff) instanceof Resolver.Send send
                ? Optional.of(send.append())
                : Optional.empty();
    }

    private List<Revision> refuse(List<PlannedWrite> writes, PlannedWrite refused, Optional<RevisionMetadata> head) {
        if (earlier.sameWrite(refused, head).isPresent()) {
            return repeated(writes, refused);
        }
        throw Refusals.of(refused, head);
    }

    /** The batch had taken effect before if every entry had; else the entry that had is refused for what it meets now. */
    private List<Revision> repeated(List<PlannedWrite> writes, PlannedWrite first) {
        List<Revision> revisions = new ArrayList<>(writes.size());
        for (PlannedWrite write : writes) {
            Optional<Revision> same = earlier.sameWrite(write, resolver.head(write.key()));
            if (same.isEmpty()) {
                throw Refusals.of(first, resolver.head(first.key()));
            }
            revisions.add(same.get());
        }
        return List.copyOf(revisions);
    }

    private static List<Revision> revisions(List<Append> appends, AllAppended all) {
        List<Revision> revisions = new ArrayList<>(appends.size());
        for (int i = 0; i < appends.size(); i++) {
            revisions.add(Writer.revision(appends.get(i), all.metadata().get(i)));
        }
        return List.copyOf(revisions);
    }
}
