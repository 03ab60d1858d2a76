package dev.verso.examples.customadapter;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Judges the adapter by the whole contract, through the port that applications use. */
class FileLogVersionedStorageTck extends VersionedStorageTck {

    @TempDir
    private Path directory;

    @Override
    protected Subject subject() {
        return Subject.of("file log", "1", options -> VersionedStorage.over(store("revisions.log"), options))
                .declares(Capability.DURABLE, Capability.ATOMIC_BATCH)
                .elsewhere(options -> VersionedStorage.over(store("elsewhere.log"), options))
                .faults(new FileLogFaults(directory.resolve("faults.log")));
    }

    private RevisionStore store(String file) {
        return FileLogRevisionStore.open(directory.resolve(file));
    }
}
