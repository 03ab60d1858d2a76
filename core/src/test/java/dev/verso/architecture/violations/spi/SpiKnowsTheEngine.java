package dev.verso.architecture.violations.spi;

import dev.verso.architecture.violations.engine.StorageEngine;

final class SpiKnowsTheEngine {

    StorageEngine engine() {
        return new StorageEngine();
    }
}
