package dev.verso.memory;

import static dev.verso.memory.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** BAT-01: once one entry of a batch was observed, every operation begun afterwards observes them all. */
class BatchRaceTest {

    private static final int BATCHES = 1_000;
    private static final int FRESH_TENANTS = 50;
    private static final int SIZE = 50;
    private static final int LAST = 8;
    private static final List<ResourceKey> KEYS = keys("clinic").subList(0, 8);
    private static final TenantId TENANT = KEYS.get(0).tenant();
    private static final PageBounds PAGE = new PageBounds(Integer.MAX_VALUE, Long.MAX_VALUE);

    private final MemoryRevisionStore store = MemoryRevisionStore.create();

    @Test
    void BAT_01_what_was_observed_of_a_batch_is_observed_whole_by_every_kind_of_read() throws Exception {
        AtomicLong looks = new AtomicLong();
        AtomicLong partial = new AtomicLong();
        CyclicBarrier round = new CyclicBarrier(3);
        try (Crew crew = new Crew(3)) {
            crew.join(() -> {
                for (int r = 0; r < FRESH_TENANTS; r++) {
                    List<ResourceKey> keys = keys("t" + r);
                    round.await();
                    for (int i = 0; i < LAST; i++) {
                        long before = looks.get();
                        store.appendAll(keys.stream().map(Requests::put).collect(Collectors.toList()));
                        while (i < LAST - 1 && looks.get() == before && !Thread.interrupted()) {
                            Thread.yield();
                        }
                    }
                }
            });
            for (int i = 0; i < 2; i++) {
                crew.join(() -> {
                    for (int r = 0; r < FRESH_TENANTS; r++) {
                        Observer observer = new Observer(store.sibling(), keys("t" + r));
                        round.await();
                        while (observer.seen < LAST) {
                            looks.incrementAndGet();
                            observer.look();
                            Thread.yield();
                            partial.addAndGet(observer.seen > 0 && observer.seen < LAST ? 1 : 0);
                        }
                    }
                });
            }
            crew.await();
        }
        System.out.printf("%d looks at batches that were being written%n", partial.get());
    }

    /** Looks at the key that is written first, and then at everything else in every way there is. */
    private static final class Observer {

        private final MemoryRevisionStore store;
        private final List<ResourceKey> keys;
        private final TenantId tenant;
        private FeedPosition position = new FeedPosition.Oldest();
        private long fed;
        private long seen;

        Observer(MemoryRevisionStore store, List<ResourceKey> keys) {
            this.store = store;
            this.keys = keys;
            this.tenant = keys.get(0).tenant();
        }

        void look() {
            seen = version(store, keys.get(0));
            for (int i = SIZE - 1; i >= 0; i--) {
                ResourceKey key = keys.get(i);
                assertThat(version(store, key)).isGreaterThanOrEqualTo(seen);
                assertThat((long) store.versions(key).size()).isGreaterThanOrEqualTo(seen);
                assertThat(seen == 0 || store.revision(key, seen).isPresent()).isTrue();
            }
            long all = seen == 0 ? 0 : SIZE;
            assertThat(store.count(tenant, Optional.empty())).isGreaterThanOrEqualTo(all);
            assertShown(store.list(tenant, "Patient", Optional.empty(), PAGE).items());
            assertShown(store.history(Requests.history(
                            new HistoryRequest.OfType(tenant, "Patient"), Order.NEWEST_FIRST, SIZE * LAST))
                    .items());
            FeedSlice feed = store.changes(tenant, position, PAGE);
            position = new FeedPosition.After(feed.token());
            fed += feed.entries().size();
            assertThat(fed).isGreaterThanOrEqualTo(seen * SIZE);
        }

        private void assertShown(List<RevisionRecord> shown) {
            assertThat(shown.stream()
                            .filter(item -> item.metadata().version() >= seen)
                            .map(item -> item.metadata().key())
                            .distinct())
                    .hasSizeGreaterThanOrEqualTo(seen == 0 ? 0 : SIZE);
        }
    }

    @Test
    void BAT_01_batches_and_single_writes_of_the_same_keys_in_any_order_neither_deadlock_nor_lose_a_write()
            throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger rejected = new AtomicInteger();
        AtomicInteger single = new AtomicInteger();
        try (Crew crew = new Crew(4)) {
            for (int i = 0; i < 4; i++) {
                int shift = i;
                MemoryRevisionStore mine = store.sibling();
                crew.join(() -> {
                    List<ResourceKey> order = new ArrayList<>(KEYS);
                    Collections.rotate(order, shift * 3);
                    if (shift % 2 == 1) {
                        Collections.reverse(order);
                    }
                    for (int r = 0; r < BATCHES; r++) {
                        Condition last = new Condition.LiveAt(version(mine, order.get(7)));
                        Stream<Append> first = order.stream().limit(7).map(Requests::put);
                        BatchOutcome outcome = mine.appendAll(Stream.concat(
                                        first, Stream.of(put(order.get(7), r == 0 ? new Condition.Any() : last)))
                                .collect(Collectors.toList()));
                        (outcome instanceof BatchOutcome.AllAppended ? accepted : rejected).incrementAndGet();
                        mine.append(put(order.get(r % 8)));
                        single.incrementAndGet();
                    }
                });
            }
            crew.await();
        }
        System.out.printf("%d batches accepted, %d rejected for a lost match%n", accepted.get(), rejected.get());
        long versions = KEYS.stream().mapToLong(key -> version(store, key)).sum();
        assertThat(versions).isEqualTo(accepted.get() * 8L + single.get());
        assertThat(store.check(Optional.empty(), 100).revisions()).isEqualTo(versions);
        assertThat(store.check(Optional.empty(), 100).found()).isEmpty();
        assertThat(store.changes(TENANT, new FeedPosition.Oldest(), PAGE).entries())
                .hasSize((int) versions);
    }

    private static List<ResourceKey> keys(String tenant) {
        return IntStream.range(0, SIZE)
                .mapToObj(i -> ResourceKey.of(tenant, "Patient", "k" + i))
                .collect(Collectors.toList());
    }

    private static long version(MemoryRevisionStore store, ResourceKey key) {
        return store.head(key, Detail.METADATA)
                .map(head -> head.metadata().version())
                .orElse(0L);
    }
}
