package dev.verso.tck.store;

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
import java.util.function.Supplier;

/** Passes every call on to the store that is judged, and remembers it. Thread-safe. */
final class TracedStore implements RevisionStore {

    private final String name;
    private final RevisionStore store;
    private final Trace trace;
    private final Contention contention;

    TracedStore(String name, RevisionStore store, Trace trace, Contention contention) {
        this.name = name;
        this.store = store;
        this.trace = trace;
        this.contention = contention;
    }

    @Override
    public AppendOutcome append(Append append) {
        return call("append", List.of(append), () -> store.append(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        return call("appendAll", List.of(appends), () -> store.appendAll(appends));
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return call("head", List.of(key, detail), () -> store.head(key, detail));
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        return call("heads", List.of(keys, detail), () -> store.heads(keys, detail));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return call("revision", List.of(key, version), () -> store.revision(key, version));
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return call("versions", List.of(key), () -> store.versions(key));
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return call("history", List.of(request), () -> store.history(request));
    }

    @Override
    public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return call("asOf", List.of(key, instant), () -> store.asOf(key, instant));
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return call("list", List.of(tenant, type, afterId, bounds), () -> store.list(tenant, type, afterId, bounds));
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return call("count", List.of(tenant, type), () -> store.count(tenant, type));
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return call("changes", List.of(tenant, position, bounds), () -> store.changes(tenant, position, bounds));
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return call("erase", List.of(erase), () -> store.erase(erase));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return call("check", List.of(position, keys), () -> store.check(position, keys));
    }

    @Override
    public UUID identity() {
        return call("identity", List.of(), store::identity);
    }

    @Override
    public Capabilities capabilities() {
        return call("capabilities", List.of(), store::capabilities);
    }

    @Override
    public void close() {
        call("close", List.of(), () -> {
            store.close();
            return "done";
        });
    }

    private <T> T call(String primitive, List<?> arguments, Supplier<T> call) {
        contention.begin();
        try {
            T answer = call.get();
            if (answer == null) {
                throw Require.unmet(primitive + " answers", primitive + " answered null");
            }
            trace.add(name, primitive, arguments, answer);
            return answer;
        } catch (Require.Unmet e) {
            throw e;
        } catch (RuntimeException | Error e) {
            trace.threw(name, primitive, arguments, e);
            throw e;
        } finally {
            contention.end();
        }
    }
}
