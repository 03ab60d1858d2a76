package dev.verso.examples.customadapter;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a log: frames, each of which is on the disk before the next is begun. The first holds the store's identity.
 *
 * <pre>{@code
 * frame    magic 4, length of the body 4, CRC32C of position, length and body 4, body: one or more records
 * }</pre>
 *
 * <p>That order is what recovery reasons by. A frame that does not match its checksum is an unfinished write, never
 * acknowledged, if nothing sound follows: it is cut off. If a sound frame follows, the bad one had been forced, and what
 * was acknowledged is damaged: opening refuses, as guessing would lose it. Only the last frame can have been read from the
 * system's cache without being on the disk, so recovery writes it once more and forces it before anybody may see it. One
 * thing no format of this kind can tell: a last frame that rotted on the disk looks like an unfinished one.
 *
 * <p>An {@link AsynchronousFileChannel} serves it all, since it reads at any place without a lock, and since, unlike a
 * {@link FileChannel}, it is not closed for everybody when one thread that uses it is interrupted. Reading is thread-safe,
 * appending is for one thread at a time.
 */
final class LogFile implements AutoCloseable {

    /** Opens the file's channel; the seam at which tests make a disk fail. */
    @FunctionalInterface
    interface Opener {

        Opener READ_AND_WRITE =
                path -> AsynchronousFileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);

