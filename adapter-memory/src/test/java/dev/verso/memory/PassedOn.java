package dev.verso.memory;

import dev.verso.Capabilities;
import dev.verso.ResourceKey;
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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Passes every call on to a store; what extends it does one thing otherwise. */
class PassedOn implements RevisionStore {

    final RevisionStore store;

    PassedOn(RevisionStore store) {
        this.store = store;
    }

    @Override
    public AppendOutcome append(Append append) {
        return store.append(append);
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return store.appendAll(appends);
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return store.head(key, detail);
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        return store.heads(keys, detail);
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return store.revision(key, version);
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return store.history(request);
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return store.versions(key);
    }

    @Override
    public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return store.asOf(key, instant);
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return store.list(tenant, type, afterId, bounds);
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return store.count(tenant, type);
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return store.changes(tenant, position, bounds);
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return store.erase(erase);
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return store.check(position, keys);
    }

    @Override
    public UUID identity() {
        return store.identity();
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public void close() {
        store.close();
    }
}
