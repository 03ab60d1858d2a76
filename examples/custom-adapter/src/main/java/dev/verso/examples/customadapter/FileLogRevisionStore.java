package dev.verso.examples.customadapter;

import dev.verso.BackendFaultException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.HistoryQuery.Order;
import dev.verso.Inconsistency;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.OfKey;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps revisions in one append-only file: an example of an adapter, durable and small.
 *
 * <p>It shows what a backend has to bring, and what not: there is one decisive step, {@code RevisionLog.commit}, and nothing
 * about permissions, JSON, cursors or retries, as the engine does all that. {@link Capability#DURABLE}: every write is
 * forced to the disk before it is acknowledged, as far as the operating system and the disk honour that (FLT-01).
 * {@link Capability#ATOMIC_BATCH} comes for nothing, since a frame of the log is whole or not there. The rest is not
 * declared, and the port's defaults refuse it: no scans, no feed, no erasure, as such a file forgets nothing, and one process
 * at a time, by a file lock. The metadata of all revisions is held in memory, content is not.
 *
 * <p>Thread-safe. Stores that are opened over the same file in one process share it; the last one closes it. After a failure
 * of the disk, calls are answered with {@link dev.verso.BackendUnavailableException} until the file can be recovered.
 */
public final class FileLogRevisionStore implements RevisionStore {

    private static final Capabilities CAPABILITIES = new Capabilities(
            "file log 1",
            Set.of(Capability.DURABLE, Capability.ATOMIC_BATCH),
            ReadMode.LINEARIZABLE,
            16 * 1024 * 1024,
            Optional.empty());

    private final SharedLog shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileLogRevisionStore(SharedLog shared) {
        this.shared = shared;
    }

    /**
     * Opens a log, and makes it if there is none. What a crash left of a write that was never acknowledged is cut off.
     *
     * @param file the file, in a directory that exists; {@code .lock} and {@code .new} beside it are used too
     * @return the store, to be closed
     * @throws dev.verso.BackendUnavailableException if another process has the log open, or it cannot be read or written
     * @throws dev.verso.BackendFaultException if the file is no log, or is damaged; nothing was changed in it
     */
    public static FileLogRevisionStore open(Path file) {
        return open(file, LogFile.Opener.READ_AND_WRITE);
    }

    static FileLogRevisionStore open(Path file, LogFile.Opener opener) {
        return new FileLogRevisionStore(SharedLog.acquire(file, opener));
    }

    @Override
    public AppendOutcome append(Append append) {
        BatchOutcome outcome = appendAll(List.of(append));
        return outcome instanceof BatchOutcome.AllAppended all
                ? new AppendOutcome.Appended(all.metadata().get(0))
                : ((BatchOutcome.Rejected) outcome).reason();
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        RevisionLog log = log();
        return log.exclusively(appends.stream().map(Append::key).toList(), () -> {
            List<LogRecord> records = new ArrayList<>();
            for (Append append : appends) {
                Optional<RevisionMetadata> head = log.head(append.key()).map(Slot::metadata);
                if (!append.condition().holds(head)) {
                    return new BatchOutcome.Rejected(records.size(), new AppendOutcome.Refused(head));
                }
                records.add(next(append, head));
            }
            log.commit(records);
            return new BatchOutcome.AllAppended(
                    records.stream().map(LogRecord::metadata).toList());
        });
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        RevisionLog log = log();
        return log.head(key).map(slot -> record(log, slot, detail));
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        RevisionLog log = log();
        return log.slot(key, version).map(slot -> record(log, slot, Detail.CONTENT));
    }

    /**
     * Walks the versions of one key. They are contiguous and their times rise (VER-02, TIME-02): bounds and a position, which
     * are times, can be turned into versions by halving.
     */
    @Override
    public Slice<RevisionRecord, Position> history(HistoryRequest request) {
        RevisionLog log = log();
        if (!(request.scope() instanceof OfKey scope)) {
            throw new UnsupportedCapabilityException(Capability.SCANS, CAPABILITIES.backend());
        }
        ResourceKey key = scope.key();
        boolean ascending = request.order() == Order.OLDEST_FIRST;
        Instant from = request.since().orElse(Instant.MIN);
        Instant to = request.before().orElse(Instant.MAX);
        if (request.after().isPresent()) {
            Instant at = request.after().get().lastUpdated();
            from = ascending && !at.isBefore(from) ? at.plus(1, ChronoUnit.MICROS) : from;
            to = !ascending && at.isBefore(to) ? at : to;
        }
        long end = log.head(key).map(head -> head.metadata().version() + 1).orElse(Versions.FIRST);
        long first = firstNotBefore(log, key, end, from);
        long last = firstNotBefore(log, key, end, to) - 1;
        List<RevisionRecord> page = new ArrayList<>();
        long contentBytes = 0;
        while (first <= last
                && page.size() < request.bounds().limit()
                && contentBytes < request.bounds().contentBytes()) {
            RevisionRecord revision = record(log, slot(log, key, ascending ? first++ : last--), request.detail());
            contentBytes +=
                    revision.content().map(content -> (long) content.size()).orElse(0L);
            page.add(revision);
        }
        return new Slice<>(page, first > last ? Optional.empty() : Optional.of(position(page.get(page.size() - 1))));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        RevisionLog log = log();
        List<Inconsistency> found = new ArrayList<>();
        long revisions = 0;
        Optional<ResourceKey> last = position.map(FileLogRevisionStore::key);
        for (int checked = 0; checked < keys; checked++) {
            Optional<ResourceKey> key = log.keyAfter(last);
            if (key.isEmpty()) {
                return new CheckSlice(found, checked, revisions, Optional.empty());
            }
            KeyCheck check = new KeyCheck(log, found);
            for (Slot slot : log.head(key.get()).map(log::upTo).orElse(List.of())) {
                check.accept(slot);
                revisions++;
            }
            last = key;
        }
        return new CheckSlice(found, keys, revisions, last.map(ResourceKey::toString));
    }

    @Override
    public UUID identity() {
        return log().identity();
    }

    @Override
    public Capabilities capabilities() {
        requireOpen();
        return CAPABILITIES;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            shared.release();
        }
    }

    private RevisionLog log() {
        requireOpen();
        return shared.log();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("The store is closed");
        }
    }

    /** Makes the revision that follows a head: what {@link RevisionStore} says of versions, changes and times. */
    private static LogRecord next(Append append, Optional<RevisionMetadata> head) {
        if (head.isPresent() && head.get().version() == Versions.LAST) {
            throw new VersionsExhaustedException(append.key());
        }
        Change change = append instanceof Append.Delete
                ? Change.DELETE
                : head.map(before -> before.change() == Change.DELETE ? Change.RESTORE : Change.UPDATE)
                        .orElse(Change.CREATE);
        Instant lastUpdated = head.map(before -> before.lastUpdated().plus(1, ChronoUnit.MICROS))
                .filter(earliest -> earliest.isAfter(append.now()))
                .orElse(append.now());
        RevisionMetadata metadata = new RevisionMetadata(
                append.key(),
                head.map(before -> before.version() + 1).orElse(Versions.FIRST),
                change,
                lastUpdated,
                head.map(RevisionMetadata::createdAt).orElse(lastUpdated),
                append.author(),
                append.writeId());
        return new LogRecord(
                metadata, append instanceof Append.Put put ? Optional.of(put.content()) : Optional.empty());
    }

    private static RevisionRecord record(RevisionLog log, Slot slot, Detail detail) {
        return detail == Detail.METADATA || slot.metadata().change() == Change.DELETE
                ? new RevisionRecord(slot.metadata(), false, Optional.empty())
                : new RevisionRecord(
                        slot.metadata(), false, log.read(slot, detail).content());
    }

    /** Finds the first version whose time is not before an instant, by halving. */
    private static long firstNotBefore(RevisionLog log, ResourceKey key, long end, Instant instant) {
        long low = Versions.FIRST;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (slot(log, key, middle).metadata().lastUpdated().isBefore(instant)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Slot slot(RevisionLog log, ResourceKey key, long version) {
        return log.slot(key, version)
                .orElseThrow(() -> new BackendFaultException(
                        "The log has no version " + version + " of " + key + ", but a later one; verify the store",
                        null));
    }

    private static Position position(RevisionRecord revision) {
        RevisionMetadata metadata = revision.metadata();
        return new Position(
                metadata.lastUpdated(), metadata.key().type(), metadata.key().id(), metadata.version());
    }

    private static ResourceKey key(String position) {
        String[] parts = position.split("/");
        return ResourceKey.of(parts[0], parts[1], parts[2]);
    }
}
