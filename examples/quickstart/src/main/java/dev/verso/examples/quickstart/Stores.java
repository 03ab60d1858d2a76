package dev.verso.examples.quickstart;

import dev.verso.memory.MemoryRevisionStore;
import dev.verso.spi.RevisionStore;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The backends that {@code --store} can name. The rest of the program knows none of them. */
final class Stores {

    static final String MEMORY = "memory";

    private static final Map<String, Supplier<RevisionStore>> BY_NAME = Map.of(MEMORY, MemoryRevisionStore::create);

    private Stores() {}

    static SortedSet<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    /** Opens a store; empty if there is none of this name. */
    static Optional<RevisionStore> open(String name) {
        return Optional.ofNullable(BY_NAME.get(name)).map(Supplier::get);
    }
}
