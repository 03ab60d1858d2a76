package dev.verso.architecture.violations;

import dev.verso.architecture.violations.engine.StorageEngine;

/** The place that may know the engine: no rule complains of it. */
public interface VersionedStorage {

    static Object over() {
        return new StorageEngine();
    }
}
