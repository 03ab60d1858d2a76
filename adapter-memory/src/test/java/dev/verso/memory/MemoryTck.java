package dev.verso.memory;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.fault.StoreFaults;

class MemoryTck extends VersionedStorageTck {

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();
    private static final MemoryRevisionStore OTHER = MemoryRevisionStore.create();

    @Override
    protected Subject subject() {
        return Subject.of("memory", "0.1.0", options -> VersionedStorage.over(BACKEND.sibling(), options))
                .declares(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE)
                .elsewhere(options -> VersionedStorage.over(OTHER.sibling(), options))
                .faults(StoreFaults.over(BACKEND::sibling));
    }
}
