package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.START;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.FeedEntry;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageOptions;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.FeedSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HIS-01 to HIS-07, PAGE-01, PAGE-02, FEED-04 and LST-03, as far as they are the engine's. */
class HistoryTest {

    private static final HistoryQuery QUERY = HistoryQuery.ofResource(TYPE, ID).oldestFirst();

    /** Versions 1 to 5, a microsecond apart, from {@link Fixture#START} on. */
    private static Fixture fiveVersions(NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages).live();
        for (int i = 0; i < 4; i++) {
            fixture.rival.update(ACME, KEY, TWO);
        }
        return fixture;
    }

    private static Instant micros(long after) {
        return START.plus(after, ChronoUnit.MICROS);
    }

    private static List<Long> versions(Fixture fixture, HistoryQuery query) {
        return fixture.storage.historyStream(ACME, query).map(Revision::version).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void HIS_04_since_is_inclusive_and_before_exclusive(NaiveRevisionStore.Pages pages) {
        Fixture fixture = fiveVersions(pages);
        assertThat(versions(fixture, QUERY.since(micros(1)))).isEqualTo(range(2, 5));
        assertThat(versions(fixture, QUERY.before(micros(1)))).isEqualTo(range(1, 1));
        assertThat(versions(fixture, QUERY.since(micros(1)).before(micros(3)))).isEqualTo(range(2, 3));
        assertThat(versions(fixture, QUERY.since(micros(9)))).isEmpty();
        assertThat(versions(fixture, QUERY.before(START))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void HIS_04_bounds_finer_than_a_microsecond_are_compared_exactly(NaiveRevisionStore.Pages pages) {
        Fixture fixture = fiveVersions(pages);
        for (int nanos : new int[] {1, 500, 999}) {
            assertThat(versions(fixture, QUERY.since(micros(1).plusNanos(nanos))))
                    .isEqualTo(range(3, 5));
            assertThat(versions(fixture, QUERY.since(micros(1).minusNanos(nanos))))
                    .isEqualTo(range(2, 5));
            assertThat(versions(fixture, QUERY.before(micros(1).plusNanos(nanos))))
                    .isEqualTo(range(1, 2));
            assertThat(versions(fixture, QUERY.before(micros(1).minusNanos(nanos))))
                    .isEqualTo(range(1, 1));
            Instant finer = micros(1).plusNanos(nanos);
            assertThat(versions(fixture, QUERY.since(finer).before(finer.plusNanos(nanos == 999 ? 0 : 1))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void HIS_04_bounds_beyond_what_a_backend_can_store_are_clamped(NaiveRevisionStore.Pages pages) {
        Fixture fixture = fiveVersions(pages);
        assertThat(versions(fixture, QUERY.since(Instant.MIN).before(Instant.MAX)))
                .isEqualTo(range(1, 5));
        assertThat(versions(fixture, QUERY.since(Instant.MAX))).isEmpty();
        assertThat(versions(fixture, QUERY.before(Instant.MIN))).isEmpty();
        assertThat(fixture.storage
                        .readAsOf(ACME, KEY, Instant.MAX)
                        .orElseThrow()
                        .version())
                .isEqualTo(5);
        assertThat(fixture.storage.readAsOf(ACME, KEY, Instant.MIN)).isEmpty();
    }

    @Test
    void HIS_04_the_first_and_the_last_storable_instant_are_within_the_bounds() {
        Fixture fixture = new Fixture();
        fixture.clock.set(Instant.EPOCH);
        fixture.rival.create(ACME, KEY, ONE);
        fixture.clock.set(Instant.parse("9999-12-31T23:59:59.999999999Z"));
        fixture.rival.update(ACME, KEY, TWO);
        fixture.rival.update(ACME, KEY, TWO);

        assertThat(versions(fixture, QUERY.since(Instant.EPOCH))).isEqualTo(range(1, 3));
        assertThat(versions(fixture, QUERY.before(Instant.EPOCH))).isEmpty();
        assertThat(versions(fixture, QUERY.before(Instant.EPOCH.plusNanos(1)))).isEqualTo(range(1, 1));
        assertThat(versions(fixture, QUERY.before(Instant.MAX))).isEqualTo(range(1, 3));
        assertThat(fixture.storage.readAsOf(ACME, KEY, Instant.EPOCH)).isPresent();
        assertThat(fixture.storage.readAsOf(ACME, KEY, Instant.EPOCH.minusNanos(1)))
                .isEmpty();
        assertThat(fixture.storage
                        .readAsOf(ACME, KEY, Instant.MAX)
                        .orElseThrow()
                        .version())
                .isEqualTo(3);
    }

    @Test
    void ERR_07_since_equal_to_before_is_an_empty_page_without_the_backend() {
        Fixture fixture = fiveVersions(NaiveRevisionStore.Pages.FULL);
        var page = fixture.storage.history(ACME, QUERY.since(micros(1)).before(micros(1)), PageRequest.first());

        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isEmpty();
        assertThat(fixture.store.calls()).isEmpty();
        assertThatThrownBy(() -> fixture.storage.history(
                        ACME, QUERY.since(micros(1).plusNanos(1)).before(micros(1)), PageRequest.first()))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void HIS_05_as_of_gives_the_newest_revision_not_after_the_instant(NaiveRevisionStore.Pages pages) {
        Fixture fixture = fiveVersions(pages);
        fixture.rival.delete(ACME, KEY);
        assertThat(fixture.storage.readAsOf(ACME, KEY, START.minusNanos(1))).isEmpty();
        for (int i = 0; i < 6; i++) {
            for (int nanos : new int[] {0, 1, 999}) {
                assertThat(fixture.storage
                                .readAsOf(ACME, KEY, micros(i).plusNanos(nanos))
                                .orElseThrow()
                                .version())
                        .isEqualTo(i + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void HIS_02_a_walk_meets_every_revision_once_also_among_equal_times(NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages);
        for (String type : List.of("A", "B")) {
            for (String id : List.of("a", "b", "B", "b1")) {
                fixture.rival.create(ACME, type, id, ONE);
                fixture.rival.update(ACME, type, id, TWO);
            }
        }
        for (HistoryQuery query :
                List.of(HistoryQuery.ofTenant(), HistoryQuery.ofTenant().oldestFirst(), HistoryQuery.ofType("A"))) {
            List<Revision> once = fixture.storage.historyStream(ACME, query).toList();
            assertThat(once).hasSize(query.type().isPresent() ? 8 : 16).doesNotHaveDuplicates();
            for (int limit : new int[] {1, 2, 3, 7, 1000}) {
                assertThat(walk(fixture.storage, query, limit)).isEqualTo(once);
            }
        }
        assertThat(fixture.storage.listStream(ACME, "A").map(r -> r.key().id())).containsExactly("B", "a", "b", "b1");
        assertThat(fixture.storage.changesStream(ACME, FeedStart.oldest())).hasSize(16);
    }

    private static List<Revision> walk(VersionedStorage storage, HistoryQuery query, int limit) {
        List<Revision> all = new ArrayList<>();
        Optional<PageRequest> next = Optional.of(PageRequest.first());
        while (next.isPresent()) {
            var page = storage.history(ACME, query, next.get().withLimit(limit));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.items());
            next = page.next().map(PageRequest::after);
        }
        return all;
    }

    @Test
    void PAGE_02_a_limit_is_1_to_1000_and_100_by_default() {
        Fixture fixture = new Fixture();
        for (int i = 0; i < 101; i++) {
            fixture.rival.create(ACME, TYPE, "q" + i, ONE);
        }
        assertThat(fixture.storage.list(ACME, TYPE, PageRequest.first()).items())
                .hasSize(100);
        assertThat(fixture.storage
                        .history(ACME, HistoryQuery.ofType(TYPE), PageRequest.first())
                        .items())
                .hasSize(100);
        assertThat(fixture.storage.changes(ACME, FeedStart.oldest()).entries()).hasSize(100);
        for (int limit : new int[] {1, 1000}) {
            assertThat(fixture.storage
                            .list(ACME, TYPE, PageRequest.first().withLimit(limit))
                            .items())
                    .hasSize(Math.min(limit, 101));
        }
        fixture.store.reset();
        for (int limit : new int[] {0, -1, 1001, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            PageRequest page = PageRequest.first().withLimit(limit);
            assertThatThrownBy(() -> fixture.storage.list(ACME, TYPE, page))
                    .isInstanceOf(InvalidArgumentException.class);
            assertThatThrownBy(() -> fixture.storage.history(ACME, QUERY, page))
                    .isInstanceOf(InvalidArgumentException.class);
            assertThatThrownBy(() -> fixture.storage.changes(ACME, FeedStart.oldest(), limit))
                    .isInstanceOf(InvalidArgumentException.class);
        }
        assertThat(fixture.store.calls()).isEmpty();
    }

    @Test
    void PAGE_02_the_options_set_default_and_largest_page() {
        Fixture fixture = fiveVersions(NaiveRevisionStore.Pages.FULL);
        VersionedStorage small = VersionedStorage.over(
                fixture.naive,
                StorageOptions.builder().maxPageSize(3).defaultPageSize(2).build());
        assertThat(small.history(ACME, QUERY, PageRequest.first()).items()).hasSize(2);
        assertThat(small.history(ACME, QUERY, PageRequest.first().withLimit(3)).items())
                .hasSize(3);
        assertThatThrownBy(() -> small.history(ACME, QUERY, PageRequest.first().withLimit(4)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("3");
        assertThatThrownBy(() -> StorageOptions.builder().maxPageSize(50).build())
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void HIS_07_streams_ask_for_a_page_when_the_one_before_is_used_up() {
        Fixture fixture = new Fixture();
        for (int i = 0; i < 250; i++) {
            fixture.rival.createOrUpdate(ACME, KEY, ONE);
        }
        Stream<Revision> stream = fixture.storage.historyStream(ACME, QUERY);
        assertThat(fixture.store.calls()).isEmpty();
        Iterator<Revision> iterator = stream.iterator();
        for (int i = 1; i <= 250; i++) {
            assertThat(iterator.next().version()).isEqualTo(i);
            assertThat(fixture.store.calls(Op.HISTORY)).isEqualTo((i + 99) / 100);
        }
        assertThat(iterator.hasNext()).isFalse();
        assertThat(fixture.storage.historyStream(ACME, QUERY).limit(3)).hasSize(3);
        assertThat(fixture.store.calls(Op.HISTORY)).isEqualTo(4);
    }

    @Test
    void LST_03_readBatch_gives_each_live_key_once_in_order_of_first_mention() {
        Fixture fixture = new Fixture().live();
        List<ResourceKey> keys = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            fixture.rival.create(ACME, TYPE, "q" + i, ONE);
            keys.add(ResourceKey.of("acme", TYPE, "q" + i));
        }
        Collections.reverse(keys);
        List<ResourceKey> twice = new ArrayList<>(keys);
        twice.add(ResourceKey.of("acme", TYPE, "absent"));
        twice.addAll(keys);

        assertThat(fixture.storage.readBatch(ACME, twice))
                .extracting(StoredResource::key)
                .isEqualTo(keys);
        assertThat(fixture.store.calls(Op.HEADS)).isEqualTo(3);
        fixture.store.reset();
        assertThat(fixture.storage.readBatch(ACME, List.of())).isEmpty();
        assertThat(fixture.store.calls()).isEmpty();
    }

    @Test
    void FEED_04_each_entry_carries_its_own_cursor_and_now_starts_at_the_end() {
        Fixture fixture = fiveVersions(NaiveRevisionStore.Pages.FULL);
        FeedPage now = fixture.storage.changes(ACME, FeedStart.now());
        assertThat(now.entries()).isEmpty();
        assertThat(now.caughtUp()).isTrue();
        List<FeedEntry> all =
                fixture.storage.changesStream(ACME, FeedStart.oldest()).toList();
        for (int i = 0; i < 5; i++) {
            assertThat(fixture.storage.changesStream(
                            ACME, FeedStart.after(all.get(i).cursor())))
                    .hasSize(4 - i);
        }
        fixture.rival.delete(ACME, KEY);
        assertThat(fixture.storage.changes(ACME, FeedStart.after(now.cursor())).entries())
                .hasSize(1);
    }

    @Test
    void FEED_01_the_lag_is_how_long_the_oldest_entry_has_been_held_back() {
        Fixture fixture = new Fixture();
        fixture.store.script(
                Op.CHANGES,
                Step.answer(new FeedSlice(List.of(), "t", true, Optional.of(START.minusSeconds(3)))),
                Step.answer(new FeedSlice(List.of(), "t", true, Optional.of(START.plusSeconds(3)))),
                Step.answer(new FeedSlice(List.of(), "t", true, Optional.empty())));
        assertThat(fixture.storage.changes(ACME, FeedStart.oldest()).lag()).isEqualTo(Duration.ofSeconds(3));
        assertThat(fixture.storage.changes(ACME, FeedStart.oldest()).lag()).isZero();
        assertThat(fixture.storage.changes(ACME, FeedStart.oldest()).lag()).isZero();
    }
}
