package dev.verso.memory;

import dev.verso.Capability;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.store.RevisionStoreTck;
import java.util.Set;

class MemoryRevisionStoreTck extends RevisionStoreTck {

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();

    @Override
    protected String name() {
        return "memory 0.1.0";
    }

    @Override
    protected RevisionStore open() {
        return BACKEND.sibling();
    }

    @Override
    protected Set<Capability> declared() {
        return Set.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
    }
}
