package dev.verso.tck.zoo;

import dev.verso.Change;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.RevisionStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Chapter BAT: atomic batches. */
final class BatchMutants {

    private BatchMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(AppliesABatchInPart.class, AppliesABatchInPart::new)
                        .killedBy("BAT-01"),
                Mutant.ofStore(AnswersABatchBackwards.class, AnswersABatchBackwards::new)
                        .killedBy("BAT-02"),
                Mutant.ofStore(BlamesTheFirstEntry.class, BlamesTheFirstEntry::new)
                        .killedBy("BAT-03"),
                Mutant.ofStorage(SplitsALargeBatch.class, SplitsALargeBatch::new)
                        .killedBy("BAT-04"));
    }

    /** Appends the entries of a batch one after the other, up to the first that is refused. */
    private static final class AppliesABatchInPart extends Decorator {

        AppliesABatchInPart(RevisionStore sound) {
            super(sound);
        }

        @Override
        public BatchOutcome appendAll(List<Append> appends) {
            List<RevisionMetadata> appended = new ArrayList<>();
            for (Append append : appends) {
                AppendOutcome outcome = super.append(append);
                if (outcome instanceof AppendOutcome.NotAppended reason) {
                    return new BatchOutcome.Rejected(appended.size(), reason);
                }
                appended.add(((Appended) outcome).metadata());
            }
            return new BatchOutcome.AllAppended(appended);
        }
    }

    /** Gives the results of the puts of a batch in the order in which it took the locks, last first. */
    private static final class AnswersABatchBackwards extends Decorator {

        AnswersABatchBackwards(RevisionStore sound) {
            super(sound);
        }

        @Override
        public BatchOutcome appendAll(List<Append> appends) {
            BatchOutcome outcome = super.appendAll(appends);
            if (!(outcome instanceof BatchOutcome.AllAppended all)) {
                return outcome;
            }
            Deque<RevisionMetadata> puts = new ArrayDeque<>();
            all.metadata().stream()
                    .filter(metadata -> metadata.change() != Change.DELETE)
                    .forEach(puts::push);
            return new BatchOutcome.AllAppended(all.metadata().stream()
                    .map(metadata -> metadata.change() == Change.DELETE ? metadata : puts.pop())
                    .toList());
        }
    }

    /** Says of a batch that was refused that it was for its first entry, whichever it was. */
    private static final class BlamesTheFirstEntry extends Decorator {

        BlamesTheFirstEntry(RevisionStore sound) {
            super(sound);
        }

        @Override
        public BatchOutcome appendAll(List<Append> appends) {
            BatchOutcome outcome = super.appendAll(appends);
            return outcome instanceof BatchOutcome.Rejected rejected
                    ? new BatchOutcome.Rejected(0, rejected.reason())
                    : outcome;
        }
    }

    /** Writes a batch that is too large as two. */
    private static final class SplitsALargeBatch extends StorageDecorator {

        SplitsALargeBatch(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public List<Revision> writeBatch(TenantContext context, List<Write> writes) {
            if (writes.size() <= 1_000) {
                return super.writeBatch(context, writes);
            }
            List<Revision> written = new ArrayList<>(super.writeBatch(context, writes.subList(0, 1_000)));
            written.addAll(super.writeBatch(context, writes.subList(1_000, writes.size())));
            return written;
        }
    }
}
