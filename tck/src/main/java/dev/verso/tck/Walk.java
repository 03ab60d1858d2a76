package dev.verso.tck;

import dev.verso.HistoryQuery;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Walks page by page, each page by the next of several instances, and requires each page to be in order. */
final class Walk {

    /** The order of a history, oldest first (HIS-02). All texts of a key are ASCII, so text order is byte order. */
    static final Comparator<Revision> OLDEST_FIRST = Comparator.comparing(Revision::lastUpdated)
            .thenComparing(revision -> revision.key().type())
            .thenComparing(revision -> revision.key().id())
            .thenComparing(Revision::version);

    private static final int MOST_EMPTY_PAGES = 1_000;

    /** A store that puts what is written where the walk still comes would be walked for ever beside writes. */
    private static final int MOST_DISTURBED_PAGES = 200;

    private static final int MOST_PAGES = 100_000;

    private Walk() {}

    /** Gives one page. */
    @FunctionalInterface
    interface Pages<T> {

        Page<T> page(VersionedStorage storage, PageRequest request);
    }

    static Pages<Revision> history(TenantContext tenant, HistoryQuery query) {
        return (storage, request) -> storage.history(tenant, query, request);
    }

    static Pages<StoredResource> list(TenantContext tenant, String type) {
        return (storage, request) -> storage.list(tenant, type, request);
    }

    static <T> List<T> all(Trial t, Pages<T> pages, int limit) {
        return all(t, pages, page -> limit, () -> {});
    }

    /** Walks with a limit for each page, and does something between the pages. */
    static <T> List<T> all(Trial t, Pages<T> pages, IntFunction<Integer> limits, Runnable between) {
        List<T> items = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        int empty = 0;
        PageRequest request = PageRequest.first();
        for (int number = 0; ; number++) {
            int limit = limits.apply(number);
            Page<T> page = pages.page(t.either(number), request.withLimit(limit));
            Expect.that("a page holds at most " + limit, page.items().size() <= limit, page);
            items.addAll(page.items());
            empty = page.items().isEmpty() ? empty + 1 : 0;
            if (page.next().isEmpty()) {
                return items;
            }
            Expect.that("the walk makes progress", cursors.add(page.next().get()), "a cursor that it was given before");
            Expect.that("the walk ends or goes on", empty < MOST_EMPTY_PAGES, empty + " empty pages in a row");
            Expect.that("the walk ends", number < MOST_PAGES, number + " pages and a next one");
            request = PageRequest.after(page.next().get());
            if (number < MOST_DISTURBED_PAGES) {
                between.run();
            }
        }
    }
}
