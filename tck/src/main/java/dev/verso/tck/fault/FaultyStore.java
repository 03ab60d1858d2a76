package dev.verso.tck.fault;

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

/** A store whose calls pass through a wire; what it is and can do it tells without one. */
final class FaultyStore implements RevisionStore {

    private final RevisionStore store;
    private final StoreWire wire;
    private final StoreWire.Connection connection;

    FaultyStore(RevisionStore store, StoreWire wire) {
        this.store = store;
        this.wire = wire;
        this.connection = wire.connect();
    }

    @Override
    public AppendOutcome append(Append append) {
        return connection.write("append", () -> store.append(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return connection.write("appendAll", () -> store.appendAll(appends));
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return connection.read("head", () -> store.head(key, detail));
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        return connection.read("heads", () -> store.heads(keys, detail));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return connection.read("revision", () -> store.revision(key, version));
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return connection.read("history", () -> store.history(request));
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return connection.read("versions", () -> store.versions(key));
    }

    @Override
    public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return connection.read("asOf", () -> store.asOf(key, instant));
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return connection.read("list", () -> store.list(tenant, type, afterId, bounds));
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return connection.read("count", () -> store.count(tenant, type));
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return connection.read("changes", () -> store.changes(tenant, position, bounds));
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return connection.write("erase", () -> store.erase(erase));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return connection.read("check", () -> store.check(position, keys));
    }

    @Override
    public UUID identity() {
        return store.identity();
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    /** What is on its way arrives before: a store that is closed takes nothing any more. */
    @Override
    public void close() {
        wire.deliver();
        store.close();
    }
}
