package dev.verso.memory;

import static dev.verso.memory.Requests.NOON;
import static dev.verso.memory.Requests.erase;
import static dev.verso.memory.Requests.key;
import static dev.verso.memory.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.verso.BackendFaultException;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryRevisionStoreTest {

    private static final ResourceKey KEY = key("a");
    private static final TenantId TENANT = KEY.tenant();
    private static final PageBounds PAGE = PageBounds.of(100);

    private final Revisions revisions = new Revisions();
    private final MemoryRevisionStore store = new MemoryRevisionStore(revisions);

    @Test
    void siblings_share_revisions_and_identity() {
        MemoryRevisionStore sibling = store.sibling();

        store.append(put(KEY));

        assertThat(sibling.head(KEY, Detail.CONTENT)).isEqualTo(store.head(KEY, Detail.CONTENT));
        assertThat(sibling.identity()).isEqualTo(store.identity());
        assertThat(MemoryRevisionStore.create().identity()).isNotEqualTo(store.identity());
    }

    @Test
    void ERR_01_every_use_after_close_is_refused_and_a_sibling_stays_open() {
        MemoryRevisionStore sibling = store.sibling();
        store.close();
        store.close();

        List<Consumer<MemoryRevisionStore>> uses = List.of(
                s -> s.append(put(KEY)),
                s -> s.appendAll(List.of(put(KEY))),
                s -> s.head(KEY, Detail.CONTENT),
                s -> s.heads(List.of(KEY), Detail.CONTENT),
                s -> s.revision(KEY, 1),
                s -> s.versions(KEY),
                s -> s.history(Requests.history(new HistoryRequest.OfKey(KEY), Order.NEWEST_FIRST, 1)),
                s -> s.asOf(KEY, NOON),
                s -> s.list(TENANT, "Patient", Optional.empty(), PAGE),
                s -> s.count(TENANT, Optional.empty()),
                s -> s.changes(TENANT, new FeedPosition.Oldest(), PAGE),
                s -> s.erase(erase(KEY)),
                s -> s.check(Optional.empty(), 1),
                MemoryRevisionStore::identity,
                MemoryRevisionStore::capabilities,
                MemoryRevisionStore::sibling);

        assertThat(uses).allSatisfy(use -> assertThatIllegalStateException().isThrownBy(() -> use.accept(store)));
        assertThat(uses).allSatisfy(use -> use.accept(sibling));
    }

    @Test
    void CAP_01_everything_but_durable_and_shared_is_declared() {
        assertThat(store.capabilities().declared())
                .containsExactly(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
    }

    @Test
    void reads_and_refused_writes_leave_nothing_behind() {
        store.head(KEY, Detail.CONTENT);
        store.revision(KEY, 1);
        store.history(Requests.history(new HistoryRequest.OfTenant(TENANT), Order.NEWEST_FIRST, 1));
        store.list(TENANT, "Patient", Optional.empty(), PAGE);
        store.count(TENANT, Optional.of("Patient"));
        store.changes(TENANT, new FeedPosition.Now(), PAGE);
        store.erase(erase(KEY));
        store.erase(erase(KEY, 1));
        store.append(put(KEY, new Condition.Live()));
        store.appendAll(List.of(put(key("b")), put(KEY, new Condition.LiveAt(1))));

        assertThat(revisions.chains()).isEmpty();
        assertThat(revisions.tenants()).isEmpty();
    }

    @Test
    void VER_08_a_head_of_the_last_version_takes_no_write_and_no_marker_after_its_condition_was_judged() {
        plant(Versions.LAST);

        assertThatExceptionOfType(VersionsExhaustedException.class).isThrownBy(() -> store.append(put(KEY)));
        assertThatExceptionOfType(VersionsExhaustedException.class)
                .isThrownBy(() -> store.appendAll(List.of(put(key("b")), put(KEY))));
        assertThatExceptionOfType(VersionsExhaustedException.class).isThrownBy(() -> store.erase(erase(KEY)));
        assertThat(store.append(put(KEY, new Condition.LiveAt(7)))).isInstanceOf(AppendOutcome.Refused.class);
        assertThat(version(store.head(KEY, Detail.METADATA))).isEqualTo(Versions.LAST);
        assertThat(store.head(key("b"), Detail.METADATA)).isEmpty();
    }

    @Test
    void VER_08_the_last_version_itself_can_be_taken() {
        plant(Versions.LAST - 1);

        assertThat(version(store.append(put(KEY)))).isEqualTo(Versions.LAST);
        assertThat(version(store.revision(KEY, Versions.LAST - 1))).isEqualTo(Versions.LAST - 1);
        assertThat(store.revision(KEY, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void a_key_that_has_as_many_revisions_as_an_array_can_hold_refuses_writes_but_can_be_erased() {
        MemoryRevisionStore small = new MemoryRevisionStore(new Revisions(new UUID(0, 0), 1, 2));
        small.append(put(KEY));
        small.append(put(KEY));

        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> small.append(put(KEY)))
                .withMessageContaining("at most 2 revisions");
        small.erase(erase(KEY));
        assertThat(version(small.append(put(KEY)))).isEqualTo(4);
    }

    @Test
    void TIME_02_times_rise_by_a_microsecond_where_clocks_do_not_also_across_lives() {
        Instant past = NOON.minusSeconds(60);
        RevisionMetadata first = appended(store.append(put(KEY, new Condition.Any(), NOON)));
        RevisionMetadata second = appended(store.append(put(KEY, new Condition.Any(), past)));
        EraseOutcome.Erased erased =
                (EraseOutcome.Erased) store.erase(new Erase(KEY, OptionalLong.empty(), new UUID(1, 2), past));
        RevisionMetadata reborn = appended(store.append(put(KEY, new Condition.Absent(), past)));

        assertThat(first.lastUpdated()).isEqualTo(NOON);
        assertThat(second.lastUpdated()).isEqualTo(NOON.plusNanos(1_000));
        assertThat(erased.at()).isEqualTo(NOON.plusNanos(2_000));
        assertThat(reborn.lastUpdated()).isEqualTo(NOON.plusNanos(3_000));
        assertThat(reborn.createdAt()).isEqualTo(reborn.lastUpdated());
        assertThat(second.createdAt()).isEqualTo(NOON);
    }

    @Test
    void HIS_02_equal_times_are_ordered_by_type_id_and_version_byte_wise() {
        List<String> written =
                List.of("Patient/b", "Patient/B", "Account/z", "Patient/a.1", "Patient/a-1", "Patient/a");
        written.forEach(name -> store.append(put(ResourceKey.of("clinic", name.split("/")[0], name.split("/")[1]))));

        List<String> ascending = names(walk(new HistoryRequest.OfTenant(TENANT), Order.OLDEST_FIRST, 1));
        List<String> descending = names(walk(new HistoryRequest.OfTenant(TENANT), Order.NEWEST_FIRST, 4));

        assertThat(ascending)
                .containsExactly("Account/z", "Patient/B", "Patient/a", "Patient/a-1", "Patient/a.1", "Patient/b");
        assertThat(descending)
                .isEqualTo(IntStream.rangeClosed(1, 6)
                        .mapToObj(i -> ascending.get(6 - i))
                        .collect(Collectors.toList()));
        assertThat(names(walk(new HistoryRequest.OfType(TENANT, "Account"), Order.NEWEST_FIRST, 1)))
                .containsExactly("Account/z");
    }

    @Test
    void LOCK_06_a_scan_under_way_shows_no_revision_of_a_key_whose_earlier_one_it_has_passed_by() {
        store.append(put(KEY, new Condition.Any(), NOON));
        store.append(put(key("b"), new Condition.Any(), NOON.plusSeconds(10)));
        for (String later : List.of("c", "d", "e", "f")) {
            store.append(put(key(later), new Condition.Any(), NOON.plusSeconds(20)));
        }
        Tenant tenant = revisions.tenant(TENANT);
        Scan scan = new Scan(
                revisions,
                tenant,
                tenant.types().values(),
                Place.before(Long.MIN_VALUE),
                Place.before(Long.MAX_VALUE),
                true);

        List<String> shown = new ArrayList<>();
        while (scan.hasNext()) {
            Row row = scan.next();
            shown.add(row.id() + row.version());
            if (row.id().equals("b")) {
                store.append(put(KEY, new Condition.Any(), NOON.plusSeconds(5)));
                store.append(put(KEY, new Condition.Any(), NOON.plusSeconds(30)));
            }
        }

        assertThat(shown).containsExactly("a1", "b1", "c1", "d1", "e1", "f1");
        assertThat(scan.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(scan::next);
    }

    @Test
    void HIS_04_bounds_beyond_a_long_of_microseconds_are_clamped() {
        store.append(put(KEY));
        store.append(put(KEY, new Condition.Any(), NOON.plusSeconds(1)));

        assertThat(bounded(Instant.MIN, Instant.MAX)).containsExactly(1L, 2L);
        assertThat(bounded(NOON, NOON.plusSeconds(1))).containsExactly(1L);
        assertThat(bounded(NOON.plusNanos(1_000), NOON.plusSeconds(1).plusNanos(1_000)))
                .containsExactly(2L);
        assertThat(bounded(NOON, NOON)).isEmpty();
        assertThat(bounded(Instant.MAX, Instant.MAX)).isEmpty();
    }

    @Test
    void PAGE_01_a_page_ends_with_the_entry_that_reaches_its_bytes_and_every_page_makes_progress() {
        Content content = Content.of("{\"text\":\"" + "x".repeat(100) + "\"}");
        for (int i = 0; i < 5; i++) {
            store.append(put(key("k" + i), new Condition.Any(), NOON, content));
        }
        PageBounds two = new PageBounds(100, content.size() + 1);

        Slice<RevisionRecord, String> listed = store.list(TENANT, "Patient", Optional.empty(), two);
        FeedSlice feed = store.changes(TENANT, new FeedPosition.Oldest(), new PageBounds(100, 1));

        assertThat(listed.items()).hasSize(2);
        assertThat(listed.next()).contains("k1");
        assertThat(store.list(TENANT, "Patient", Optional.of("k3"), two).next()).isEmpty();
        assertThat(feed.entries()).hasSize(1);
        assertThat(feed.caughtUp()).isFalse();
    }

    @Test
    void ERA_04_an_erased_version_moves_to_the_end_of_the_feed_and_a_marker_takes_the_place_of_all() {
        store.append(put(KEY));
        store.append(put(KEY));
        store.append(put(KEY));
        store.erase(erase(KEY, 1));

        assertThat(feedVersions(store.changes(TENANT, new FeedPosition.Oldest(), PAGE)))
                .containsExactly(2L, 3L, 1L);
        assertThat(walk(new HistoryRequest.OfType(TENANT, "Patient"), Order.OLDEST_FIRST, 9))
                .extracting(RevisionRecord::erased)
                .containsExactly(true, false, false);

        store.erase(erase(KEY));
        store.append(put(KEY));
        assertThat(feedVersions(store.changes(TENANT, new FeedPosition.Oldest(), PAGE)))
                .containsExactly(4L, 5L);

        store.erase(erase(KEY));
        assertThat(feedVersions(store.changes(TENANT, new FeedPosition.Oldest(), PAGE)))
                .containsExactly(6L);
        assertThat(walk(new HistoryRequest.OfTenant(TENANT), Order.OLDEST_FIRST, 9))
                .isEmpty();
    }

    @Test
    void ERA_03_only_what_has_content_and_is_not_the_live_head_is_erased_alone() {
        store.append(put(KEY));
        store.append(put(KEY));

        assertThat(store.erase(erase(KEY, 2))).isInstanceOf(EraseOutcome.Refused.class);
        assertThat(store.erase(erase(KEY, 3))).isInstanceOf(EraseOutcome.Refused.class);
        assertThat(erasedVersions(store.erase(erase(KEY, 1)))).containsExactly(1L);
        assertThat(erasedVersions(store.erase(erase(KEY, 1)))).isEmpty();
        store.append(Requests.delete(KEY));
        assertThat(erasedVersions(store.erase(erase(KEY, 3)))).isEmpty();
        assertThat(erasedVersions(store.erase(erase(KEY, 2)))).containsExactly(2L);
        assertThat(erasedVersions(store.erase(erase(KEY)))).containsExactly(1L, 2L, 3L);
        assertThat(erasedVersions(store.erase(erase(KEY)))).isEmpty();
        store.append(put(KEY));
        assertThat(erasedVersions(store.erase(erase(KEY, 2)))).isEmpty();
        assertThat(store.versions(KEY)).containsExactly(5L);
        assertThat(sound().revisions()).isEqualTo(5);
    }

    @Test
    void BAT_03_a_rejected_batch_names_an_entry_that_did_not_hold_and_writes_nothing() {
        store.append(put(KEY));

        BatchOutcome outcome =
                store.appendAll(List.of(put(key("b")), put(KEY, new Condition.Absent()), Requests.deleteAt(KEY, 4)));

        assertThat(outcome).isInstanceOfSatisfying(BatchOutcome.Rejected.class, rejected -> {
            assertThat(rejected.index()).isEqualTo(1);
            assertThat(rejected.reason()).isInstanceOf(AppendOutcome.Refused.class);
        });
        assertThat(store.head(key("b"), Detail.METADATA)).isEmpty();
        assertThat(store.count(TENANT, Optional.empty())).isEqualTo(1);
    }

    @Test
    void BAT_01_nothing_of_a_batch_is_seen_while_it_is_being_added() {
        store.append(put(KEY));
        FeedSlice before = store.changes(TENANT, new FeedPosition.Oldest(), PAGE);
        AtomicInteger looks = new AtomicInteger();
        Runnable look = () -> {
            looks.incrementAndGet();
            assertThat(version(store.head(KEY, Detail.METADATA))).isEqualTo(1);
            assertThat(store.head(key("b"), Detail.METADATA)).isEmpty();
            assertThat(store.revision(KEY, 2)).isEmpty();
            assertThat(store.versions(KEY)).containsExactly(1L);
            assertThat(store.versions(key("b"))).isEmpty();
            assertThat(walk(new HistoryRequest.OfKey(KEY), Order.NEWEST_FIRST, 9))
                    .hasSize(1);
            assertThat(walk(new HistoryRequest.OfTenant(TENANT), Order.OLDEST_FIRST, 9))
                    .hasSize(1);
            assertThat(store.list(TENANT, "Patient", Optional.empty(), PAGE).items())
                    .hasSize(1);
            assertThat(store.count(TENANT, Optional.empty())).isEqualTo(1);
            assertThat(changesAfter(before.token()).entries()).isEmpty();
            assertThat(store.changes(TENANT, new FeedPosition.Now(), PAGE).token())
                    .isEqualTo(before.token());
        };
        List<Append> appends = List.of(put(key("b")), put(KEY), put(key("c")));
        List<Append> looking = new AbstractList<>() {

            @Override
            public Append get(int index) {
                look.run();
                return appends.get(index);
            }

            @Override
            public int size() {
                return appends.size();
            }
        };

        BatchOutcome outcome = store.appendAll(looking);

        assertThat(looks.get()).isGreaterThanOrEqualTo(2 * appends.size());
        assertThat(outcome).isInstanceOf(BatchOutcome.AllAppended.class);
        assertThat(version(store.head(KEY, Detail.METADATA))).isEqualTo(2);
        assertThat(store.count(TENANT, Optional.empty())).isEqualTo(3);
        assertThat(feedVersions(changesAfter(before.token()))).containsExactly(1L, 2L, 1L);
    }

    @Test
    void keys_of_one_type_share_the_names_of_tenant_and_type() {
        store.append(put(KEY));
        store.append(put(ResourceKey.of(new String("clinic"), new String("Patient"), "b")));

        ResourceKey one =
                store.head(KEY, Detail.METADATA).orElseThrow().metadata().key();
        ResourceKey other =
                store.head(key("b"), Detail.METADATA).orElseThrow().metadata().key();
        assertThat(other.type()).isSameAs(one.type());
        assertThat(other.tenant()).isSameAs(one.tenant());
    }

    private void plant(long version) {
        store.append(put(KEY));
        Row row = revisions.chain(KEY).last();
        revisions
                .chains()
                .put(
                        KEY,
                        Chain.of(new Row(
                                KEY,
                                version,
                                row.change(),
                                row.lastUpdated(),
                                row.createdAt(),
                                null,
                                new UUID(0, 0),
                                row.content(),
                                row.ticket(),
                                null)));
    }

    private CheckSlice sound() {
        CheckSlice checked = store.check(Optional.empty(), 100);
        assertThat(checked.found()).isEmpty();
        return checked;
    }

    private List<Long> bounded(Instant since, Instant before) {
        List<List<Long>> answers = new ArrayList<>();
        for (HistoryRequest.Scope scope : List.of(new HistoryRequest.OfKey(KEY), new HistoryRequest.OfTenant(TENANT))) {
            answers.add(store
                    .history(new HistoryRequest(
                            scope,
                            Order.OLDEST_FIRST,
                            Optional.of(since),
                            Optional.of(before),
                            Optional.empty(),
                            PAGE,
                            Detail.METADATA))
                    .items()
                    .stream()
                    .map(item -> item.metadata().version())
                    .collect(Collectors.toList()));
        }
        assertThat(answers.get(0)).isEqualTo(answers.get(1));
        return answers.get(0);
    }

    private List<RevisionRecord> walk(HistoryRequest.Scope scope, Order order, int limit) {
        List<RevisionRecord> walked = new ArrayList<>();
        Optional<HistoryRequest.Position> after = Optional.empty();
        do {
            Slice<RevisionRecord, HistoryRequest.Position> slice =
                    store.history(Requests.history(scope, order, limit, after));
            walked.addAll(slice.items());
            after = slice.next();
        } while (after.isPresent());
        return walked;
    }

    private static List<String> names(List<RevisionRecord> revisions) {
        return revisions.stream()
                .map(revision -> revision.metadata().key())
                .map(key -> key.type() + "/" + key.id())
                .collect(Collectors.toList());
    }

    private FeedSlice changesAfter(String token) {
        return store.changes(TENANT, new FeedPosition.After(token), PAGE);
    }

    private static List<Long> feedVersions(FeedSlice slice) {
        return slice.entries().stream()
                .map(entry -> entry.revision().metadata().version())
                .collect(Collectors.toList());
    }

    private static List<Long> erasedVersions(EraseOutcome outcome) {
        return ((EraseOutcome.Erased) outcome).versions();
    }

    private static RevisionMetadata appended(AppendOutcome outcome) {
        return ((AppendOutcome.Appended) outcome).metadata();
    }

    private static long version(AppendOutcome outcome) {
        return appended(outcome).version();
    }

    private static long version(Optional<RevisionRecord> revision) {
        return revision.orElseThrow().metadata().version();
    }
}
