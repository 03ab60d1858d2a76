package dev.verso.tck.zoo;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.List;
import java.util.Optional;

/** Tells whatever comes out of a store in another way: what defects of representation are made of. */
class Retelling extends Decorator {

    Retelling(RevisionStore sound) {
        super(sound);
    }

    /** Tells a revision that is read. */
    RevisionRecord read(RevisionRecord revision) {
        return new RevisionRecord(told(revision.metadata()), revision.erased(), revision.content());
    }

    /** Tells the metadata of a write's result, of a refusal's head, and, unless {@link #read} does, of what is read. */
    RevisionMetadata told(RevisionMetadata metadata) {
        return metadata;
    }

    private AppendOutcome retold(AppendOutcome outcome) {
        if (outcome instanceof AppendOutcome.Appended appended) {
            return new AppendOutcome.Appended(told(appended.metadata()));
        }
        return outcome instanceof AppendOutcome.Refused refused
                ? new AppendOutcome.Refused(refused.head().map(this::told))
                : outcome;
    }

    @Override
    public AppendOutcome append(Append append) {
        return retold(super.append(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        BatchOutcome outcome = super.appendAll(appends);
        if (outcome instanceof BatchOutcome.AllAppended all) {
            return new BatchOutcome.AllAppended(
                    all.metadata().stream().map(this::told).toList());
        }
        BatchOutcome.Rejected rejected = (BatchOutcome.Rejected) outcome;
        return new BatchOutcome.Rejected(rejected.index(), (AppendOutcome.NotAppended) retold(rejected.reason()));
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return super.head(key, detail).map(this::read);
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return super.revision(key, version).map(this::read);
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        Slice<RevisionRecord, HistoryRequest.Position> slice = super.history(request);
        return new Slice<>(slice.items().stream().map(this::read).toList(), slice.next());
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        Slice<RevisionRecord, String> slice = super.list(tenant, type, afterId, bounds);
        return new Slice<>(slice.items().stream().map(this::read).toList(), slice.next());
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        FeedSlice slice = super.changes(tenant, position, bounds);
        return new FeedSlice(
                slice.entries().stream()
                        .map(entry -> new FeedSlice.Entry(read(entry.revision()), entry.token()))
                        .toList(),
                slice.token(),
                slice.caughtUp(),
                slice.heldBackSince());
    }
}
