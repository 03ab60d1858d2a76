package dev.verso.tck;

import dev.verso.FeedEntry;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tenant's change feed. Since no latency is promised (FEED-01), it waits for what it knows to be acknowledged.
 */
final class Feed {

    private static final int LIMIT = 100;
    private static final int MOST_PAGES = 100_000;

    private final Trial trial;
    private final TenantContext context;

    Feed(Trial trial, TenantContext context) {
        this.trial = trial;
        this.context = context;
    }

    /** Reads from a start up to where the feed has caught up, without waiting for anything. */
    List<FeedEntry> walk(VersionedStorage storage, FeedStart start, int limit) {
        List<FeedEntry> entries = new ArrayList<>();
        FeedStart from = start;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            FeedPage page = storage.changes(context, from, limit);
            Expect.that(
                    "a page of the feed holds at most " + limit, page.entries().size() <= limit, page.entries());
            Expect.that("the feed's lag is not negative", !page.lag().isNegative(), page.lag());
            entries.addAll(page.entries());
            if (page.caughtUp()) {
                return entries;
            }
            from = FeedStart.after(page.cursor());
        }
        throw Expect.unmet("the feed catches up when nobody writes", MOST_PAGES + " pages without an end");
    }

    /** Reads all of the feed once it has the newest acknowledged revision of each of the tenant's keys. */
    List<FeedEntry> all(VersionedStorage storage) {
        return all(storage, LIMIT);
    }

    List<FeedEntry> all(VersionedStorage storage, int limit) {
        return trial.await("the feed has every acknowledged revision", () -> {
            List<FeedEntry> entries = walk(storage, FeedStart.oldest(), limit);
            return isComplete(entries) ? Optional.of(entries) : Optional.empty();
        });
    }

    private boolean isComplete(List<FeedEntry> entries) {
        Map<ResourceKey, Long> newest = new HashMap<>();
        entries.forEach(
                entry -> newest.merge(entry.revision().key(), entry.revision().version(), Math::max));
        return trial.acknowledged().entrySet().stream()
                .filter(known -> known.getKey().tenant().equals(context.tenant()))
                .allMatch(known -> newest.getOrDefault(known.getKey(), 0L) >= known.getValue());
    }
}
