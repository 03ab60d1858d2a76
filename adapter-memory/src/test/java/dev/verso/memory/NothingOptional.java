package dev.verso.memory;

import dev.verso.Capabilities;
import dev.verso.spi.RevisionStore;
import java.util.Set;

/** Declares no capability, though it could do it all: whatever is refused, the engine has refused (CAP-02). */
final class NothingOptional extends PassedOn {

    NothingOptional(RevisionStore store) {
        super(store);
    }

    @Override
    public Capabilities capabilities() {
        Capabilities all = store.capabilities();
        return new Capabilities(all.backend(), Set.of(), all.reads(), all.maxContentBytes(), all.feedRetention());
    }
}
