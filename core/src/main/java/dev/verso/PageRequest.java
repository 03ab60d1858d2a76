package dev.verso;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which page of a walk is wanted, and how large.
 *
 * <p>Immutable and thread-safe. It is judged by the call that it is given to (ERR-07): a limit outside 1..1000 is
 * {@link InvalidArgumentException}, a cursor of another walk {@link InvalidCursorException}.
 *
 * @param cursor the {@link Page#next()} of the page before; empty for the first page
 * @param limit the most entries that the page may hold, 1..1000; empty for the storage's default (PAGE-02)
 */
public record PageRequest(Optional<String> cursor, OptionalInt limit) {

    private static final PageRequest FIRST = new PageRequest(Optional.empty(), OptionalInt.empty());

    /** Checks that no part is missing. */
    public PageRequest {
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(limit, "limit");
    }

    /**
     * Asks for the first page.
     *
     * @return the request
     */
    public static PageRequest first() {
        return FIRST;
    }

    /**
     * Asks for the page after another.
     *
     * @param cursor the other page's {@link Page#next()}
     * @return the request
     */
    public static PageRequest after(String cursor) {
        return FIRST.withCursor(cursor);
    }

    /**
     * Gives this request with a cursor.
     *
     * @param newCursor the {@link Page#next()} of the page before
     * @return the new request
     */
    public PageRequest withCursor(String newCursor) {
        return new PageRequest(Optional.of(newCursor), limit);
    }

    /**
     * Gives this request with a limit; the limit may differ from page to page.
     *
     * @param newLimit the most entries that the page may hold
     * @return the new request
     */
    public PageRequest withLimit(int newLimit) {
        return new PageRequest(cursor, OptionalInt.of(newLimit));
    }
}
