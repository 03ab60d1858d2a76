package dev.verso.architecture.violations.memory;

import dev.verso.architecture.violations.engine.StorageEngine;

final class KnowsTheEngine {

    StorageEngine engine() {
        return new StorageEngine();
    }
}
