package dev.verso;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A walk over pages as a stream: it asks for a page when the one before is used up, and holds no other (HIS-07). */
final class PagedStream<T> extends Spliterators.AbstractSpliterator<T> {

    private final Function<PageRequest, Page<T>> pages;
    private final Deque<T> rest = new ArrayDeque<>();
    private Optional<PageRequest> next = Optional.of(PageRequest.first());

    private PagedStream(Function<PageRequest, Page<T>> pages) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.pages = pages;
    }

    static <T> Stream<T> of(Function<PageRequest, Page<T>> pages) {
        return StreamSupport.stream(new PagedStream<>(pages), false);
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        while (rest.isEmpty() && next.isPresent()) {
            Page<T> page = pages.apply(next.get());
            rest.addAll(page.items());
            next = page.next().map(PageRequest::after);
        }
        T item = rest.poll();
        if (item == null) {
            return false;
        }
        action.accept(item);
        return true;
    }
}
