package dev.verso.tck.zoo;

import dev.verso.Capabilities;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.Inconsistency;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Passes everything on: what a defect of the driving port is put into. */
class StorageDecorator implements VersionedStorage {

    private final VersionedStorage sound;

    StorageDecorator(VersionedStorage sound) {
        this.sound = sound;
    }

    VersionedStorage sound() {
        return sound;
    }

    @Override
    public Revision write(TenantContext context, Write write) {
        return sound.write(context, write);
    }

    @Override
    public List<Revision> writeBatch(TenantContext context, List<Write> writes) {
        return sound.writeBatch(context, writes);
    }

    @Override
    public ErasureReceipt erase(TenantContext context, Erasure erasure) {
        return sound.erase(context, erasure);
    }

    @Override
    public Optional<StoredResource> read(TenantContext context, String type, String id) {
        return sound.read(context, type, id);
    }

    @Override
    public Optional<Revision> head(TenantContext context, String type, String id) {
        return sound.head(context, type, id);
    }

    @Override
    public boolean exists(TenantContext context, String type, String id) {
        return sound.exists(context, type, id);
    }

    @Override
    public List<StoredResource> readBatch(TenantContext context, Collection<ResourceKey> keys) {
        return sound.readBatch(context, keys);
    }

    @Override
    public Page<StoredResource> list(TenantContext context, String type, PageRequest page) {
        return sound.list(context, type, page);
    }

    @Override
    public long count(TenantContext context, String type) {
        return sound.count(context, type);
    }

    @Override
    public long count(TenantContext context) {
        return sound.count(context);
    }

    @Override
    public Optional<Revision> vread(TenantContext context, String type, String id, String versionId) {
        return sound.vread(context, type, id, versionId);
    }

    @Override
    public List<String> listVersions(TenantContext context, String type, String id) {
        return sound.listVersions(context, type, id);
    }

    @Override
    public Optional<String> currentVersion(TenantContext context, String type, String id) {
        return sound.currentVersion(context, type, id);
    }

    @Override
    public Optional<Revision> findWrite(TenantContext context, ResourceKey key, UUID writeId) {
        return sound.findWrite(context, key, writeId);
    }

    @Override
    public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
        return sound.history(context, query, page);
    }

    @Override
    public Optional<Revision> readAsOf(TenantContext context, String type, String id, Instant instant) {
        return sound.readAsOf(context, type, id, instant);
    }

    @Override
    public FeedPage changes(TenantContext context, FeedStart start, int limit) {
        return sound.changes(context, start, limit);
    }

    @Override
    public FeedPage changes(TenantContext context, FeedStart start) {
        return sound.changes(context, start);
    }

    @Override
    public Verification verify(Consumer<? super Inconsistency> found) {
        return sound.verify(found);
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