        AsynchronousFileChannel open(Path path) throws IOException;
    }

    /** Takes the frames of a file in turn. */
    @FunctionalInterface
    interface Replay {

        void accept(long position, byte[] frame) throws IOException;
    }

    static final int FRAME_PREFIX = 3 * Integer.BYTES;
    static final int MAX_BODY = 32 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

    // Begins with 0xFF, which UTF-8 never has: content cannot look like a frame.
    private static final int MAGIC = 0xFF56_4C31;
    private static final int WINDOW = 1024 * 1024;

    private final Path path;
    private final UUID identity;
    private final AsynchronousFileChannel lock;
    private final AsynchronousFileChannel channel;
    private long end;

    // What recovery reads ahead: frames are small, and there are many.
    private byte[] window = {};
    private long windowStart;

    private LogFile(Path path, AsynchronousFileChannel lock, AsynchronousFileChannel channel) throws IOException {
        this.path = path;
        this.lock = lock;
        this.channel = channel;
        ByteBuffer first = ByteBuffer.wrap(frame(0, channel.size())
                .orElseThrow(() -> new BackendFaultException(
                        path
                                + " does not begin like a log of this format, or is damaged at byte 0; nothing was changed. "
                                + "Name another file, or bring this one back from a backup",
                        null)));
        this.end = first.capacity();
        this.identity = new UUID(first.getLong(FRAME_PREFIX), first.getLong(FRAME_PREFIX + Long.BYTES));
    }

    /** Opens a file for this process alone, and makes it if there is none; it is to be recovered next. */
    static LogFile open(Path path, Opener opener) throws IOException {
        // A file of its own: on POSIX systems, whoever reads and closes the log in this process would free its lock.
        AsynchronousFileChannel lock = AsynchronousFileChannel.open(
                withSuffix(path, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            claim(lock, path);
            if (Files.notExists(path) || Files.size(path) == 0) {
                create(path);
            }
            forceDirectory(path);
            AsynchronousFileChannel channel = opener.open(path);
            try {
                return new LogFile(path, lock, channel);
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Gives every sound frame to the replay, and leaves the file ready to be appended to. */
    void recover(Replay replay) throws IOException {
        long size = channel.size();
        byte[] last = {};
        for (Optional<byte[]> frame = frame(end, size); frame.isPresent(); frame = frame(end, size)) {
            last = frame.get();
            replay.accept(end, last);
            end += last.length;
        }
        if (end < size) {
            if (anyFrameAfter(end, size)) {
                throw new BackendFaultException(
                        path + " is damaged at byte " + end + ": what was written there is not what is there now, and "
                                + "sound revisions follow. Nothing was changed; bring the file back from a backup",
                        null);
            }
            LOG.warn("{}: cut off {} bytes of an unfinished write at byte {}", path, size - end, end);
            channel.truncate(end);
        }
        window = new byte[0];
        write(ByteBuffer.wrap(last), end - last.length);
        channel.force(true);
    }

    /** Appends records as one frame and forces it; gives the place of the first. After an exception, nothing is known. */
    long append(List<byte[]> records) throws IOException {
        ByteBuffer frame = frame(records, end);
        write(frame, end);
        channel.force(false);
        long first = end + FRAME_PREFIX;
        end += frame.capacity();
        return first;
    }

    byte[] read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (await(channel.read(bytes, position + bytes.position())) < 0) {
                throw new EOFException(path + " ends before byte " + (position + length));
            }
        }
        return bytes.array();
    }

    /** Gives the place where the next frame goes. */
    long end() {
        return end;
    }

    UUID identity() {
        return identity;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            channel.close();
        }
    }

    private Optional<byte[]> frame(long position, long size) throws IOException {
        if (size - position < FRAME_PREFIX) {
            return Optional.empty();
        }
        ByteBuffer prefix = ByteBuffer.wrap(readAhead(position, FRAME_PREFIX, size));
        int magic = prefix.getInt();
        int length = prefix.getInt();
        if (magic != MAGIC || length < 1 || length > MAX_BODY || length > size - position - FRAME_PREFIX) {
            return Optional.empty();
        }
        byte[] frame = readAhead(position, FRAME_PREFIX + length, size);
        return Optional.of(frame).filter(sound -> checksum(position, sound) == prefix.getInt(2 * Integer.BYTES));
    }

    private byte[] readAhead(long position, int length, long size) throws IOException {
        if (position < windowStart || position + length > windowStart + window.length) {
            window = read(position, (int) Math.min(Math.max(length, WINDOW), size - position));
            windowStart = position;
        }
        int from = (int) (position - windowStart);
        return Arrays.copyOfRange(window, from, from + length);
    }

    private boolean anyFrameAfter(long position, long size) throws IOException {
        for (long next = position + 1; next < size; next++) {
            if (frame(next, size).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long start = position - bytes.position();
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            // In pieces: the channel copies each into a direct buffer, which the JDK keeps for later use.
            bytes.limit(Math.min(limit, bytes.position() + WINDOW));
            await(channel.write(bytes, start + bytes.position()));
        }
    }

    /** Waits to the end, whatever interrupts: an I/O that was begun cannot be called back. */
    private static int await(Future<Integer> operation) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return operation.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(String.valueOf(e.getCause()), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ByteBuffer frame(List<byte[]> records, long position) {
        int length = records.stream().mapToInt(record -> record.length).sum();
        ByteBuffer frame = ByteBuffer.allocate(FRAME_PREFIX + length)
                .putInt(MAGIC)
                .putInt(length)
                .putInt(0);
        records.forEach(frame::put);
        return frame.putInt(2 * Integer.BYTES, checksum(position, frame.array()))
                .flip();
    }

    private static int checksum(long position, byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        crc.update(frame, Integer.BYTES, Integer.BYTES);
        crc.update(frame, FRAME_PREFIX, frame.length - FRAME_PREFIX);
        return (int) crc.getValue();
    }

    private static void claim(AsynchronousFileChannel lock, Path path) throws IOException {
        boolean free;
        try {
            free = lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            free = false;
        }
        if (!free) {
            throw new BackendUnavailableException(
                    path + " is in use by another process; close it there, as only one may have it open", null);
        }
    }

    /** Makes the file under another name first, so that a crash leaves it whole or not there. */
    private static void create(Path path) throws IOException {
        UUID identity = UUID.randomUUID();
        byte[] body = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(identity.getMostSignificantBits())
                .putLong(identity.getLeastSignificantBits())
                .array();
        Path draft = withSuffix(path, ".new");
        Files.write(
                draft,
                frame(List.of(body), 0).array(),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forces the file's name: a file that was just made would else be gone after a power failure, with all in it. */
    private static void forceDirectory(Path path) throws IOException {
        if (File.separatorChar == '/') {
            // Elsewhere a directory cannot be opened like this, and its entries are the file system's own care.
            try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static Path withSuffix(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
