package dev.verso.memory;

import static dev.verso.memory.Requests.erase;
import static dev.verso.memory.Requests.key;
import static dev.verso.memory.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The feed under concurrent writers and batches: nothing is missed, doubled or out of order. */
class FeedRaceTest {

    private static final int WRITERS = 4;
    private static final int WRITES = 5_000;
    private static final TenantId TENANT = key("a").tenant();
    private static final PageBounds PAGE = PageBounds.of(50);

    private final MemoryRevisionStore store = MemoryRevisionStore.create();
    private final Map<UUID, Span> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong acknowledgements = new AtomicLong();

    @Test
    void FEED_01_a_follower_meets_every_revision_once_in_an_order_that_agrees_with_acknowledgement() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<FeedSlice.Entry> followed = new ArrayList<>();
        AtomicLong heldBack = new AtomicLong();
        try (Crew crew = new Crew(WRITERS + 1)) {
            List<AtomicBoolean> finished = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                AtomicBoolean mine = new AtomicBoolean();
                finished.add(mine);
                int seed = i;
                crew.join(() -> {
                    write(store.sibling(), new Random(seed));
                    mine.set(true);
                    done.set(finished.stream().allMatch(AtomicBoolean::get));
                });
            }
            crew.join(() -> follow(done, followed, heldBack));
            crew.await();
        }
        System.out.printf(
                "%d writers, %d revisions followed, %d pages ended before a write under way%n",
                WRITERS, followed.size(), heldBack.get());
        Set<UUID> met = followed.stream()
                .map(entry -> entry.revision().metadata().writeId())
                .collect(Collectors.toSet());
        assertThat(met).hasSameSizeAs(followed).isEqualTo(acknowledged.keySet());
        assertOrdered(followed);
        assertThat(reread()).isEqualTo(followed);
    }

    @Test
    void ERA_04_a_follower_meets_each_revision_with_content_or_erased_or_both_in_that_order() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<FeedSlice.Entry> followed = new ArrayList<>();
        try (Crew crew = new Crew(2)) {
            crew.join(() -> {
                Random random = new Random(42);
                for (int i = 0; i < WRITES; i++) {
                    ResourceKey key = key("k" + random.nextInt(4));
                    record(store.append(put(key)), 0);
                    int dice = random.nextInt(20);
                    if (dice == 0) {
                        store.erase(erase(key));
                    } else if (dice < 5) {
                        store.erase(erase(key, Math.max(1, store.versions(key).size() - dice)));
                    }
                }
                done.set(true);
            });
            crew.join(() -> follow(done, followed, new AtomicLong()));
            crew.await();
        }
        Map<String, Boolean> metErased = new HashMap<>();
        for (FeedSlice.Entry entry : followed) {
            String slot = entry.revision().metadata().key() + " "
                    + entry.revision().metadata().version();
            Boolean before = metErased.put(slot, entry.revision().erased());
            assertThat(before).isIn(entry.revision().erased() ? new Boolean[] {null, false} : new Boolean[] {null});
        }
        Map<String, FeedSlice.Entry> latest = new HashMap<>();
        followed.forEach(entry -> latest.put(entry.token(), entry));
        List<FeedSlice.Entry> whole = reread();
        assertThat(whole)
                .allSatisfy(entry -> assertThat(latest.get(entry.token())).isEqualTo(entry));
        System.out.printf("%d entries followed, %d of them left in the feed%n", followed.size(), whole.size());
    }

    private void write(MemoryRevisionStore mine, Random random) {
        for (int i = 0; i < WRITES; i++) {
            long begun = System.nanoTime();
            if (random.nextInt(4) == 0) {
                int first = random.nextInt(8);
                BatchOutcome outcome = mine.appendAll(List.of(
                        put(key("k" + first)), put(key("k" + (first + 1) % 8)), put(key("k" + (first + 5) % 8))));
                ((BatchOutcome.AllAppended) outcome)
                        .metadata()
                        .forEach(metadata -> acknowledged.put(metadata.writeId(), new Span(begun, System.nanoTime())));
                acknowledgements.addAndGet(3);
            } else {
                record(mine.append(put(key("k" + random.nextInt(8)))), begun);
                acknowledgements.incrementAndGet();
            }
        }
    }

    private void record(AppendOutcome outcome, long begun) {
        acknowledged.put(((AppendOutcome.Appended) outcome).metadata().writeId(), new Span(begun, System.nanoTime()));
    }

    private void follow(AtomicBoolean done, List<FeedSlice.Entry> followed, AtomicLong heldBack) {
        MemoryRevisionStore mine = store.sibling();
        FeedPosition position = new FeedPosition.Oldest();
        boolean more = true;
        while (more) {
            boolean last = done.get();
            long before = acknowledgements.get();
            FeedSlice slice = mine.changes(TENANT, position, PAGE);
            followed.addAll(slice.entries());
            position = new FeedPosition.After(slice.token());
            if (slice.caughtUp()) {
                assertThat((long) followed.size()).isGreaterThanOrEqualTo(before);
            } else if (slice.entries().size() < PAGE.limit()) {
                heldBack.incrementAndGet();
            }
            more = !last || !slice.caughtUp();
        }
    }

    private List<FeedSlice.Entry> reread() {
        FeedSlice whole =
                store.changes(TENANT, new FeedPosition.Oldest(), new PageBounds(Integer.MAX_VALUE, Long.MAX_VALUE));
        assertThat(whole.caughtUp()).isTrue();
        assertThat(whole.heldBackSince()).isEqualTo(Optional.empty());
        return whole.entries();
    }

    private void assertOrdered(List<FeedSlice.Entry> followed) {
        Map<ResourceKey, Long> versions = new HashMap<>();
        long latestBegin = Long.MIN_VALUE;
        for (FeedSlice.Entry entry : followed) {
            ResourceKey key = entry.revision().metadata().key();
            long version = entry.revision().metadata().version();
            assertThat(version).isEqualTo(versions.getOrDefault(key, 0L) + 1);
            versions.put(key, version);
            Span span = acknowledged.get(entry.revision().metadata().writeId());
            assertThat(span.acknowledged())
                    .as("no entry before it began after this one was acknowledged")
                    .isGreaterThanOrEqualTo(latestBegin);
            latestBegin = Math.max(latestBegin, span.begun());
        }
    }

    private record Span(long begun, long acknowledged) {}
}
