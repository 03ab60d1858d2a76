package dev.verso.memory;

import static dev.verso.memory.Requests.erase;
import static dev.verso.memory.Requests.key;
import static dev.verso.memory.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionRecord;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Races on one key, through several stores over the same revisions. */
class KeyRaceTest {

    private static final int WRITERS = 4;
    private static final int ROUNDS = 3_000;
    private static final int FRESH_TENANTS = 100;
    private static final ResourceKey KEY = key("a");

    private final MemoryRevisionStore store = MemoryRevisionStore.create();

    @Test
    void LOCK_01_of_concurrent_matches_on_one_version_exactly_one_wins() throws Exception {
        store.append(put(KEY));
        AtomicInteger wins = new AtomicInteger();
        AtomicInteger losses = new AtomicInteger();
        CyclicBarrier round = new CyclicBarrier(WRITERS);
        try (Crew crew = new Crew(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                MemoryRevisionStore mine = store.sibling();
                crew.join(() -> {
                    for (int version = 1; version <= ROUNDS; version++) {
                        round.await();
                        count(mine.append(put(KEY, new Condition.LiveAt(version))), wins, losses);
                    }
                });
            }
            crew.await();
        }
        System.out.printf("%d writers, %d rounds: %d won, %d refused%n", WRITERS, ROUNDS, wins.get(), losses.get());
        assertThat(wins).hasValue(ROUNDS);
        assertThat(losses).hasValue(ROUNDS * (WRITERS - 1));
        assertThat(store.versions(KEY)).hasSize(ROUNDS + 1);
        assertSound();
    }

    @Test
    void LOCK_04_of_concurrent_creates_exactly_one_wins_in_each_life() throws Exception {
        AtomicInteger wins = new AtomicInteger();
        AtomicInteger losses = new AtomicInteger();
        CyclicBarrier round = new CyclicBarrier(WRITERS, () -> store.erase(erase(KEY)));
        try (Crew crew = new Crew(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                MemoryRevisionStore mine = store.sibling();
                crew.join(() -> {
                    for (int r = 0; r < ROUNDS; r++) {
                        round.await();
                        count(mine.append(put(KEY, new Condition.Absent())), wins, losses);
                    }
                });
            }
            crew.await();
        }
        assertThat(wins).hasValue(ROUNDS);
        assertThat(store.versions(KEY)).containsExactly(2L * ROUNDS - 1);
        assertSound();
    }

    @Test
    void LOCK_03_unconditional_writes_under_contention_take_one_version_each() throws Exception {
        Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger switches = new AtomicInteger();
        try (Crew crew = new Crew(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                MemoryRevisionStore mine = store.sibling();
                crew.join(() -> {
                    long last = 0;
                    for (int r = 0; r < ROUNDS; r++) {
                        Append append = put(KEY);
                        long version = ((AppendOutcome.Appended) mine.append(append))
                                .metadata()
                                .version();
                        if (version != last + 1) {
                            switches.incrementAndGet();
                        }
                        last = version;
                        acknowledged.add(append.writeId());
                    }
                });
            }
            crew.await();
        }
        System.out.printf(
                "%d writers, %d writes: another writer came between %d times%n",
                WRITERS, WRITERS * ROUNDS, switches.get());
        assertThat(store.versions(KEY)).isEqualTo(upTo(WRITERS * ROUNDS));
        Set<UUID> stored = store
                .history(Requests.history(new HistoryRequest.OfKey(KEY), Order.OLDEST_FIRST, WRITERS * ROUNDS))
                .items()
                .stream()
                .map(revision -> revision.metadata().writeId())
                .collect(Collectors.toSet());
        assertThat(stored).isEqualTo(acknowledged);
        assertSound();
    }

