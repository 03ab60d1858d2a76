package dev.verso.tck.zoo;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.List;
import java.util.Optional;

/** Keeps what is written under a key under another one, and gives it back under the name that was asked for. */
abstract class Rekeyed extends Decorator {

    Rekeyed(RevisionStore sound) {
        super(sound);
    }

    /** Gives the key that one is kept under. */
    abstract ResourceKey kept(ResourceKey key);

    @Override
    public AppendOutcome append(Append append) {
        AppendOutcome outcome = super.append(Parts.withKey(append, kept(append.key())));
        if (outcome instanceof AppendOutcome.Appended appended) {
            return new AppendOutcome.Appended(Parts.withKey(appended.metadata(), append.key()));
        }
        return outcome instanceof AppendOutcome.Refused refused
                ? new AppendOutcome.Refused(refused.head().map(head -> Parts.withKey(head, append.key())))
                : outcome;
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return super.appendAll(appends.stream()
                .map(append -> Parts.withKey(append, kept(append.key())))
                .toList());
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return super.head(kept(key), detail).map(head -> named(head, key));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return super.revision(kept(key), version).map(revision -> named(revision, key));
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return super.versions(kept(key));
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        if (!(request.scope() instanceof HistoryRequest.OfKey ofKey)) {
            return super.history(request);
        }
        ResourceKey key = ofKey.key();
        Slice<RevisionRecord, HistoryRequest.Position> slice =
                super.history(Parts.withScope(request, new HistoryRequest.OfKey(kept(key))));
        return new Slice<>(
                slice.items().stream().map(revision -> named(revision, key)).toList(), slice.next());
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return super.erase(new Erase(kept(erase.key()), erase.version(), erase.writeId(), erase.now()));
    }

    private static RevisionRecord named(RevisionRecord revision, ResourceKey key) {
        RevisionMetadata metadata = Parts.withKey(revision.metadata(), key);
        return new RevisionRecord(metadata, revision.erased(), revision.content());
    }
}
