package dev.verso.architecture.violations.tck;

import dev.verso.architecture.violations.memory.MemoryRevisionStore;

final class KnowsAnAdapter {

    MemoryRevisionStore adapter() {
        return new MemoryRevisionStore();
    }
}
