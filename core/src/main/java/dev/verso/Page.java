package dev.verso;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One page of a walk.
 *
 * <p>Immutable and thread-safe. A page may hold fewer entries than asked for, even none: only a missing next cursor means
 * the end (PAGE-01). It holds no resource: there is nothing to close.
 *
 * @param <T> what the page holds
 * @param items the entries, in the order of the walk
 * @param next the cursor of the next page; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
        Objects.requireNonNull(next, "next");
    }
}
