package dev.verso.tck.zoo;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.Inconsistency;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StorageOptions;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.Tombstone;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Says yes to everything and keeps nothing: each write gives back what it was given, as version 1, and each read is empty. */
final class NoOpStorage implements VersionedStorage {

    private final StorageOptions options;

    NoOpStorage(StorageOptions options) {
        this.options = options;
    }

    @Override
    public Revision write(TenantContext context, Write write) {
        Instant now = options.clock().instant().truncatedTo(ChronoUnit.MICROS);
        boolean deletes = write instanceof Write.Delete;
        RevisionMetadata metadata = new RevisionMetadata(
                new ResourceKey(context.tenant(), write.type(), Parts.id(write)),
                1,
                deletes ? Change.DELETE : Change.CREATE,
                now,
                now,
                context.principal(),
                write.writeId().orElseGet(UUID::randomUUID));
        return deletes
                ? new Tombstone(metadata)
                : new StoredResource(metadata, Parts.content(write).orElse(Content.of("{}")));
    }

    @Override
    public List<Revision> writeBatch(TenantContext context, List<Write> writes) {
        return writes.stream().map(write -> write(context, write)).toList();
    }

    @Override
    public ErasureReceipt erase(TenantContext context, Erasure erasure) {
        return new ErasureReceipt(
                new ResourceKey(context.tenant(), erasure.type(), erasure.id()),
                List.of(),
                context.principal(),
                options.clock().instant(),
                erasure.reason(),
                erasure.writeId().orElseGet(UUID::randomUUID));
    }

    @Override
    public Optional<StoredResource> read(TenantContext context, String type, String id) {
        return Optional.empty();
    }

    @Override
    public Optional<Revision> head(TenantContext context, String type, String id) {
        return Optional.empty();
    }

    @Override
    public boolean exists(TenantContext context, String type, String id) {
        return false;
    }

    @Override
    public List<StoredResource> readBatch(TenantContext context, Collection<ResourceKey> keys) {
        return List.of();
    }

    @Override
    public Page<StoredResource> list(TenantContext context, String type, PageRequest page) {
        return new Page<>(List.of(), Optional.empty());
    }

    @Override
    public long count(TenantContext context, String type) {
        return 0;
    }

    @Override
    public long count(TenantContext context) {
        return 0;
    }

    @Override
    public Optional<Revision> vread(TenantContext context, String type, String id, String versionId) {
        return Optional.empty();
    }

    @Override
    public List<String> listVersions(TenantContext context, String type, String id) {
        return List.of();
    }

    @Override
    public Optional<String> currentVersion(TenantContext context, String type, String id) {
        return Optional.empty();
    }

    @Override
    public Optional<Revision> findWrite(TenantContext context, ResourceKey key, UUID writeId) {
        return Optional.empty();
    }

    @Override
    public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
        return new Page<>(List.of(), Optional.empty());
    }

    @Override
    public Optional<Revision> readAsOf(TenantContext context, String type, String id, Instant instant) {
        return Optional.empty();
    }

    @Override
    public FeedPage changes(TenantContext context, FeedStart start, int limit) {
        return new FeedPage(List.of(), "here", true, Duration.ZERO);
    }

    @Override
    public FeedPage changes(TenantContext context, FeedStart start) {
        return changes(context, start, options.defaultPageSize());
    }

    @Override
    public Verification verify(Consumer<? super Inconsistency> found) {
        return new Verification(0, 0, 0, List.of());
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
