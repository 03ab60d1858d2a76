package dev.verso.architecture.violations;

import dev.verso.architecture.violations.engine.StorageEngine;

final class KnowsTheEngine {

    StorageEngine engine() {
        return new StorageEngine();
    }
}
