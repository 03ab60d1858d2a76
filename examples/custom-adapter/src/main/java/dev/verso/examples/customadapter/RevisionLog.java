package dev.verso.examples.customadapter;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.spi.Detail;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open log: the file, its index in memory, and the one decisive step of every write, {@link #commit}.
 *
 * <p>A write goes like this, and each part of the order is needed:
 *
 * <ol>
 *   <li>Its key is locked until its outcome is known, so whoever comes next is judged by a head that no crash can take back
 *       (LOCK-01, LOCK-06).
 *   <li>It is queued. One of the threads that wait writes all that is queued as one frame and forces that: writers of
 *       different keys share the price of a force.
 *   <li>Only then the frame's revisions become visible, all in one moment, when {@link #visible} moves beyond them: nobody
 *       reads half a batch (BAT-01), or what a power failure would roll back.
 * </ol>
 *
 * <p>When writing or forcing fails, nothing is known of the frame, and a second force would not tell: the system may have
 * dropped the pages and marked them clean. So the log {@linkplain #hasFailed fails} for good, and a new one has to recover
 * the file. Thread-safe.
 */
final class RevisionLog implements AutoCloseable {

    private static final int KEY_LOCKS = 256;

    private final LogFile file;
    private final ConcurrentNavigableMap<SlotId, Slot> index = new ConcurrentSkipListMap<>();
    private final ReentrantLock[] keyLocks = new ReentrantLock[KEY_LOCKS];
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Commit> queue = new ConcurrentLinkedQueue<>();

    /** What stands in the file before this place may be seen. */
    private volatile long visible;

    private volatile @Nullable Throwable failure;

    private RevisionLog(LogFile file) {
        this.file = file;
        for (int i = 0; i < KEY_LOCKS; i++) {
            keyLocks[i] = new ReentrantLock();
        }
    }

    static RevisionLog open(Path path, LogFile.Opener opener) {
        try {
            RevisionLog log = new RevisionLog(LogFile.open(path, opener));
            try {
                log.file.recover(log::replay);
                log.visible = log.file.end();
                return log;
            } catch (IOException | RuntimeException | Error e) {
                log.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BackendUnavailableException(path + " cannot be opened: " + e, e);
        }
    }

    /** Does something while nobody else writes these keys. */
    <T> T exclusively(Collection<ResourceKey> keys, Supplier<T> work) {
        // In one order, so that batches cannot wait for each other in a circle.
        int[] needed = keys.stream()
                .mapToInt(key -> Math.floorMod(key.hashCode(), KEY_LOCKS))
                .distinct()
                .sorted()
                .toArray();
        int held = 0;
        try {
            while (held < needed.length) {
                keyLocks[needed[held]].lockInterruptibly();
                held++;
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("The thread was interrupted before it wrote anything", e);
        } finally {
            while (held > 0) {
                keyLocks[needed[--held]].unlock();
            }
        }
    }

    /** Writes all of these or none, and returns when they are on the disk; the caller holds their keys. */
    void commit(List<LogRecord> records) {
        Commit commit = new Commit(records);
        if (commit.size > LogFile.MAX_BODY) {
            throw new BackendFaultException(
                    "A write of " + commit.size + " bytes does not fit a frame of " + LogFile.MAX_BODY
                            + "; nothing was written",
                    null);
        }
        queue.add(commit);
        writing.lock();
        try {
            while (commit.state != Commit.State.FORCED && failure == null) {
                writeFrame();
            }
        } finally {
            writing.unlock();
        }
        if (commit.state == Commit.State.BEGUN) {
            throw new OutcomeUnknownException("Writing to " + file.path() + " failed: " + failure, failure);
        }
        if (commit.state == Commit.State.QUEUED) {
            throw unavailable(failure);
        }
    }

    /** Finds the newest revision that may be seen. */
    Optional<Slot> head(ResourceKey key) {
        long end = visible;
        Map.Entry<SlotId, Slot> newest = index.floorEntry(SlotId.last(key));
        while (newest != null && newest.getValue().position() >= end) {
            newest = index.lowerEntry(newest.getKey());
        }
        return Optional.ofNullable(newest)
                .map(Map.Entry::getValue)
                .filter(slot -> slot.metadata().key().equals(key));
    }

    /** Finds a revision, if it may be seen. */
    Optional<Slot> slot(ResourceKey key, long version) {
        long end = visible;
        return Optional.ofNullable(index.get(new SlotId(key, version))).filter(slot -> slot.position() < end);
    }

    /** Gives what has been seen of a key up to its head, in the order of versions. */
    Collection<Slot> upTo(Slot head) {
        ResourceKey key = head.metadata().key();
        return index.subMap(
                        new SlotId(key, 0),
                        true,
                        new SlotId(key, head.metadata().version()),
                        true)
                .values();
    }

    /** Finds the next key in order, or the first. */
    Optional<ResourceKey> keyAfter(Optional<ResourceKey> key) {
        Map.Entry<SlotId, Slot> next = key.isPresent() ? index.higherEntry(SlotId.last(key.get())) : index.firstEntry();
        return Optional.ofNullable(next).map(entry -> entry.getKey().key());
    }

    /** Reads a record back from the file. */
    LogRecord read(Slot slot, Detail detail) {
        byte[] bytes;
        try {
            bytes = file.read(slot.position(), slot.length());
        } catch (IOException e) {
            throw unavailable(e);
        }
        return decode(bytes, 0, slot.position(), detail);
    }

    boolean hasFailed() {
        return failure != null;
    }

    UUID identity() {
        return file.identity();
    }

    /** Lets the frame that is being written end, and refuses the next. */
    @Override
    public void close() {
        writing.lock();
        try {
            failure = failure == null ? new ClosedChannelException() : failure;
            file.close();
        } catch (IOException e) {
            // All that was acknowledged has been forced: closing has nothing to lose.
        } finally {
            writing.unlock();
        }
    }

    private void writeFrame() {
        try {
            List<Commit> group = new ArrayList<>();
            long size = 0;
            for (Commit next = queue.peek(); next != null; next = queue.peek()) {
                size += next.size;
                if (size > LogFile.MAX_BODY) {
                    break;
                }
                group.add(next);
                queue.remove();
                next.state = Commit.State.BEGUN;
            }
            long position = file.append(
                    group.stream().flatMap(commit -> commit.encoded.stream()).toList());
            for (Commit commit : group) {
                position = index(commit, position);
            }
            visible = file.end();
            group.forEach(commit -> commit.state = Commit.State.FORCED);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private long index(Commit commit, long start) {
        long position = start;
        for (int i = 0; i < commit.records.size(); i++) {
            int length = commit.encoded.get(i).length;
            put(new Slot(commit.records.get(i).metadata(), position, length));
            position += length;
        }
        return position;
    }

    private void replay(long position, byte[] frame) throws IOException {
        int offset = LogFile.FRAME_PREFIX;
        while (offset < frame.length) {
            LogRecord record = decode(frame, offset, position + offset, Detail.METADATA);
            int size = LogRecord.sizeAt(frame, offset);
            put(new Slot(record.metadata(), position + offset, size));
            offset += size;
        }
    }

    private void put(Slot slot) {
        SlotId id = new SlotId(slot.metadata().key(), slot.metadata().version());
        if (index.putIfAbsent(id, slot) != null) {
            throw new BackendFaultException(
                    file.path() + " has version " + id.version() + " of " + id.key()
                            + " twice, the second time at byte " + slot.position(),
                    null);
        }
    }

    private LogRecord decode(byte[] bytes, int offset, long position, Detail detail) {
        try {
            return LogRecord.decode(bytes, offset, detail);
        } catch (IOException e) {
            throw new BackendFaultException(
                    file.path() + " is damaged in the record at byte " + position + ": " + e.getMessage()
                            + ". Bring the file back from a backup",
                    e);
        }
    }

    private BackendUnavailableException unavailable(@Nullable Throwable cause) {
        return new BackendUnavailableException(file.path() + " cannot be used: " + cause, cause);
    }

    /** A write that waits for its frame; its state is guarded by {@link #writing}. */
    private static final class Commit {

        private enum State {
            QUEUED,
            BEGUN,
            FORCED
        }

        private final List<LogRecord> records;
        private final List<byte[]> encoded;
        private final long size;
        private State state = State.QUEUED;

        private Commit(List<LogRecord> records) {
            this.records = records;
            this.encoded = records.stream().map(LogRecord::encode).toList();
            this.size = encoded.stream().mapToLong(bytes -> bytes.length).sum();
        }
    }
}
