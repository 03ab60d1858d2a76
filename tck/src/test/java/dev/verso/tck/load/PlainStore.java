package dev.verso.tck.load;

import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.OutcomeUnknownException;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The plainest sound store: one lock, one list for each key. It can be made to fail before, after, and late. */
public class PlainStore implements RevisionStore {

    /** What all instances share. */
    public static final class Data {
        private final Map<ResourceKey, List<RevisionRecord>> keys = new HashMap<>();
        private final UUID identity = UUID.randomUUID();
        private final AtomicInteger appends = new AtomicInteger();
        private final ConcurrentLinkedQueue<Append> late = new ConcurrentLinkedQueue<>();
        public volatile Set<Capability> declared = Set.of();
        volatile boolean down;
        volatile boolean losingReplies;
    }

    private final Data data;

    public PlainStore(Data data) {
        this.data = data;
    }

    @Override
    public AppendOutcome append(Append append) {
        if (data.down) {
            throw new BackendUnavailableException("down", null);
        }
        int number = data.appends.incrementAndGet();
        if (data.losingReplies && number % 3 == 0) {
            if (number % 2 == 0) {
                // Sent, but not done yet: it will be, some other time.
                data.late.add(append);
            } else {
                decide(append);
            }
            throw new OutcomeUnknownException("the connection was lost", null);
        }
        return decide(append);
    }

    /** Does what was sent and not done yet. */
    void doWhatIsLate() {
        for (Append append = data.late.poll(); append != null; append = data.late.poll()) {
            decide(append);
        }
    }

    AppendOutcome decide(Append append) {
        synchronized (data) {
            List<RevisionRecord> revisions = data.keys.computeIfAbsent(append.key(), any -> new ArrayList<>());
            Optional<RevisionMetadata> head = newest(revisions).map(RevisionRecord::metadata);
            if (!append.condition().holds(head)) {
                return new AppendOutcome.Refused(head);
            }
            RevisionMetadata metadata = after(append, head);
            Optional<Content> content =
                    append instanceof Append.Put put ? Optional.of(put.content()) : Optional.empty();
            revisions.add(new RevisionRecord(metadata, false, content));
            return new AppendOutcome.Appended(metadata);
        }
    }

    private static RevisionMetadata after(Append append, Optional<RevisionMetadata> head) {
        Change change = append instanceof Append.Delete
                ? Change.DELETE
                : head.map(h -> h.change() == Change.DELETE ? Change.RESTORE : Change.UPDATE)
                        .orElse(Change.CREATE);
        Instant time = head.map(h -> h.lastUpdated().plusNanos(1_000))
                .filter(least -> least.isAfter(append.now()))
                .orElse(append.now());
        return new RevisionMetadata(
                append.key(),
                head.map(h -> h.version() + 1).orElse(1L),
                change,
                time,
                head.map(RevisionMetadata::createdAt).orElse(time),
                append.author(),
                append.writeId());
    }

    private static Optional<RevisionRecord> newest(List<RevisionRecord> revisions) {
        return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.get(revisions.size() - 1));
    }

    List<RevisionRecord> revisions(ResourceKey key) {
        if (data.down) {
            throw new BackendUnavailableException("down", null);
        }
        synchronized (data) {
            return List.copyOf(data.keys.getOrDefault(key, List.of()));
        }
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return newest(revisions(key));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        List<RevisionRecord> revisions = revisions(key);
        return version > revisions.size() ? Optional.empty() : Optional.of(revisions.get((int) version - 1));
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        boolean newestFirst = request.order() == dev.verso.HistoryQuery.Order.NEWEST_FIRST;
        List<RevisionRecord> wanted = new ArrayList<>(revisions(((HistoryRequest.OfKey) request.scope()).key()));
        if (newestFirst) {
            java.util.Collections.reverse(wanted);
        }
        wanted.removeIf(revision -> {
            RevisionMetadata it = revision.metadata();
            return request.since().filter(it.lastUpdated()::isBefore).isPresent()
                    || request.before()
                            .filter(end -> !it.lastUpdated().isBefore(end))
                            .isPresent()
                    || request.after()
                            .filter(last ->
                                    newestFirst ? it.version() >= last.version() : it.version() <= last.version())
                            .isPresent();
        });
        if (wanted.size() <= request.bounds().limit()) {
            return new Slice<>(wanted, Optional.empty());
        }
        List<RevisionRecord> page = wanted.subList(0, request.bounds().limit());
        RevisionMetadata last = page.get(page.size() - 1).metadata();
        return new Slice<>(
                page,
                Optional.of(new HistoryRequest.Position(
                        last.lastUpdated(), last.key().type(), last.key().id(), last.version())));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return new CheckSlice(List.of(), 0, 0, Optional.empty());
    }

    @Override
    public UUID identity() {
        return data.identity;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("plain", data.declared, ReadMode.LINEARIZABLE, Integer.MAX_VALUE, Optional.empty());
    }

    @Override
    public void close() {}
}