    @Test
    void LOCK_06_no_read_goes_back_and_scans_show_a_key_without_gaps_and_with_all_that_was_read_before()
            throws Exception {
        int last = 8;
        AtomicLong looks = new AtomicLong();
        AtomicLong partial = new AtomicLong();
        CyclicBarrier round = new CyclicBarrier(3);
        try (Crew crew = new Crew(3)) {
            crew.join(() -> {
                for (int r = 0; r < FRESH_TENANTS; r++) {
                    ResourceKey key = ResourceKey.of("t" + r, "Patient", "a");
                    ResourceKey other = ResourceKey.of("t" + r, "Patient", "b");
                    round.await();
                    for (int i = 0; i < last; i++) {
                        store.append(put(other, new Condition.Any(), Requests.NOON.plusSeconds(i)));
                        long before = looks.get();
                        store.append(put(key));
                        while (i < last - 1 && looks.get() == before && !Thread.interrupted()) {
                            Thread.yield();
                        }
                    }
                }
            });
            for (Order order : Order.values()) {
                MemoryRevisionStore mine = store.sibling();
                crew.join(() -> {
                    for (int r = 0; r < FRESH_TENANTS; r++) {
                        ResourceKey key = ResourceKey.of("t" + r, "Patient", "a");
                        round.await();
                        for (int seen = 0; seen < last; looks.incrementAndGet()) {
                            int head = mine.head(key, Detail.METADATA)
                                    .map(revision -> (int) revision.metadata().version())
                                    .orElse(0);
                            assertThat(head).isGreaterThanOrEqualTo(seen);
                            List<Long> scanned = scan(mine, key, order);
                            assertThat(scanned).isEqualTo(upTo(scanned.size())).hasSizeGreaterThanOrEqualTo(head);
                            seen = mine.versions(key).size();
                            assertThat(seen).isGreaterThanOrEqualTo(scanned.size());
                            partial.addAndGet(head > 0 && head < last ? 1 : 0);
                            Thread.yield();
                        }
                    }
                });
            }
            crew.await();
        }
        System.out.printf("%d looks at keys that were being written%n", partial.get());
    }

    @Test
    void ERA_02_writes_that_race_an_erasure_come_before_it_or_begin_a_new_life() throws Exception {
        AtomicInteger erasures = new AtomicInteger();
        AtomicInteger single = new AtomicInteger();
        CyclicBarrier round = new CyclicBarrier(WRITERS);
        try (Crew crew = new Crew(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                int member = i;
                MemoryRevisionStore mine = store.sibling();
                crew.join(() -> {
                    for (int r = 0; r < ROUNDS; r++) {
                        round.await();
                        mine.append(put(KEY));
                        if (member == 0 && r % 3 == 0) {
                            erasures.addAndGet(erased(mine.erase(erase(KEY))) > 0 ? 1 : 0);
                        } else if (member == 1) {
                            List<Long> versions = mine.versions(KEY);
                            long older = versions.size() < 2 ? 1 : versions.get(versions.size() - 2);
                            single.addAndGet(erased(mine.erase(erase(KEY, older))));
                        } else {
                            assertContentAndAuthorGoTogether(mine);
                        }
                    }
                });
            }
            crew.await();
        }
        System.out.printf(
                "%d writes raced %d erasures of the key and %d of one version%n",
                WRITERS * ROUNDS, erasures.get(), single.get());
        assertThat(assertSound().revisions()).isEqualTo(WRITERS * ROUNDS + erasures.get());
        assertThat(scan(store, KEY, Order.OLDEST_FIRST)).isEqualTo(store.versions(KEY));
    }

    private static int erased(EraseOutcome outcome) {
        return outcome instanceof EraseOutcome.Erased erased ? erased.versions().size() : 0;
    }

    private static void assertContentAndAuthorGoTogether(MemoryRevisionStore store) {
        HistoryRequest request = Requests.history(new HistoryRequest.OfKey(KEY), Order.OLDEST_FIRST, 99);
        for (RevisionRecord revision : store.history(request).items()) {
            assertThat(revision.erased()).isEqualTo(revision.content().isEmpty());
            assertThat(revision.erased()).isEqualTo(revision.metadata().author().isEmpty());
        }
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().collect(Collectors.toList());
    }

    private static List<Long> scan(MemoryRevisionStore store, ResourceKey key, Order order) {
        List<Long> versions = store
                .history(Requests.history(new HistoryRequest.OfTenant(key.tenant()), order, Integer.MAX_VALUE))
                .items()
                .stream()
                .filter(revision -> revision.metadata().key().equals(key))
                .map(revision -> revision.metadata().version())
                .collect(Collectors.toList());
        if (order == Order.NEWEST_FIRST) {
            Collections.reverse(versions);
        }
        return versions;
    }

    private CheckSlice assertSound() {
        CheckSlice checked = store.check(Optional.empty(), 100);
        assertThat(checked.found()).isEmpty();
        return checked;
    }

    private static void count(AppendOutcome outcome, AtomicInteger wins, AtomicInteger losses) {
        (outcome instanceof AppendOutcome.Appended ? wins : losses).incrementAndGet();
    }
}
