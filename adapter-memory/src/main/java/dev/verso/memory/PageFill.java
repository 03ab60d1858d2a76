package dev.verso.memory;

import dev.verso.spi.PageBounds;
import java.util.ArrayList;
import java.util.List;

/** A page being filled: full with the entry that reaches a bound, so that it holds at least one (PAGE-01). */
final class PageFill<T> {

    private final PageBounds bounds;
    private final List<T> items = new ArrayList<>();
    private long contentBytes;

    PageFill(PageBounds bounds) {
        this.bounds = bounds;
    }

    void add(T item, long bytes) {
        items.add(item);
        contentBytes += bytes;
    }

    boolean isFull() {
        return items.size() >= bounds.limit() || contentBytes >= bounds.contentBytes();
    }

    List<T> items() {
        return items;
    }
}
