package dev.verso.engine;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.Inconsistency;
import dev.verso.InvalidArgumentException;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.Permission;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageOptions;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The driving port over any backend: checks each call in the order of ERR-07, then has it performed.
 *
 * <p>Thread-safe. Not part of the API: use {@link VersionedStorage#over(RevisionStore, StorageOptions)}.
 */
public final class StorageEngine implements VersionedStorage {

    private final RevisionStore store;
    private final Capabilities capabilities;
    private final StorageOptions options;
    private final Gate gate;
    private final Planner planner;
    private final Cursors cursors;
    private final Reader reader;
    private final Writer writer;
    private final BatchWriter batches;
    private final Eraser eraser;
    private final Verifier verifier;

    /**
     * Makes a storage over a backend.
     *
     * @param backend the backend; closed with this storage
     * @param options clock, limits, retries
     * @throws InvalidArgumentException if the content limit is above what the backend states
     */
    public StorageEngine(RevisionStore backend, StorageOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        this.capabilities = backend.capabilities();
        if (options.contentLimit() > capabilities.maxContentBytes()) {
            throw new InvalidArgumentException("The content limit of " + options.contentLimit() + " bytes is above the "
                    + capabilities.maxContentBytes() + " that " + capabilities.backend() + " takes");
        }
        this.gate = new Gate(capabilities, options);
        this.store = new GuardedStore(backend, gate::isClosed);
        this.planner = new Planner(gate, options);
        this.cursors = new Cursors(backend.identity());
        EarlierWrites earlier = new EarlierWrites(store);
        Resolver resolver = new Resolver(store, earlier);
        Settlement settlement = new Settlement(store, earlier, options.retryPolicy());
        Judge judge = new Judge(resolver);
        this.reader = new Reader(store, earlier, cursors, options.clock());
        this.writer = new Writer(resolver, settlement, judge, options.retryPolicy());
        this.batches = new BatchWriter(resolver, settlement, judge, earlier, options.retryPolicy());
        this.eraser = new Eraser(store, options.retryPolicy());
        this.verifier = new Verifier(store);
    }

    @Override
    public Revision write(TenantContext context, Write write) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(write, "write");
        gate.requireOpen();
        planner.requireKey(context, write);
        planner.permit(context, write);
        Instant now = planner.now();
        planner.requireWithinLimits(write);
        return writer.write(planner.plan(context, write, now));
    }

    @Override
    public List<Revision> writeBatch(TenantContext context, List<Write> writes) {
        Objects.requireNonNull(context, "context");
        List<Write> entries = List.copyOf(writes);
        gate.requireOpen();
        entries.forEach(write -> planner.requireKey(context, write));
        entries.forEach(write -> planner.permit(context, write));
        gate.requireCapability(Capability.ATOMIC_BATCH);
        planner.requireBatchWithinLimits(context, entries);
        Instant now = planner.now();
        entries.forEach(planner::requireWithinLimits);
        return entries.isEmpty() ? List.of() : batches.write(planner.plan(context, entries, now));
    }

    @Override
    public ErasureReceipt erase(TenantContext context, Erasure erasure) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(erasure, "erasure");
        gate.requireOpen();
        ResourceKey key = gate.key(context, erasure.type(), erasure.id());
        gate.permit(context, Permission.ERASE, erasure.type());
        gate.requireCapability(Capability.ERASURE);
        Instant now = planner.now();
        return eraser.erase(context, key, erasure, erasure.writeId().orElseGet(() -> planner.uuid(now)), now);
    }

    @Override
    public Optional<StoredResource> read(TenantContext context, String type, String id) {
        return reader.read(readable(context, type, id));
    }

    @Override
    public Optional<Revision> head(TenantContext context, String type, String id) {
        return reader.head(readable(context, type, id));
    }

    @Override
    public boolean exists(TenantContext context, String type, String id) {
        return reader.currentVersion(readable(context, type, id)).isPresent();
    }

    @Override
    public Optional<String> currentVersion(TenantContext context, String type, String id) {
        return reader.currentVersion(readable(context, type, id));
    }

    @Override
    public Optional<Revision> vread(TenantContext context, String type, String id, String versionId) {
        Objects.requireNonNull(versionId, "versionId");
        return reader.revision(readable(context, type, id), versionId);
    }

    @Override
    public List<String> listVersions(TenantContext context, String type, String id) {
        return reader.versions(readable(context, type, id));
    }

    @Override
    public Optional<Revision> findWrite(TenantContext context, ResourceKey key, UUID writeId) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(writeId, "writeId");
        gate.requireOpen();
        gate.requireOwn(context, key);
        gate.permit(context, Permission.READ, key.type());
        return reader.findWrite(key, writeId);
    }

    @Override
    public Optional<Revision> readAsOf(TenantContext context, String type, String id, Instant instant) {
        Objects.requireNonNull(instant, "instant");
        return reader.asOf(readable(context, type, id), instant);
    }

    @Override
    public List<StoredResource> readBatch(TenantContext context, Collection<ResourceKey> keys) {
        Objects.requireNonNull(context, "context");
        List<ResourceKey> wanted = List.copyOf(keys);
        gate.requireOpen();
        wanted.forEach(key -> gate.requireOwn(context, key));
        wanted.forEach(key -> gate.permit(context, Permission.READ, key.type()));
        return wanted.isEmpty() ? List.of() : reader.readBatch(wanted);
    }

    @Override
    public Page<StoredResource> list(TenantContext context, String type, PageRequest page) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(page, "page");
        gate.requireOpen();
        gate.requireType(context, type);
        gate.permit(context, Permission.READ, type);
        gate.requireCapability(Capability.SCANS);
        int limit = gate.limit(page.limit());
        Optional<String> afterId = page.cursor().map(cursor -> cursors.readList(context.tenant(), type, cursor));
        return reader.list(context, type, afterId, limit);
    }

    @Override
    public long count(TenantContext context, String type) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(type, "type");
        gate.requireOpen();
        gate.requireType(context, type);
        gate.permit(context, Permission.READ, type);
        gate.requireCapability(Capability.SCANS);
        return store.count(context.tenant(), Optional.of(type));
    }

    @Override
    public long count(TenantContext context) {
        Objects.requireNonNull(context, "context");
        gate.requireOpen();
        gate.permitEveryType(context, Permission.READ);
        gate.requireCapability(Capability.SCANS);
        return store.count(context.tenant(), Optional.empty());
    }

    @Override
    public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(page, "page");
        gate.requireOpen();
        HistoryRequest.Scope scope = scope(context, query);
        if (query.type().isPresent()) {
            gate.permit(context, Permission.READ, query.type().get());
        } else {
            gate.permitEveryType(context, Permission.READ);
        }
        if (query.id().isEmpty()) {
            gate.requireCapability(Capability.SCANS);
        }
        int limit = gate.limit(page.limit());
        requireRange(query);
        Optional<HistoryRequest.Position> after =
                page.cursor().map(cursor -> cursors.readHistory(context.tenant(), query, cursor));
        return reader.history(context, query, scope, after, limit);
    }

    @Override
    public FeedPage changes(TenantContext context, FeedStart start, int limit) {
        return changes(context, start, OptionalInt.of(limit));
    }

    @Override
    public FeedPage changes(TenantContext context, FeedStart start) {
        return changes(context, start, OptionalInt.empty());
    }

    @Override
    public Verification verify(Consumer<? super Inconsistency> found) {
        Objects.requireNonNull(found, "found");
        gate.requireOpen();
        return verifier.verify(found);
    }

    @Override
    public Capabilities capabilities() {
        gate.requireOpen();
        return capabilities;
    }

    @Override
    public void close() {
        gate.close();
        store.close();
    }

    @Override
    public String toString() {
        return "VersionedStorage[" + capabilities.backend() + ", " + options.contentLimit() + " bytes a resource]";
    }

    private FeedPage changes(TenantContext context, FeedStart start, OptionalInt given) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(start, "start");
        gate.requireOpen();
        gate.permitEveryType(context, Permission.FEED);
        gate.requireCapability(Capability.CHANGE_FEED);
        int limit = gate.limit(given);
        FeedPosition position = reader.position(context, start);
        return reader.changes(context, position, limit);
    }

    private ResourceKey readable(TenantContext context, String type, String id) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        gate.requireOpen();
        ResourceKey key = gate.key(context, type, id);
        gate.permit(context, Permission.READ, type);
        return key;
    }

    private HistoryRequest.Scope scope(TenantContext context, HistoryQuery query) {
        if (query.type().isEmpty()) {
            return new HistoryRequest.OfTenant(context.tenant());
        }
        String type = query.type().get();
        if (query.id().isPresent()) {
            return new HistoryRequest.OfKey(gate.key(context, type, query.id().get()));
        }
        gate.requireType(context, type);
        return new HistoryRequest.OfType(context.tenant(), type);
    }

    private static void requireRange(HistoryQuery query) {
        if (query.since().isPresent()
                && query.before().isPresent()
                && query.since().get().isAfter(query.before().get())) {
            throw new InvalidArgumentException("The history is wanted since "
                    + query.since().get() + " but before " + query.before().get() + "; exchange the two");
        }
    }
}
