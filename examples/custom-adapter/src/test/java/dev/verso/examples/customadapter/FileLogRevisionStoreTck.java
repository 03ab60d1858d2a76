package dev.verso.examples.customadapter;

import dev.verso.Capability;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.store.RevisionStoreTck;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** Judges the adapter at the port that it implements. */
class FileLogRevisionStoreTck extends RevisionStoreTck {

    @TempDir
    private Path directory;

    @Override
    protected String name() {
        return "file log 1";
    }

    @Override
    protected RevisionStore open() {
        return FileLogRevisionStore.open(directory.resolve("revisions.log"));
    }

    @Override
    protected Set<Capability> declared() {
        return Set.of(Capability.DURABLE, Capability.ATOMIC_BATCH);
    }
}
