package dev.verso.examples.quickstart;

import dev.verso.Content;
import dev.verso.InvalidContentException;
import dev.verso.ResourceException;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Written;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Loads NDJSON files into a storage: every line is a resource, and says by {@code resourceType} and {@code id} which one.
 *
 * <p>The bytes of a line are stored as they came. A line whose resource is live already becomes its next version; lines
 * of one resource are written in the order in which they stand. A line that cannot be stored is reported and counted,
 * and the rest goes on. One thread reads, others validate and write; memory is bounded by a few long lines, whatever the
 * files' size. An instance is for one import.
 */
final class Import {

    private static final int RESERVE_SIZE = 4 << 20;

    private final VersionedStorage storage;
    private final TenantContext context;
    private final Progress progress;

    private final LongAdder created = new LongAdder();
    private final LongAdder updated = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytesStored = new LongAdder();
    private final AtomicReference<@Nullable ImportStoppedException> stopped = new AtomicReference<>();
    private int brokenFiles;

    // Given up when the heap is full, so that there is room to say so.
    private volatile byte @Nullable [] reserve = new byte[RESERVE_SIZE];

    Import(VersionedStorage storage, TenantContext context, Progress progress) {
        this.storage = storage;
        this.context = context;
        this.progress = progress;
    }

    /**
     * Imports files one after the other.
     *
     * @param files what to read
     * @param threads how many threads validate and write
     * @return what was done
     * @throws ImportStoppedException if the storage failed, so that it made no sense to go on
     * @throws InterruptedException if the thread was interrupted; what was submitted before is stored
     */
    ImportReport run(List<Path> files, int threads) throws ImportStoppedException, InterruptedException {
        long begun = System.nanoTime();
        try (Lanes lanes = new Lanes(threads)) {
            for (Path file : files) {
                if (stopped.get() == null) {
                    read(file, lanes);
                }
            }
            lanes.awaitAll();
            progress.advance(0, created.sum() + updated.sum());
        }
        ImportStoppedException failure = stopped.get();
        if (failure != null) {
            throw failure;
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
        return new ImportReport(
                files.size(), brokenFiles, created.sum(), updated.sum(), refused.sum(), bytesStored.sum(), elapsed);
    }

    private void read(Path file, Lanes lanes) throws InterruptedException {
        long linesRead = 0;
        try (InputStream in = new Counted(Files.newInputStream(file));
                NdjsonLines lines = NdjsonLines.open(in, file.toString(), StorageOptions.DEFAULT_CONTENT_LIMIT)) {
            Optional<NdjsonLines.Line> line = Optional.empty();
            do {
                linesRead = lines.lines();
                line = lines.next();
                if (line.isPresent()) {
                    submit(file, line.get(), lanes);
                }
            } while (line.isPresent() && stopped.get() == null);
        } catch (IOException e) {
            brokenFiles++;
            String where = linesRead == 0 ? file + ":" : file + ": after line " + linesRead + ":";
            progress.complain(where + " cannot be read" + (linesRead == 0 ? "" : " further") + ": " + reason(e));
        } catch (OutOfMemoryError e) {
            stop(file + ": after line " + linesRead, e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof EOFException) {
            return "the gzip data is cut short";
        }
        // The message of a file system's exception is the file's name, which is said already.
        String message = e instanceof FileSystemException ? null : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private void submit(Path file, NdjsonLines.Line line, Lanes lanes) throws InterruptedException {
        String where = file + ":" + line.number();
        try {
            byte[] document = line.bytes()
                    .orElseThrow(() -> new RefusedLineException(
                            "is longer than " + StorageOptions.DEFAULT_CONTENT_LIMIT + " bytes"));
            LineKey key = keyOf(document);
            lanes.submit(key, document.length, () -> store(where, key, document));
        } catch (RefusedLineException e) {
            refuse(where, "the line " + e.getMessage());
        } catch (InvalidContentException e) {
            refuse(where, e.getMessage());
        }
    }

    private static LineKey keyOf(byte[] document) throws RefusedLineException {
        try {
            return LineKey.of(document);
        } catch (IOException e) {
            // Whatever the parser met, the library says it in its own words.
            Content.of(document);
            throw new RefusedLineException("is not JSON that says which resource it is");
        }
    }

    private void store(String where, LineKey key, byte[] document) {
        if (stopped.get() != null) {
            return;
        }
        try {
            Written written = storage.createOrUpdate(context, key.type(), key.id(), Content.of(document));
            (written.created() ? created : updated).increment();
            bytesStored.add(document.length);
        } catch (ResourceException e) {
            refuse(where, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            stop(where, e);
        }
    }

    private void stop(String where, Throwable cause) {
        reserve = null;
        String reason = cause instanceof OutOfMemoryError
                ? "the heap is full; start Java with a larger one (-Xmx)"
                : String.valueOf(cause.getMessage());
        stopped.compareAndSet(
                null,
                new ImportStoppedException(
                        where + ": stopped after " + (created.sum() + updated.sum()) + " resources: " + reason, cause));
    }

    private void refuse(String where, @Nullable String reason) {
        refused.increment();
        progress.complain(where + ": refused: " + reason);
    }

    /** Tells the progress what was read from the file itself, before it is uncompressed. */
    private final class Counted extends FilterInputStream {

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            progress.advance(value < 0 ? 0 : 1, created.sum() + updated.sum());
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            progress.advance(Math.max(0, count), created.sum() + updated.sum());
            return count;
        }
    }
}
