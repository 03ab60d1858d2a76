package dev.verso.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page as a store hands it out.
 *
 * @param <T> what the page holds
 * @param <P> a place to go on from
 * @param items the entries in order; may be fewer than the bounds allow, even none
 * @param next where the next page goes on; empty at the end only (PAGE-01). It must be beyond where this page began
 */
public record Slice<T, P>(List<T> items, Optional<P> next) {

    /** Copies the list. */
    public Slice {
        items = List.copyOf(items);
        Objects.requireNonNull(next, "next");
    }
}
