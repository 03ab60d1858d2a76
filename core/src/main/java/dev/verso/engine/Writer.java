package dev.verso.engine;

import dev.verso.RetryPolicy;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.NotAppended;
import java.util.Optional;

/** Performs single writes: sends, tries again what lost a race and may, and refuses by the state table (LOCK-01 to 04). */
final class Writer {

    private final Resolver resolver;
    private final Settlement settlement;
    private final Judge judge;
    private final RetryPolicy policy;

    Writer(Resolver resolver, Settlement settlement, Judge judge, RetryPolicy policy) {
        this.resolver = resolver;
        this.settlement = settlement;
        this.judge = judge;
        this.policy = policy;
    }

    Revision write(PlannedWrite write) {
        try {
            return perform(write);
        } catch (StorageException e) {
            throw WriteLog.refused(write, e);
        }
    }

    private Revision perform(PlannedWrite write) {
        Backoff backoff = new Backoff(policy, 1);
        while (true) {
            Resolver.Resolution resolution = resolver.resolve(write, backoff);
            if (resolution instanceof Resolver.Done done) {
                return done.revision();
            }
            Append append = ((Resolver.Send) resolution).append();
            AppendOutcome outcome = settlement.send(write, append);
            if (outcome instanceof Appended appended) {
                return revision(append, appended.metadata());
            }
            Optional<Judge.Verdict> verdict = judge.judge(write, (NotAppended) outcome);
            if (verdict.isPresent()) {
                return resolver.refuse(write, verdict.get().head());
            }
            if (!backoff.tryAgain()) {
                throw Judge.exhausted(write, backoff.tries());
            }
            WriteLog.triedAgain(write, backoff.tries());
        }
    }

    static Revision revision(Append append, RevisionMetadata metadata) {
        return append instanceof Append.Put put ? new StoredResource(metadata, put.content()) : new Tombstone(metadata);
    }
}
