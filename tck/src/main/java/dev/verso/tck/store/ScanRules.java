package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.HistoryQuery.Order;
import dev.verso.TenantId;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists, counts, and histories of types and tenants: with {@link Capability#SCANS}; without, that they refuse. */
interface ScanRules extends StoreChapter {

    /** Ids whose byte order is not that of people. */
    List<String> IDS =
            List.of("-", ".a", "0", "10", "9", "A", "B", "Z", "_", "a", "a-b", "a.b", "aB", "aa", "ab", "z", "~");

    /** Types that differ by case or are the beginning of another. */
    @Test
    default void HIS_01_a_type_history_has_its_type_and_a_tenant_history_all() {
        trial().with(Capability.SCANS, () -> {
            plant();
            TenantId tenant = trial().home().id();
            for (String type : List.of("Patient", "patient", "Patien", "Patient.x", "Group")) {
                Require.equalLists(
                        trial().home().history(type),
                        Walks.history(
                                trial().store(),
                                Walks.History.of(new HistoryRequest.OfType(tenant, type)),
                                PageBounds.of(7)),
                        "The history of " + type);
            }
            Require.equalLists(
                    Walks.reversed(trial().home().history()),
                    Walks.history(
                            trial().store(),
                            Walks.History.of(new HistoryRequest.OfTenant(tenant))
                                    .in(Order.NEWEST_FIRST),
                            PageBounds.of(1000)),
                    "The history of the tenant, newest first");
        });
    }

    /** Among equal times the order is that of type, id, version. */
    @Test
    default void HIS_02_a_tenant_history_goes_on_exactly_after_any_position() {
        trial().with(Capability.SCANS, () -> {
            plant();
            Walks.everyPosition(
                    trial().store(),
                    Walks.History.of(new HistoryRequest.OfTenant(trial().home().id())),
                    trial().home().history());
        });
    }

    /** Positions of revisions, and places between them, many of the same time. */
    @Test
    default void HIS_02_a_type_history_goes_on_exactly_after_any_position() {
        trial().with(Capability.SCANS, () -> {
            plant();
            Walks.everyPosition(
                    trial().store(),
                    Walks.History.of(new HistoryRequest.OfType(trial().home().id(), "Patient")),
                    trial().home().history("Patient"));
        });
    }

    /** Bounds at, one microsecond before, and one after the time of each revision. */
    @Test
    default void HIS_04_scans_are_bounded_exactly() {
        trial().with(Capability.SCANS, () -> {
            plant();
            TenantId tenant = trial().home().id();
            Walks.everyBound(
                    trial().store(),
                    Walks.History.of(new HistoryRequest.OfTenant(tenant)),
                    trial().home().history());
            Walks.everyBound(
                    trial().store(),
                    Walks.History.of(new HistoryRequest.OfType(tenant, "Patient")),
                    trial().home().history("Patient"));
        });
    }

    /** One entry, one byte, and a little of both. */
    @Test
    default void PAGE_01_scans_keep_their_bounds_and_make_progress() {
        trial().with(Capability.SCANS, () -> {
            plant();
            TenantId tenant = trial().home().id();
            Walks.History history = Walks.History.of(new HistoryRequest.OfTenant(tenant));
            for (PageBounds bounds : List.of(new PageBounds(1, 1), new PageBounds(1000, 1), new PageBounds(2, 30))) {
                Require.equalLists(
                        trial().home().history(),
                        Walks.history(trial().store(), history, bounds),
                        "The history in pages of " + bounds);
                Require.equalLists(
                        Walks.bare(trial().home().history()),
                        Walks.history(trial().store(), history.with(Detail.METADATA), bounds),
                        "The history without content in pages of " + bounds);
                Require.equalLists(
                        trial().home().live("Patient"),
                        Walks.list(trial().store(), tenant, "Patient", bounds),
                        "The list in pages of " + bounds);
            }
        });
    }

    /** What was there when the walk began comes exactly once; writers of older and newer times are at work meanwhile. */
    @Test
    default void HIS_02_a_scan_during_writes_repeats_and_misses_nothing() {
        trial().with(Capability.SCANS, () -> {
            plant();
            KeyModel busy = trial().key("busy");
            Walks.History history =
                    Walks.History.of(new HistoryRequest.OfTenant(trial().home().id()));
            for (Order order : Order.values()) {
                List<RevisionRecord> before = trial().home().history();
                List<RevisionRecord> seen = new ArrayList<>();
                Optional<HistoryRequest.Position> after = Optional.empty();
                do {
                    var slice = Walks.page(trial().store(), history.in(order), PageBounds.of(3), after);
                    seen.addAll(slice.items());
                    if (seen.size() < 3 * before.size()) {
                        busy.accept(busy.put(new Condition.Any()));
                    }
                    after = slice.next();
                } while (after.isPresent());
                Require.equal((long) seen.size(), seen.stream().distinct().count(), "The revisions, each once");
                Require.equalLists(
                        order == Order.OLDEST_FIRST ? before : Walks.reversed(before),
                        seen.stream().filter(before::contains).toList(),
                        "What was there before the walk, " + order);
            }
        });
    }

    /** From the beginning, and after each id, of live keys and others. */
    @Test
    default void LST_01_a_list_has_live_keys_in_byte_order_of_ids() {
        trial().with(Capability.SCANS, () -> {
            plant();
            TenantId tenant = trial().home().id();
            List<RevisionRecord> live = trial().home().live("Patient");
            Require.equalLists(live, Walks.list(trial().store(), tenant, "Patient", PageBounds.of(1000)), "The list");
            for (String after : IDS) {
                Require.equalLists(
                        live.stream()
                                .filter(head -> head.metadata().key().id().compareTo(after) > 0)
                                .toList(),
                        Walks.list(trial().store(), tenant, "Patient", PageBounds.of(2), Optional.of(after)),
                        "The list after " + after);
            }
            Require.equalLists(
                    List.of(), Walks.list(trial().store(), tenant, "Patien", PageBounds.of(2)), "A type without keys");
        });
    }

    /** Others come and go between the pages. */
    @Test
    default void LST_01_keys_live_all_along_are_listed_once_during_writes() {
        trial().with(Capability.SCANS, () -> {
            List<String> steady = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                KeyModel key = trial().key("k" + i);
                key.create();
                if (i % 2 == 0) {
                    steady.add(key.key().id());
                }
            }
            RevisionStore store = trial().store();
            Set<String> seen = new HashSet<>();
            Optional<String> after = Optional.empty();
            int step = 0;
            do {
                var slice = Walks.listPage(store, trial().home().id(), "Patient", PageBounds.of(3), after);
                slice.items()
                        .forEach(item -> Require.that(
                                seen.add(item.metadata().key().id()), "Listed twice: " + Trace.show(item)));
                KeyModel shaky = trial().key("k" + (2 * step++ % 40 + 1));
                shaky.accept(shaky.isLive() ? shaky.delete(new Condition.Live()) : shaky.put(new Condition.NotLive()));
                trial().key("k" + 2 * step % 40).update();
                after = slice.next();
            } while (after.isPresent());
            Require.that(seen.containsAll(steady), "Not listed: some of the keys that were live all along");
        });
    }

    /** Of an unused tenant, of each type, of a type without keys. */
    @Test
    default void LST_02_a_count_is_exact_when_nothing_writes() {
        trial().with(Capability.SCANS, () -> {
            TenantId tenant = trial().home().id();
            Require.equal(0L, trial().store().count(tenant, Optional.empty()), "The count of an unused tenant");
            plant();
            for (String type : trial().home().types()) {
                Require.equal(
                        (long) trial().home().live(type).size(),
                        trial().store().count(tenant, Optional.of(type)),
                        "The count of " + type);
            }
            Require.equal(0L, trial().store().count(tenant, Optional.of("Patien")), "The count of a type without keys");
        });
    }

    /** Keys of several types in several states, many of them written at the same microsecond. */
    private void plant() {
        Instant now = trial().now();
        int number = 0;
        for (String type : List.of("Patient", "patient", "Patient.x", "Group")) {
            for (String id : type.equals("Patient") ? IDS : List.of("A", "a", "b")) {
                KeyModel key = trial().key(type, id);
                key.accept(key.put(new Condition.Absent(), now));
                for (int i = 0; i < number % 3; i++) {
                    key.accept(key.put(new Condition.Live(), now));
                }
                if (number % 4 == 3) {
                    key.accept(key.delete(new Condition.Live(), now));
                }
                number++;
            }
        }
    }
}
