package dev.verso.examples.quickstart;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.verso.Change;
import dev.verso.FeedEntry;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.VersionedStorage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A consumer of the tenant's change feed: an index or a data warehouse would be one. */
final class FeedSteps {

    private static final int LIMIT = 8;

    private final Stage stage;
    private final VersionedStorage storage;
    private final Screen screen;

    // All that a consumer keeps; it would store it beside what it made of the entries.
    private String cursor;

    /** Takes up the feed at now. */
    FeedSteps(Stage stage) {
        this.stage = stage;
        this.storage = stage.storage;
        this.screen = stage.screen;
        this.cursor = storage.changes(stage.loader, FeedStart.now(), 1).cursor();
        screen.call("changes(from now on)");
        screen.result("a cursor, which a consumer of the change feed keeps for later");
    }

    void tell() {
        screen.step("The change feed goes on", "All that was written since the consumer stopped, each revision once.");
        FeedPage page;
        do {
            page = storage.changes(stage.loader, FeedStart.after(cursor), LIMIT);
            screen.call("changes(after the cursor, limit %d)", LIMIT);
            page.entries().stream().map(FeedEntry::revision).forEach(screen::keyedRevision);
            screen.result("%d entries, %s", page.entries().size(), page.caughtUp() ? "caught up" : "more to come");
            cursor = page.cursor();
        } while (!page.caughtUp());
    }

    /** Reads on until there is nothing new, and shows what there is of one resource. */
    void follow(ResourceKey key) {
        screen.call("changesStream(after the cursor)");
        List<Revision> entries = storage.changesStream(stage.loader, FeedStart.after(cursor))
                .map(FeedEntry::revision)
                .toList();
        Map<Change, Long> byChange =
                entries.stream().collect(groupingBy(Revision::change, () -> new EnumMap<>(Change.class), counting()));
        screen.result("%d entries: %s; those of %s:", entries.size(), byChange, Stage.name(key));
        entries.stream().filter(entry -> entry.key().equals(key)).forEach(screen::keyedRevision);
    }
}
