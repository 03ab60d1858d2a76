package dev.verso.tck.zoo;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Accepts every append as version 1 and keeps nothing. */
final class NoOpStore implements RevisionStore {

    private static final UUID IDENTITY = new UUID(7, 7);

    private static RevisionMetadata metadata(Append append) {
        return new RevisionMetadata(
                append.key(),
                1,
                append instanceof Append.Put ? Change.CREATE : Change.DELETE,
                append.now(),
                append.now(),
                append.author(),
                append.writeId());
    }

    @Override
    public AppendOutcome append(Append append) {
        return new AppendOutcome.Appended(metadata(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return new BatchOutcome.AllAppended(
                appends.stream().map(NoOpStore::metadata).toList());
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return Optional.empty();
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return Optional.empty();
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return new Slice<>(List.of(), Optional.empty());
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return new Slice<>(List.of(), Optional.empty());
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return 0;
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return new FeedSlice(List.of(), "here", true, Optional.empty());
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return new EraseOutcome.Erased(List.of(), erase.now());
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return new CheckSlice(List.of(), 0, 0, Optional.empty());
    }

    @Override
    public UUID identity() {
        return IDENTITY;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                "no-op",
                Set.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE),
                ReadMode.LINEARIZABLE,
                Integer.MAX_VALUE,
                Optional.empty());
    }

    @Override
    public void close() {}
}
