package dev.verso.engine;

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
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Passes calls on to a store, counts them, and lets a test play tricks on chosen ones.
 *
 * <p>A primitive's steps are used up call by call; when none is left, its standing step applies, and without one the call
 * is passed on.
 */
final class ScriptedStore implements RevisionStore {

    /** A primitive that touches the backend. */
    enum Op {
        APPEND,
        APPEND_ALL,
        HEAD,
        HEADS,
        REVISION,
        HISTORY,
        VERSIONS,
        AS_OF,
        LIST,
        COUNT,
        CHANGES,
        ERASE,
        CHECK,
        CLOSE
    }

    /** What happens to one call, which it may pass on or not. */
    @FunctionalInterface
    interface Step {
        Object run(Supplier<?> call);

        static Step pass() {
            return Supplier::get;
        }

        static Step failBefore(RuntimeException thrown) {
            return call -> {
                throw thrown;
            };
        }

        static Step failAfter(RuntimeException thrown) {
            return call -> {
                call.get();
                throw thrown;
            };
        }

        static Step after(Runnable first) {
            return call -> {
                first.run();
                return call.get();
            };
        }

        static Step before(Runnable last) {
            return call -> {
                Object answer = call.get();
                last.run();
                return answer;
            };
        }

        static Step answer(Object answer) {
            return call -> answer;
        }
    }

    private final RevisionStore store;
    private final Map<Op, Deque<Step>> steps = new ConcurrentHashMap<>();
    private final Map<Op, Step> standing = new ConcurrentHashMap<>();
    private final List<Op> calls = new CopyOnWriteArrayList<>();
    private final List<Append> appends = new CopyOnWriteArrayList<>();

    ScriptedStore(RevisionStore store) {
        this.store = store;
    }

    void script(Op op, Step... next) {
        steps.computeIfAbsent(op, o -> new ConcurrentLinkedDeque<>()).addAll(List.of(next));
    }

    void always(Op op, Step step) {
        standing.put(op, step);
    }

    void everywhere(Step step) {
        for (Op op : Op.values()) {
            always(op, step);
        }
    }

    /** Ends all tricks and forgets what was called. */
    void reset() {
        steps.clear();
        standing.clear();
        calls.clear();
        appends.clear();
    }

    List<Op> calls() {
        return List.copyOf(calls);
    }

    long calls(Op op) {
        return calls.stream().filter(op::equals).count();
    }

    /** Every append that was asked for, alone or in a batch. */
    List<Append> appends() {
        return List.copyOf(appends);
    }

    private <T> T call(Op op, Supplier<T> call) {
        calls.add(op);
        Deque<Step> queue = steps.get(op);
        Step next = queue == null ? null : queue.poll();
        Step step = next == null ? standing.getOrDefault(op, Step.pass()) : next;
        @SuppressWarnings("unchecked") // a test that scripts an answer of another type is to fail
        T answer = (T) step.run(call);
        return answer;
    }

    @Override
    public AppendOutcome append(Append append) {
        appends.add(append);
        return call(Op.APPEND, () -> store.append(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> all) {
        appends.addAll(all);
        return call(Op.APPEND_ALL, () -> store.appendAll(all));
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return call(Op.HEAD, () -> store.head(key, detail));
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        return call(Op.HEADS, () -> store.heads(keys, detail));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return call(Op.REVISION, () -> store.revision(key, version));
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return call(Op.HISTORY, () -> store.history(request));
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        return call(Op.VERSIONS, () -> store.versions(key));
    }

    @Override
    public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return call(Op.AS_OF, () -> store.asOf(key, instant));
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return call(Op.LIST, () -> store.list(tenant, type, afterId, bounds));
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return call(Op.COUNT, () -> store.count(tenant, type));
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return call(Op.CHANGES, () -> store.changes(tenant, position, bounds));
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return call(Op.ERASE, () -> store.erase(erase));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return call(Op.CHECK, () -> store.check(position, keys));
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
        call(Op.CLOSE, () -> {
            store.close();
            return "closed";
        });
    }
}
