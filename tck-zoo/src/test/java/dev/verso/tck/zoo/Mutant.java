package dev.verso.tck.zoo;

import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.spi.RevisionStore;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The memory backend with one defect.
 *
 * @param name the defect
 * @param rule the rule that it breaks, whose checks must kill it
 * @param defect puts the defect into a store
 */
record Mutant(String name, String rule, UnaryOperator<RevisionStore> defect) {

    /** Gives what opens instances over one backend of this mutant's own. */
    Function<StorageOptions, VersionedStorage> opener() {
        MemoryRevisionStore backend = MemoryRevisionStore.create();
        return options -> VersionedStorage.over(defect.apply(backend.sibling()), options);
    }

    @Override
    public String toString() {
        return name;
    }
}
