package dev.verso.memory;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.ReadMode;
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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps revisions in memory, for as long as a store over them is reachable: the reference backend.
 *
 * <p>It has every {@linkplain Capability capability} but {@code DURABLE} and {@code SHARED}. Reads are linearizable and take
 * no lock, and cost the same at any number of revisions of a key; a write holds a lock that its key shares with few others,
 * a batch those of all its keys, for no longer than it takes to add the rows (LOCK-01, BAT-01). It never answers that a
 * write was raced.
 *
 * <p>Instances are thread-safe. A {@link #sibling()} works on the same revisions and is closed on its own.
 *
 * <p>A revision takes about 170 bytes beside its content, and a key about 240 more with an id of 36 characters. Where the heap
 * runs out, a write ends in {@link OutOfMemoryError} and its outcome is unknown; the store should be given up then.
 */
public final class MemoryRevisionStore implements RevisionStore {

    private static final Capabilities CAPABILITIES = new Capabilities(
            "memory",
            Set.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE),
            ReadMode.LINEARIZABLE,
            Integer.MAX_VALUE - 8,
            Optional.empty());

    private final Revisions shared;
    private volatile boolean closed;

    MemoryRevisionStore(Revisions shared) {
        this.shared = shared;
    }

    /**
     * Makes a store that has no revisions.
     *
     * @return the store
     */
    public static MemoryRevisionStore create() {
        return new MemoryRevisionStore(new Revisions());
    }

    /**
     * Makes another store over the same revisions; closing one leaves the other open.
     *
     * @return the store
     * @throws IllegalStateException if this store is closed
     */
    public MemoryRevisionStore sibling() {
        return new MemoryRevisionStore(revisions());
    }

    @Override
    public AppendOutcome append(Append append) {
        return revisions().append(append);
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return revisions().appendAll(appends);
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return Optional.ofNullable(revisions().chain(key).head()).map(row -> row.record(detail));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return Optional.ofNullable(revisions().chain(key).at(version)).map(row -> row.record(Detail.CONTENT));
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return revisions().chain(key).versions();
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return History.page(revisions(), request);
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        Revisions revisions = revisions();
        PageFill<RevisionRecord> page = new PageFill<>(bounds);
        String last = afterId.orElse("");
        for (TypeIndex index : types(revisions, tenant, Optional.of(type))) {
            for (ResourceKey key : index.keys().tailMap(last, false).values()) {
                Row head = revisions.chain(key).head();
                if (head == null || head.isTombstone()) {
                    continue;
                }
                if (page.isFull()) {
                    return new Slice<>(page.items(), Optional.of(last));
                }
                page.add(head.record(Detail.CONTENT), head.contentBytes());
                last = key.id();
            }
        }
        return new Slice<>(page.items(), Optional.empty());
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        Revisions revisions = revisions();
        long count = 0;
        for (TypeIndex index : types(revisions, tenant, type)) {
            for (ResourceKey key : index.keys().values()) {
                Row head = revisions.chain(key).head();
                count += head == null || head.isTombstone() ? 0 : 1;
            }
        }
        return count;
    }

    private static Collection<TypeIndex> types(Revisions revisions, TenantId id, Optional<String> type) {
        Tenant tenant = revisions.tenant(id);
        if (tenant == null) {
            return List.of();
        }
        return type.isEmpty()
                ? tenant.types().values()
                : Optional.ofNullable(tenant.types().get(type.get()))
                        .map(List::of)
                        .orElse(List.of());
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        Revisions revisions = revisions();
        Tenant known = revisions.tenant(tenant);
        return (known == null ? new Feed() : known.feed()).read(position, bounds, revisions);
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return revisions().erase(erase);
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return Audit.page(revisions(), position, keys);
    }

    @Override
    public UUID identity() {
        return revisions().identity();
    }

    @Override
    public Capabilities capabilities() {
        revisions();
        return CAPABILITIES;
    }

    /** Closes this store alone; the revisions last as long as a sibling of it. */
    @Override
    public void close() {
        closed = true;
    }

    private Revisions revisions() {
        if (closed) {
            throw new IllegalStateException("This store is closed");
        }
        return shared;
    }
}
