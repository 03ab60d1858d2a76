package dev.verso.spi;

import dev.verso.Inconsistency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of a verification as a store hands it out.
 *
 * @param found what is wrong with the keys of this page
 * @param keys how many keys the page checked
 * @param revisions how many version slots it checked, emptied ones and markers included
 * @param next where the next page goes on; empty at the end
 */
public record CheckSlice(List<Inconsistency> found, long keys, long revisions, Optional<String> next) {

    /** Copies the list. */
    public CheckSlice {
        found = List.copyOf(found);
        Objects.requireNonNull(next, "next");
    }
}
