package dev.verso.spi;

/**
 * How much a page may hold (PAGE-01).
 *
 * @param limit the most entries, at least 1
 * @param contentBytes about how many bytes of content; a page may go beyond it by its last entry, and holds at least one
 *     entry if there is one
 */
public record PageBounds(int limit, long contentBytes) {

    /** What a page of content is bounded by: 4 MiB. */
    public static final long CONTENT_BYTES = 4L * 1024 * 1024;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a bound is not positive
     */
    public PageBounds {
        if (limit < 1 || contentBytes < 1) {
            throw new IllegalArgumentException("A page needs room: " + limit + " entries, " + contentBytes + " bytes");
        }
    }

    /**
     * Gives bounds of this many entries and {@link #CONTENT_BYTES}.
     *
     * @param limit the most entries
     * @return the bounds
     */
    public static PageBounds of(int limit) {
        return new PageBounds(limit, CONTENT_BYTES);
    }
}
