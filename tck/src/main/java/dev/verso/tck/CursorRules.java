package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.FeedEntry;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidCursorException;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.Permission;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Chapter HIS, rule 03: cursors of histories and lists. */
public interface CursorRules extends Chapter {

    /** Any one character altered, any end cut off, anything added: InvalidCursor, never another page. */
    @Test
    default void HIS_03_an_altered_or_cut_cursor_is_InvalidCursor() {
        rule("HIS-03", t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            String cursor = cursor(t.first(), t.tenant(), query);
            refuseDamaged(
                    cursor,
                    damaged -> t.second()
                            .history(
                                    t.tenant(),
                                    query,
                                    PageRequest.after(damaged).withLimit(2)));
        });
    }

    /** The same for the cursors of lists and of wide histories. */
    @Test
    default void HIS_03_an_altered_or_cut_cursor_of_a_scan_is_InvalidCursor() {
        rule("HIS-03", Capability.SCANS, t -> {
            Histories.crowded(t);
            String ofTenant = cursor(t.first(), t.tenant(), HistoryQuery.ofTenant());
            refuseDamaged(
                    ofTenant,
                    damaged -> t.second().history(t.tenant(), HistoryQuery.ofTenant(), PageRequest.after(damaged)));
            String ofList = listCursor(t, "Alpha");
            refuseDamaged(ofList, damaged -> t.second().list(t.tenant(), "Alpha", PageRequest.after(damaged)));
        });
    }

    /** The same for the cursors of feeds, of a page as of an entry; and another tenant's is refused. */
    @Test
    default void HIS_03_an_altered_cut_or_foreign_cursor_of_a_feed_is_InvalidCursor() {
        rule("HIS-03", Capability.CHANGE_FEED, t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            FeedPage page = t.first().changes(t.tenant(), FeedStart.oldest(), 2);
            refuseDamaged(page.cursor(), damaged -> t.second().changes(t.tenant(), FeedStart.after(damaged), 10));
            for (FeedEntry entry : new Feed(t, t.tenant()).all(t.first()).subList(0, 2)) {
                refuseDamaged(entry.cursor(), damaged -> t.second().changes(t.tenant(), FeedStart.after(damaged), 10));
            }
            refused(
                    InvalidCursorException.class,
                    "the neighbour's feed with a cursor of another tenant",
                    () -> t.first().changes(t.neighbour(), FeedStart.after(page.cursor()), 10));
        });
    }

    private static void refuseDamaged(String cursor, Function<String, Object> call) {
        List<String> damaged = new ArrayList<>();
        for (int i = 0; i < cursor.length(); i++) {
            char c = cursor.charAt(i);
            for (char other : new char[] {(char) (c + 1), (char) (c - 1), (char) (c ^ 0x20), c == 'A' ? 'B' : 'A'}) {
                damaged.add(cursor.substring(0, i) + other + cursor.substring(i + 1));
            }
            damaged.add(cursor.substring(0, i));
            damaged.add(cursor.substring(0, i) + cursor.substring(i + 1));
        }
        for (String added : List.of("A", "=", "==", " ", "\n", "\u0000", "\u00e9")) {
            damaged.add(cursor + added);
            damaged.add(added + cursor);
        }
        damaged.addAll(List.of(
                " ",
                "0",
                "1",
                "null",
                "AAAA",
                "not a cursor",
                "%00",
                "\ud83d\ude00",
                cursor + cursor,
                "x".repeat(5_000),
                "{}",
                "-",
                "_",
                "="));
        for (String each : damaged) {
            refused(InvalidCursorException.class, "cursor " + Words.of(each), () -> call.apply(each));
        }
    }

    private static String cursor(VersionedStorage storage, TenantContext tenant, HistoryQuery query) {
        return present(
                "the cursor after the first page",
                storage.history(tenant, query, PageRequest.first().withLimit(2)).next());
    }

    private static String listCursor(Trial t, String type) {
        return present(
                "the cursor after the first page of " + type,
                t.first()
                        .list(t.tenant(), type, PageRequest.first().withLimit(2))
                        .next());
    }

    /** A cursor is good for its own resource, order and bounds alone. */
    @Test
    default void HIS_03_a_cursor_of_another_query_is_InvalidCursor() {
        rule("HIS-03", t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey other = t.key("Patient");
            ResourceKey sameId = t.key("Observation", key.id());
            for (ResourceKey each : List.of(key, other, sameId)) {
                Histories.oneOfEach(t, each);
            }
            HistoryQuery own = HistoryQuery.ofResource(key.type(), key.id());
            refuseAcross(
                    t,
                    List.of(
                            own,
                            own.oldestFirst(),
                            own.since(Trial.START),
                            own.since(Trial.START.plusNanos(1)),
                            own.before(Trial.START.plusSeconds(9)),
                            own.since(Trial.START).before(Trial.START.plusSeconds(9)),
                            HistoryQuery.ofResource(other.type(), other.id()),
                            HistoryQuery.ofResource(sameId.type(), sameId.id())));
        });
    }

    /** The same among resource, type and tenant, between histories and lists, and between the lists of two tenants. */
    @Test
    default void HIS_03_a_cursor_of_another_scope_or_kind_is_InvalidCursor() {
        rule("HIS-03", Capability.SCANS, t -> {
            Histories.crowded(t);
            ResourceKey key = t.key("Alpha", "one");
            Histories.oneOfEach(t, key);
            List<HistoryQuery> queries = List.of(
                    HistoryQuery.ofTenant(),
                    HistoryQuery.ofTenant().oldestFirst(),
                    HistoryQuery.ofType("Alpha"),
                    HistoryQuery.ofType("Alphb"),
                    HistoryQuery.ofType("Alpha").since(Trial.START),
                    HistoryQuery.ofResource("Alpha", "one"));
            refuseAcross(t, queries);
            String ofAlpha = listCursor(t, "Alpha");
            refused(
                    InvalidCursorException.class,
                    "a list with another type's cursor",
                    () -> t.first().list(t.tenant(), "Alphb", PageRequest.after(ofAlpha)));
            refused(
                    InvalidCursorException.class,
                    "the neighbour's list with a cursor of another tenant",
                    () -> t.first().list(t.neighbour(), "Alpha", PageRequest.after(ofAlpha)));
            for (HistoryQuery query : queries) {
                refused(
                        InvalidCursorException.class,
                        "a history with a list's cursor",
                        () -> t.first().history(t.tenant(), query, PageRequest.after(ofAlpha)));
                String ofHistory = cursor(t.first(), t.tenant(), query);
                refused(
                        InvalidCursorException.class,
                        "a list with a history's cursor",
                        () -> t.first().list(t.tenant(), "Alpha", PageRequest.after(ofHistory)));
            }
        });
    }

    private static void refuseAcross(Trial t, List<HistoryQuery> queries) {
        for (HistoryQuery from : queries) {
            String cursor = cursor(t.first(), t.tenant(), from);
            for (HistoryQuery to : queries) {
                if (!from.equals(to)) {
                    refused(
                            InvalidCursorException.class,
                            Words.of(to) + " with the cursor of " + Words.of(from),
                            () -> t.second().history(t.tenant(), to, PageRequest.after(cursor)));
                }
            }
        }
    }

    /** A feed's cursor is no history's, and the other way round. */
    @Test
    default void HIS_03_cursors_of_histories_and_feeds_are_not_exchanged() {
        rule("HIS-03", Capability.CHANGE_FEED, t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            String ofFeed = t.first().changes(t.tenant(), FeedStart.oldest(), 2).cursor();
            refused(
                    InvalidCursorException.class,
                    "a history with a feed's cursor",
                    () -> t.first().history(t.tenant(), query, PageRequest.after(ofFeed)));
            String ofHistory = cursor(t.first(), t.tenant(), query);
            refused(
                    InvalidCursorException.class,
                    "a feed with a history's cursor",
                    () -> t.first().changes(t.tenant(), FeedStart.after(ofHistory), 2));
        });
    }

    /** The neighbour has the same types and ids, and its cursors are refused; so are those of a look-alike tenant. */
    @Test
    default void HIS_03_a_cursor_of_another_tenant_is_InvalidCursor() {
        rule("HIS-03", t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            String own = cursor(t.first(), t.tenant(), query);
            refused(
                    InvalidCursorException.class,
                    "the neighbour with a cursor of another tenant",
                    () -> t.first().history(t.neighbour(), query, PageRequest.after(own)));
            TenantContext alike = t.tenantLike("1");
            for (int i = 0; i < 3; i++) {
                t.first().createOrUpdate(alike, key.type(), key.id(), t.content());
            }
            String others = cursor(t.first(), alike, query);
            refused(
                    InvalidCursorException.class,
                    "a cursor of a tenant that looks alike",
                    () -> t.second().history(t.tenant(), query, PageRequest.after(others)));
        });
    }

    /** Another store's cursor is refused, though it has the same tenants, types and ids. */
    @Test
    default void HIS_03_a_cursor_of_another_store_is_InvalidCursor() {
        rule("HIS-03", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> newestFirst = Histories.reversed(Histories.oneOfEach(t, key));
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            Page<Revision> first =
                    t.first().history(t.tenant(), query, PageRequest.first().withLimit(2));
            String own = present("the cursor after the first page", first.next());
            equal(
                    "the rest of the walk on the store itself",
                    newestFirst.subList(first.items().size(), newestFirst.size()),
                    walkOn(t.second(), own, OptionalInt.empty(), Walk.history(t.tenant(), query)));
            if (t.subject().elsewhere().isPresent()) {
                VersionedStorage other = t.journalled(
                        "elsewhere", t.subject().elsewhere().get(), t.options().build());
                for (int i = 0; i < 4; i++) {
                    other.createOrUpdate(t.tenant(), key, t.content());
                }
                refused(
                        InvalidCursorException.class,
                        "another store with this one's cursor",
                        () -> other.history(t.tenant(), query, PageRequest.after(own)));
                String others = cursor(other, t.tenant(), query);
                refused(
                        InvalidCursorException.class,
                        "this store with another one's cursor",
                        () -> t.first().history(t.tenant(), query, PageRequest.after(others)));
            } else {
                t.note("no second store was given, so its cursors were not tried");
            }
        });
    }

    /** A cursor goes on where it was made, on every instance, also one opened later, with whatever limit. */
    @Test
    default void HIS_03_a_cursor_is_valid_on_every_instance_and_with_any_limit() {
        rule("HIS-03", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> newestFirst = Histories.reversed(Histories.oneOfEach(t, key));
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            Page<Revision> first =
                    t.first().history(t.tenant(), query, PageRequest.first().withLimit(2));
            String cursor = present("the cursor after the first page", first.next());
            // A page may be short (PAGE-01), so how much is left after it is for the page to say.
            List<Revision> rest = newestFirst.subList(first.items().size(), newestFirst.size());
            VersionedStorage later = t.open(t.options().build());
            for (VersionedStorage storage : List.of(t.first(), t.second(), later)) {
                for (int limit : List.of(1, 2, 5, 1000)) {
                    equal(
                            "the walk on from the cursor by " + limit,
                            rest,
                            walkOn(storage, cursor, OptionalInt.of(limit), Walk.history(t.tenant(), query)));
                }
                equal(
                        "the walk on from the cursor, with the default limit",
                        rest,
                        walkOn(storage, cursor, OptionalInt.empty(), Walk.history(t.tenant(), query)));
            }
        });
    }

    /** Walks on from a cursor with one instance, page by page. */
    private static <T> List<T> walkOn(VersionedStorage storage, String cursor, OptionalInt limit, Walk.Pages<T> pages) {
        List<T> items = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        Optional<String> next = Optional.of(cursor);
        while (next.isPresent()) {
            that("the walk makes progress", cursors.add(next.get()), "a cursor that it was given before");
            Page<T> page = pages.page(storage, new PageRequest(next, limit));
            items.addAll(page.items());
            next = page.next();
        }
        return items;
    }

    /** A list's cursor too, and it is good for more than one use. */
    @Test
    default void HIS_03_a_cursor_of_a_list_is_valid_on_every_instance() {
        rule("HIS-03", Capability.SCANS, t -> {
            Histories.crowded(t);
            List<StoredResource> all = t.first().listStream(t.tenant(), "Alpha").toList();
            Page<StoredResource> first =
                    t.first().list(t.tenant(), "Alpha", PageRequest.first().withLimit(2));
            String cursor = present("the cursor after the first page", first.next());
            VersionedStorage later = t.open(t.options().build());
            for (VersionedStorage storage : List.of(t.second(), later, t.first(), later)) {
                equal(
                        "the walk on from the cursor",
                        all.subList(first.items().size(), all.size()),
                        walkOn(storage, cursor, OptionalInt.empty(), Walk.list(t.tenant(), "Alpha")));
            }
        });
    }

    /** A page asks for permission anew: a good cursor opens nothing. */
    @Test
    default void HIS_03_permissions_are_checked_anew_for_each_page() {
        rule("HIS-03", t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            String cursor = cursor(t.first(), t.tenant(), query);
            TenantContext elsewhere = t.tenant(TenantPermissions.builder()
                    .allow(Permission.CREATE, Permission.UPDATE, Permission.DELETE, Permission.FEED, Permission.ERASE)
                    .allowOn("Other", Permission.READ)
                    .build());
            Expect.permissionDenied(
                    "a history with a good cursor",
                    Set.of(Permission.READ),
                    () -> t.second().history(elsewhere, query, PageRequest.after(cursor)));
        });
    }
}
