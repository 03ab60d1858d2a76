package dev.verso.tck.zoo;

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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Passes everything on: what a defect is put into. */
class Decorator implements RevisionStore {

    private final RevisionStore sound;

    Decorator(RevisionStore sound) {
        this.sound = sound;
    }

    RevisionStore sound() {
        return sound;
    }

    @Override
    public AppendOutcome append(Append append) {
        return sound.append(append);
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return sound.appendAll(appends);
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return sound.head(key, detail);
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return sound.revision(key, version);
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return sound.versions(key);
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return sound.history(request);
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return sound.list(tenant, type, afterId, bounds);
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return sound.count(tenant, type);
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return sound.changes(tenant, position, bounds);
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return sound.erase(erase);
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return sound.check(position, keys);
    }

    @Override
    public UUID identity() {
        return sound.identity();
    }

    @Override
    public Capabilities capabilities() {
        return sound.capabilities();
    }

    @Override
    public void close() {
        sound.close();
    }
}
