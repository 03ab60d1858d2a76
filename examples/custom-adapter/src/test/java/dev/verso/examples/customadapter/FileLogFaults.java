package dev.verso.examples.customadapter;

import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.fault.StoreFaults;
import dev.verso.tck.fault.Wire;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What can happen to a log: calls are cut, and the process ends.
 *
 * <p>The end of a process is played at the file: all that has it open is closed under the writers' hands, nothing can be
 * opened until the next start, and what comes then knows only what the file has. {@code CrashTest} kills a real process.
 */
final class FileLogFaults implements FaultPort {

    private final StoreFaults calls;
    private final List<AsynchronousFileChannel> channels = new ArrayList<>();
    private boolean dead;

    FileLogFaults(Path file) {
        this.calls = StoreFaults.over(() -> FileLogRevisionStore.open(file, this::channel));
    }

    private synchronized AsynchronousFileChannel channel(Path file) throws IOException {
        if (dead) {
            throw new IOException("The process has ended");
        }
        AsynchronousFileChannel channel = LogFile.Opener.READ_AND_WRITE.open(file);
        channels.add(channel);
        return channel;
    }

    @Override
    public Set<Fault> offers() {
        return Set.of(Fault.CUT, Fault.KILL_CONNECTIONS, Fault.KILL_SERVER);
    }

    @Override
    public VersionedStorage open(StorageOptions options) throws Exception {
        return calls.open(options);
    }

    @Override
    public synchronized void killServer() throws IOException {
        dead = true;
        for (AsynchronousFileChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }

    @Override
    public synchronized void startServer() {
        dead = false;
    }

    @Override
    public void killConnections() {
        calls.killConnections();
    }

    @Override
    public Wire proxy() {
        return calls.proxy();
    }

    @Override
    public void heal() {
        startServer();
        calls.heal();
    }

    @Override
    public void awaitQuiescence() {
        calls.awaitQuiescence();
    }

    @Override
    public void close() {
        calls.close();
    }
}
