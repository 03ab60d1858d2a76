package dev.verso.tck.model;

import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.Revision;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads all pages of a walk; a walk that does not end is given up, which makes its answer a wrong one. */
final class Pages {

    private static final int MOST = 10_000;

    private Pages() {}

    static <T> List<T> walk(int limit, Function<PageRequest, Page<T>> pages) {
        List<T> items = new ArrayList<>();
        PageRequest request = PageRequest.first().withLimit(limit);
        for (int number = 0; number < MOST; number++) {
            Page<T> page = pages.apply(request);
            requireLimit(page.items(), limit);
            items.addAll(page.items());
            if (page.next().isEmpty()) {
                return items;
            }
            request = request.withCursor(page.next().get());
        }
        throw new IllegalStateException(MOST + " pages without an end");
    }

    static List<Revision> feed(VersionedStorage storage, TenantContext tenant, int limit) {
        List<Revision> revisions = new ArrayList<>();
        FeedStart from = FeedStart.oldest();
        for (int number = 0; number < MOST; number++) {
            FeedPage page = storage.changes(tenant, from, limit);
            requireLimit(page.entries(), limit);
            page.entries().forEach(entry -> revisions.add(entry.revision()));
            if (page.caughtUp()) {
                return revisions;
            }
            // From the page's cursor or its last entry's: both are the place to go on (FEED-04).
            from = FeedStart.after(
                    number % 2 == 0 || page.entries().isEmpty()
                            ? page.cursor()
                            : page.entries().get(page.entries().size() - 1).cursor());
        }
        throw new IllegalStateException(MOST + " pages without an end");
    }

    private static void requireLimit(List<?> items, int limit) {
        if (items.size() > limit) {
            throw new IllegalStateException(items.size() + " entries in a page of at most " + limit);
        }
    }
}
