package dev.verso.examples.customadapter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that fails or waits when a test says so; everything else goes to the real file. */
final class FaultyChannel extends AsynchronousFileChannel {

    /** What happens to the channels that it opens; may be changed at any time. */
    static final class Disk implements LogFile.Opener {

        final AtomicInteger forces = new AtomicInteger();
        volatile Step beforeForce = () -> {};
        volatile Step beforeWrite = () -> {};
        /** How many bytes of a write reach the file before {@link #beforeWrite} speaks. */
        volatile int writtenBefore;

        @Override
        public AsynchronousFileChannel open(Path path) throws IOException {
            return new FaultyChannel(this, READ_AND_WRITE.open(path));
        }
    }

    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private final Disk disk;
    private final AsynchronousFileChannel file;

    private FaultyChannel(Disk disk, AsynchronousFileChannel file) {
        this.disk = disk;
        this.file = file;
    }

    @Override
    public Future<Integer> write(ByteBuffer source, long position) {
        try {
            int limit = source.limit();
            source.limit(source.position() + Math.min(disk.writtenBefore, source.remaining()));
            file.write(source, position).get();
            disk.beforeWrite.run();
            long rest = position + source.position();
            source.limit(limit);
            return source.hasRemaining() ? file.write(source, rest) : CompletableFuture.completedFuture(0);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void force(boolean metadata) throws IOException {
        disk.forces.incrementAndGet();
        disk.beforeForce.run();
        file.force(metadata);
    }

    @Override
    public Future<Integer> read(ByteBuffer target, long position) {
        return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public AsynchronousFileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public <A> void read(ByteBuffer target, long position, A tag, CompletionHandler<Integer, ? super A> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <A> void write(ByteBuffer source, long position, A tag, CompletionHandler<Integer, ? super A> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <A> void lock(
            long position, long size, boolean shared, A tag, CompletionHandler<FileLock, ? super A> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
