package dev.verso.engine;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.StorageException;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets only this project's exceptions out of a store, and no call in on a thread that was interrupted (ERR-01, ERR-09).
 *
 * <p>What a store throws against its contract leaves the outcome of a write unknown; after close it is use after close.
 */
final class GuardedStore implements RevisionStore {

    private final RevisionStore store;
    private final BooleanSupplier closed;

    GuardedStore(RevisionStore store, BooleanSupplier closed) {
        this.store = store;
        this.closed = closed;
    }

    @Override
    public AppendOutcome append(Append append) {
        return writing(() -> store.append(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return writing(() -> store.appendAll(appends));
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return writing(() -> store.erase(erase));
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return reading(() -> store.head(key, detail));
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        return reading(() -> store.heads(keys, detail));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return reading(() -> store.revision(key, version));
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return reading(() -> store.history(request));
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return reading(() -> store.versions(key));
    }

    @Override
    public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return reading(() -> store.asOf(key, instant));
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return reading(() -> store.list(tenant, type, afterId, bounds));
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return reading(() -> store.count(tenant, type));
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return reading(() -> store.changes(tenant, position, bounds));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return reading(() -> store.check(position, keys));
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
        try {
            store.close();
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BackendFaultException("The store failed to close, against its contract", e);
        }
    }

    private <T> T reading(Supplier<T> call) {
        refuseInterrupted();
        try {
            return Objects.requireNonNull(call.get(), "the store's answer is null");
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw foreign(e, new BackendFaultException("The store failed to read, against its contract", e));
        }
    }

    private <T> T writing(Supplier<T> call) {
        refuseInterrupted();
        try {
            return Objects.requireNonNull(call.get(), "the store's answer is null");
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw foreign(e, new OutcomeUnknownException("The store failed to write, against its contract", e));
        }
    }

    private RuntimeException foreign(RuntimeException thrown, StorageException translated) {
        return thrown instanceof IllegalStateException && closed.getAsBoolean() ? thrown : translated;
    }

    private static void refuseInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new BackendUnavailableException("The thread was interrupted; nothing was sent to the backend", null);
        }
    }
}
