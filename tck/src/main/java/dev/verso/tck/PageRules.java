package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Chapter PAGE: how much a page holds. */
public interface PageRules extends Chapter {

    /** A page of large contents ends at about 4 MiB, well below its limit, and the walk still gives all of them. */
    @Test
    default void PAGE_01_a_page_holds_about_4_MiB_of_content() {
        rule("PAGE-01", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                revisions.add(t.either(i)
                        .createOrUpdate(t.tenant(), key, t.content(1 << 20))
                        .resource());
            }
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id()).oldestFirst();
            equal("the history", revisions, Walk.all(t, bounded(Walk.history(t.tenant(), query)), 1000));
            equal(
                    "the history with the default limit",
                    14L,
                    t.first().historyStream(t.tenant(), query).count());
        });
    }

    /** The same for lists. */
    @Test
    default void PAGE_01_a_page_of_a_list_holds_about_4_MiB_of_content() {
        rule("PAGE-01", Capability.SCANS, t -> {
            for (int i = 0; i < 12; i++) {
                t.either(i).create(t.tenant(), "Patient", t.content(1 << 20));
            }
            equal(
                    "the number listed",
                    12,
                    Walk.all(t, bounded(Walk.list(t.tenant(), "Patient")), 1000).size());
            equal(
                    "the tenant's history",
                    12,
                    Walk.all(t, bounded(Walk.history(t.tenant(), HistoryQuery.ofTenant())), 1000)
                            .size());
        });
    }

    private static List<Integer> badLimits() {
        return List.of(0, -1, 1001, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static <T> Walk.Pages<T> bounded(Walk.Pages<T> pages) {
        return (storage, request) -> {
            Page<T> page = pages.page(storage, request);
            // One entry may go over the edge, and "about" is no exact number: twice as much is too much.
            long bytes = page.items().stream().mapToLong(PageRules::size).sum();
            that("a page holds about 4 MiB of content", bytes <= 8L << 20, bytes);
            return page;
        };
    }

    private static long size(Object item) {
        return item instanceof StoredResource resource ? resource.content().size() : 0;
    }

    /** One content above the page's bound is a page of its own, not an endless walk. */
    @Test
    default void PAGE_01_a_content_above_the_bound_makes_progress() {
        rule("PAGE-01", t -> {
            ResourceKey key = t.key("Patient");
            for (int i = 0; i < 3; i++) {
                t.first().createOrUpdate(t.tenant(), key, t.content(6 << 20));
            }
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            List<Revision> history = Walk.all(t, Walk.history(t.tenant(), query), 1000);
            equal(
                    "the versions",
                    List.of(3L, 2L, 1L),
                    history.stream().map(Revision::version).toList());
        });
    }

    /** A stream reads page after page: what it has not come to yet it cannot give once the storage is closed. */
    @Test
    default void PAGE_01_a_stream_reads_page_after_page() {
        rule("PAGE-01", t -> {
            ResourceKey key = t.key("Patient");
            for (int i = 0; i < 14; i++) {
                t.first().createOrUpdate(t.tenant(), key, t.content(1 << 20));
            }
            VersionedStorage storage = t.open(t.options().build());
            requireLazy(storage, storage.historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id())));
        });
    }

    /** The same for lists. */
    @Test
    default void PAGE_01_a_stream_of_a_list_reads_page_after_page() {
        rule("PAGE-01", Capability.SCANS, t -> {
            for (int i = 0; i < 14; i++) {
                t.first().create(t.tenant(), "Patient", t.content(1 << 20));
            }
            VersionedStorage storage = t.open(t.options().build());
            requireLazy(storage, storage.listStream(t.tenant(), "Patient"));
            VersionedStorage another = t.open(t.options().build());
            requireLazy(another, another.historyStream(t.tenant(), HistoryQuery.ofTenant()));
        });
    }

    /** And for the feed. */
    @Test
    default void PAGE_01_a_stream_of_the_feed_reads_page_after_page() {
        rule("PAGE-01", Capability.CHANGE_FEED, t -> {
            for (int i = 0; i < 14; i++) {
                t.first().create(t.tenant(), "Patient", t.content(1 << 20));
            }
            equal("the feed", 14, new Feed(t, t.tenant()).all(t.second()).size());
            VersionedStorage storage = t.open(t.options().build());
            requireLazy(storage, storage.changesStream(t.tenant(), FeedStart.oldest()));
        });
    }

    private static void requireLazy(VersionedStorage storage, Stream<?> stream) {
        Iterator<?> iterator = stream.iterator();
        that("the stream has a first element", iterator.hasNext(), "none");
        iterator.next();
        storage.close();
        refused(IllegalStateException.class, "the rest of a stream whose storage was closed", () -> {
            while (iterator.hasNext()) {
                iterator.next();
            }
            return "all of it";
        });
    }

    /** Making a stream asks for nothing: what is wrong with the call is thrown when the stream is consumed. */
    @Test
    default void PAGE_01_a_stream_asks_for_nothing_before_it_is_consumed() {
        rule("PAGE-01", t -> {
            ResourceKey key = t.key("Patient");
            TenantContext nobody = t.tenant(TenantPermissions.none());
            Stream<Revision> history = t.first().historyStream(nobody, HistoryQuery.ofResource(key.type(), key.id()));
            refused(PermissionDeniedException.class, "the consumption of the stream", history::toList);
            Stream<Revision> late = t.first().historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()));
            t.second().create(t.tenant(), key, t.content());
            equal("what a stream made before the write gives after it", 1L, late.count());
        });
    }

    /** A feed's page too is bounded by its content, and goes on where it ended. */
    @Test
    default void PAGE_01_a_page_of_the_feed_holds_about_4_MiB_of_content() {
        rule("PAGE-01", Capability.CHANGE_FEED, t -> {
            for (int i = 0; i < 12; i++) {
                t.either(i).create(t.tenant(), "Patient", t.content(1 << 20));
            }
            equal("the feed", 12, new Feed(t, t.tenant()).all(t.second(), 1000).size());
            FeedPage page = t.first().changes(t.tenant(), FeedStart.oldest(), 1000);
            long bytes = page.entries().stream()
                    .mapToLong(entry -> size(entry.revision()))
                    .sum();
            that("a page of the feed holds about 4 MiB of content", bytes <= 8L << 20, bytes);
        });
    }

    /** Limits from 1 to 1000 are taken, others refused, for histories. */
    @Test
    default void PAGE_02_a_limit_outside_1_to_1000_is_InvalidArgument() {
        rule("PAGE-02", t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            for (int bad : badLimits()) {
                refused(
                        InvalidArgumentException.class,
                        "a history with limit " + bad,
                        () -> t.first()
                                .history(t.tenant(), query, PageRequest.first().withLimit(bad)));
            }
            for (int good : List.of(1, 2, 999, 1000)) {
                List<Revision> page = t.first()
                        .history(t.tenant(), query, PageRequest.first().withLimit(good))
                        .items();
                that("a page with limit " + good, page.size() <= good, page);
            }
        });
    }

    /** The same for lists and wide histories. */
    @Test
    default void PAGE_02_a_limit_of_a_scan_outside_1_to_1000_is_InvalidArgument() {
        rule("PAGE-02", Capability.SCANS, t -> {
            Histories.crowded(t);
            for (int bad : badLimits()) {
                PageRequest request = PageRequest.first().withLimit(bad);
                refused(
                        InvalidArgumentException.class,
                        "a list with limit " + bad,
                        () -> t.first().list(t.tenant(), "Alpha", request));
                refused(
                        InvalidArgumentException.class,
                        "a type's history with limit " + bad,
                        () -> t.first().history(t.tenant(), HistoryQuery.ofType("Alpha"), request));
                refused(
                        InvalidArgumentException.class,
                        "a tenant's history with limit " + bad,
                        () -> t.first().history(t.tenant(), HistoryQuery.ofTenant(), request));
            }
        });
    }

    /** The same for the feed. */
    @Test
    default void PAGE_02_a_limit_of_the_feed_outside_1_to_1000_is_InvalidArgument() {
        rule("PAGE-02", Capability.CHANGE_FEED, t -> {
            t.first().create(t.tenant(), t.key("Patient"), t.content());
            for (int bad : badLimits()) {
                refused(
                        InvalidArgumentException.class,
                        "a feed with limit " + bad,
                        () -> t.first().changes(t.tenant(), FeedStart.oldest(), bad));
            }
            t.first().changes(t.tenant(), FeedStart.oldest(), 1);
            t.first().changes(t.tenant(), FeedStart.oldest(), 1000);
        });
    }

    /** Without a limit a page holds at most 100 entries; options can lower that, and the most that may be asked for. */
    @Test
    default void PAGE_02_the_default_limit_is_100() {
        rule("PAGE-02", t -> {
            ResourceKey key = t.key("Patient");
            Content content = t.content();
            for (int i = 0; i < 120; i++) {
                t.first().createOrUpdate(t.tenant(), key, content);
            }
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            Page<Revision> page = t.second().history(t.tenant(), query, PageRequest.first());
            that("a page without a limit holds at most 100", page.items().size() <= 100, page);
            that("and is not the last of 120", page.next().isPresent(), page);
            VersionedStorage small =
                    t.open(t.options().maxPageSize(20).defaultPageSize(10).build());
            that(
                    "a page of a storage whose default is 10",
                    small.history(t.tenant(), query, PageRequest.first())
                                    .items()
                                    .size()
                            <= 10,
                    page);
            refused(
                    InvalidArgumentException.class,
                    "a limit above the storage's own",
                    () -> small.history(t.tenant(), query, PageRequest.first().withLimit(21)));
            equal(
                    "all of it by small pages",
                    120L,
                    small.historyStream(t.tenant(), query).count());
        });
    }

    /** A page can be kept: nothing in it changes or fails once the storage has gone on, or is closed. */
    @Test
    default void PAGE_02_a_page_holds_no_resource() {
        rule("PAGE-02", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> newestFirst = Histories.reversed(Histories.oneOfEach(t, key));
            VersionedStorage storage = t.open(t.options().build());
            Page<Revision> page = storage.history(
                    t.tenant(),
                    HistoryQuery.ofResource(key.type(), key.id()),
                    PageRequest.first().withLimit(3));
            t.first().update(t.tenant(), key, t.content());
            storage.close();
            List<Revision> items = page.items();
            equal("a page that was kept", newestFirst.subList(0, items.size()), items);
            items.stream()
                    .filter(StoredResource.class::isInstance)
                    .forEach(item -> that("its content can be read", size(item) > 0, item));
        });
    }
}
