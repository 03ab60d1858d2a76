package dev.verso.examples.customadapter;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one open log of a file in this process, shared by all stores over it: the last one that lets go closes it, and a log
 * that failed is replaced by a recovered one, so that the same stores work again once the disk does (ERR-04). Thread-safe.
 */
final class SharedLog {

    private static final ReentrantLock OPENING = new ReentrantLock();
    private static final Map<Path, SharedLog> OPEN = new HashMap<>();

    private final Path path;
    private final LogFile.Opener opener;
    private volatile RevisionLog log;
    private int users;

    private SharedLog(Path path, LogFile.Opener opener) {
        this.path = path;
        this.opener = opener;
        this.log = RevisionLog.open(path, opener);
    }

    static SharedLog acquire(Path file, LogFile.Opener opener) {
        Path path = real(file);
        OPENING.lock();
        try {
            SharedLog shared = OPEN.get(path);
            if (shared == null) {
                shared = new SharedLog(path, opener);
                OPEN.put(path, shared);
            }
            shared.users++;
            return shared;
        } finally {
            OPENING.unlock();
        }
    }

    RevisionLog log() {
        RevisionLog current = log;
        return current.hasFailed() ? recovered() : current;
    }

    void release() {
        OPENING.lock();
        try {
            if (--users == 0) {
                OPEN.remove(path);
                log.close();
            }
        } finally {
            OPENING.unlock();
        }
    }

    private RevisionLog recovered() {
        OPENING.lock();
        try {
            if (users == 0) {
                throw new BackendUnavailableException(path + " was closed meanwhile", null);
            }
            if (log.hasFailed()) {
                log.close();
                log = RevisionLog.open(path, opener);
            }
            return log;
        } finally {
            OPENING.unlock();
        }
    }

    /** Gives the one name of the file, so that two ways to it are not taken for two files. */
    private static Path real(Path file) {
        if (Files.isDirectory(file)) {
            throw new BackendFaultException(file + " is a directory; name a file in it", null);
        }
        try {
            return Files.exists(file)
                    ? file.toRealPath()
                    : file.resolveSibling(".").toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            throw new BackendUnavailableException(file + " cannot be opened: " + e, e);
        }
    }
}
