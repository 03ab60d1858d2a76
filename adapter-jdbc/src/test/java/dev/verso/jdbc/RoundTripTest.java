package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.CLINIC;
import static dev.verso.jdbc.Requests.CONTENT;
import static dev.verso.jdbc.Requests.NOON;
import static dev.verso.jdbc.Requests.PAGE;
import static dev.verso.jdbc.Requests.TENANT;
import static dev.verso.jdbc.Requests.TYPE;
import static dev.verso.jdbc.Requests.delete;
import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static dev.verso.jdbc.Requests.putFresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.HistoryQuery.Order;
import dev.verso.IfMatch;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.jdbc.CountedSource.Call;
import dev.verso.jdbc.CountedSource.Trips;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.OfKey;
import dev.verso.spi.HistoryRequest.OfTenant;
import dev.verso.spi.HistoryRequest.OfType;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each operation takes: one statement and one trip, with and without row-level security. Trips are counted on the
 * wire too, since a driver may ask more than it is told to.
 */
@ParameterizedClass(name = "row-level security {0}")
@ValueSource(booleans = {false, true})
class RoundTripTest {

    private static final TenantContext CONTEXT = TenantContext.of(TENANT, TenantPermissions.fullAccess());

    private static final List<Function<String, Write>> WRITES = List.of(
            id -> Write.create(TYPE, id, CONTENT),
            id -> Write.createIfNotLive(TYPE, id, CONTENT),
            id -> Write.createOrUpdate(TYPE, id, CONTENT),
            id -> Write.update(TYPE, id, CONTENT),
            id -> Write.update(TYPE, id, IfMatch.version("1"), CONTENT),
            id -> Write.update(TYPE, id, IfMatch.version("2"), CONTENT),
            id -> Write.delete(TYPE, id),
            id -> Write.delete(TYPE, id, IfMatch.version("1")),
            id -> Write.delete(TYPE, id, IfMatch.version("2")));

    private static TestDatabase database;

    @Parameter
    boolean rowLevelSecurity;

    private String schema;
    private CountedSource source;
    private JdbcRevisionStore store;
    private VersionedStorage storage;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void open() throws Exception {
        schema = "s" + UUID.randomUUID().toString().replace("-", "");
        JdbcOptions options = JdbcOptions.builder()
                .schema(schema)
                .rowLevelSecurity(rowLevelSecurity)
                .build();
        source = CountedSource.over(RestrictedRole.create(database.url(), options));
        store = JdbcRevisionStore.over(source, options);
        storage = VersionedStorage.over(store);
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        source.close();
    }

    /** What a key may have gone through; each leaves it in another state. */
    private enum State {
        NEVER_USED,
        CREATED,
        UPDATED,
        DELETED,
        RESTORED,
        ERASED,
        REBORN
    }

    private ResourceKey keyIn(State state) {
        ResourceKey key = key(UUID.randomUUID().toString());
        List<Append> appends = switch (state) {
            case NEVER_USED -> List.of();
            case CREATED, ERASED, REBORN -> List.of(put(key));
            case UPDATED -> List.of(put(key), put(key));
            case DELETED -> List.of(put(key), delete(key));
            case RESTORED -> List.of(put(key), delete(key), put(key));
        };
        appends.forEach(store::append);
        if (state == State.ERASED || state == State.REBORN) {
            store.erase(erase(key));
        }
        if (state == State.REBORN) {
            store.append(put(key));
        }
        return key;
    }

    private static List<Condition> conditions() {
        return List.of(
                new Condition.Any(),
                new Condition.Absent(),
                new Condition.NotLive(),
                new Condition.Live(),
                new Condition.LiveAt(1),
                new Condition.LiveAt(2),
                new Condition.LiveAt(3),
                new Condition.DeletedAt(1),
                new Condition.DeletedAt(2));
    }

    private void assertOne(String what, Call call) {
        assertThat(source.of(call)).as(what).isEqualTo(Trips.ONE);
    }

    @Test
    void every_condition_in_every_state_takes_one_trip_whether_it_holds_or_is_refused() {
        List<AppendOutcome> outcomes = new ArrayList<>();
        for (State state : State.values()) {
            for (Condition condition : conditions()) {
                ResourceKey key = keyIn(state);
                assertOne(
                        "A put on " + condition + " where " + state,
                        () -> outcomes.add(store.append(put(key, condition))));
            }
            for (Condition condition :
                    List.of(new Condition.Live(), new Condition.LiveAt(1), new Condition.LiveAt(3))) {
                ResourceKey key = keyIn(state);
                assertOne(
                        "A deletion on " + condition + " where " + state,
                        () -> outcomes.add(store.append(delete(key, condition))));
            }
        }
        assertThat(outcomes).hasSize(7 * 12).hasAtLeastOneElementOfType(Appended.class);
        assertThat(outcomes).hasAtLeastOneElementOfType(Refused.class).doesNotContain(new Raced());
    }

    @Test
    void a_fresh_key_takes_one_trip_and_one_that_is_not_fresh_after_all_two() {
        assertOne(
                "A fresh key",
                () -> assertThat(store.append(putFresh(key("fresh")))).isInstanceOf(Appended.class));
        assertThat(source.of(
                        () -> assertThat(store.append(putFresh(key("fresh")))).isInstanceOf(Refused.class)))
                .isEqualTo(Trips.TWO);
    }

    @Test
    void a_lost_race_takes_a_second_trip() throws Exception {
        ResourceKey key = keyIn(State.CREATED);
        List<AppendOutcome> outcome = new ArrayList<>();
        try (Sql other = Sql.on(database.url())) {
            other.connection().setAutoCommit(false);
            Planted.updated(key, 2).into(other, schema);
            try (Blocked<Trips> raced = Blocked.call(
                    database.url(),
                    () -> source.of(() -> outcome.add(store.append(put(key, new Condition.LiveAt(1))))))) {
                other.connection().commit();
                assertThat(raced.result()).isEqualTo(Trips.TWO);
            }
        }
        assertThat(outcome).containsExactly(new Raced());
    }

    @Test
    void a_batch_of_100_takes_one_trip_written_or_refused() {
        List<Append> appends = IntStream.range(0, 100)
                .mapToObj(i -> put(key("batch-" + i), new Condition.Absent()))
                .toList();

        assertOne("A batch", () -> assertThat(store.appendAll(appends)).isInstanceOf(AllAppended.class));
        assertOne("Its repetition", () -> assertThat(store.appendAll(appends)).isInstanceOf(Rejected.class));
    }

    @Test
    void erasures_take_one_trip_in_every_state() {
        for (State state : State.values()) {
            ResourceKey one = keyIn(state);
            assertOne("The erasure of version 1 where " + state, () -> store.erase(erase(one, 1)));
            assertOne("The erasure of version 9 where " + state, () -> store.erase(erase(one, 9)));
            ResourceKey key = keyIn(state);
            assertOne("An erasure where " + state, () -> store.erase(erase(key)));
            assertOne("Another one where " + state, () -> store.erase(erase(key)));
        }
    }

    @Test
    void reads_of_one_key_take_one_trip_in_every_state() {
        for (State state : State.values()) {
            ResourceKey key = keyIn(state);
            assertOne("head where " + state, () -> store.head(key, Detail.CONTENT));
            assertOne("its metadata where " + state, () -> store.head(key, Detail.METADATA));
            assertOne("revision where " + state, () -> store.revision(key, 1));
            assertOne("versions where " + state, () -> store.versions(key));
            assertOne("as-of where " + state, () -> store.asOf(key, NOON));
        }
    }

    @Test
    void reads_of_100_keys_take_one_trip() {
        List<ResourceKey> keys =
                IntStream.range(0, 100).mapToObj(i -> key("many-" + i)).toList();
        store.appendAll(keys.stream().map(Requests::put).toList());

        assertOne("heads", () -> assertThat(store.heads(keys, Detail.CONTENT)).hasSize(100));
        assertOne(
                "their metadata",
                () -> assertThat(store.heads(keys, Detail.METADATA)).hasSize(100));
    }

    @Test
    void each_page_of_a_history_takes_one_trip_in_every_scope_order_and_span() {
        ResourceKey key = keyIn(State.CREATED);
        IntStream.range(0, 9).forEach(i -> store.append(put(key)));
        for (HistoryRequest.Scope scope : List.of(new OfKey(key), new OfType(CLINIC, TYPE), new OfTenant(CLINIC))) {
            for (Order order : Order.values()) {
                for (Optional<Instant> bound : List.of(Optional.<Instant>empty(), Optional.of(NOON))) {
                    for (Detail detail : Detail.values()) {
                        assertOnePerPage(new HistoryRequest(
                                scope,
                                order,
                                bound,
                                bound.map(since -> since.plusSeconds(1)),
                                Optional.empty(),
                                PageBounds.of(3),
                                detail));
                    }
                }
            }
        }
    }

    private void assertOnePerPage(HistoryRequest first) {
        List<Slice<RevisionRecord, HistoryRequest.Position>> pages = new ArrayList<>();
        HistoryRequest next = first;
        while (true) {
            HistoryRequest request = next;
            assertOne("A page of " + request, () -> pages.add(store.history(request)));
            Optional<HistoryRequest.Position> after =
                    pages.get(pages.size() - 1).next();
            if (after.isEmpty()) {
                break;
            }
            next = new HistoryRequest(
                    first.scope(), first.order(), first.since(), first.before(), after, first.bounds(), first.detail());
        }
        assertThat(pages).as("Pages of " + first).hasSize(4);
    }

    @Test
    void each_page_of_a_list_and_each_count_take_one_trip() {
        store.appendAll(List.of(put(key("a")), put(key("b")), put(key("c"))));

        assertOne("The first page", () -> store.list(CLINIC, TYPE, Optional.empty(), PageBounds.of(2)));
        assertOne("The second page", () -> store.list(CLINIC, TYPE, Optional.of("b"), PageBounds.of(2)));
        assertOne("A type's count", () -> store.count(CLINIC, Optional.of(TYPE)));
        assertOne("A tenant's count", () -> store.count(CLINIC, Optional.empty()));
    }

    @Test
    void each_page_of_the_feed_takes_one_trip() {
        store.appendAll(List.of(put(key("a")), put(key("b")), put(key("c"))));
        List<String> tokens = new ArrayList<>();

        assertOne("The end", () -> store.changes(CLINIC, new FeedPosition.Now(), PAGE));
        assertOne(
                "The oldest",
                () -> tokens.add(store.changes(CLINIC, new FeedPosition.Oldest(), PageBounds.of(2))
                        .token()));
        assertOne(
                "A later page",
                () -> tokens.add(store.changes(CLINIC, new FeedPosition.After(tokens.get(0)), PAGE)
                        .token()));
        assertOne("Nothing new", () -> store.changes(CLINIC, new FeedPosition.After(tokens.get(1)), PAGE));
    }

    @Test
    void a_page_of_the_check_takes_one_trip() {
        store.append(put(key("a")));
        assertOne("A page", () -> store.check(Optional.empty(), 10));
    }

    @Test
    void what_was_found_out_when_the_store_opened_takes_none() {
        assertThat(source.of(() -> {
                    store.capabilities();
                    store.identity();
                    storage.capabilities();
                }))
                .isEqualTo(Trips.NONE);
    }

    @Test
    void every_write_of_the_storage_takes_one_trip_whether_it_is_accepted_or_refused() {
        for (State state : State.values()) {
            for (Function<String, Write> write : WRITES) {
                Write of = write.apply(keyIn(state).id());
                assertOne(of + " where " + state, () -> storage.write(CONTEXT, of));
            }
            ResourceKey key = keyIn(state);
            assertOne(
                    "A batch where " + state,
                    () -> storage.writeBatch(
                            CONTEXT, List.of(Write.update(TYPE, key.id(), CONTENT), Write.create(TYPE, CONTENT))));
            assertOne("An erasure where " + state, () -> storage.erase(CONTEXT, key));
            Erasure ofVersion = Erasure.ofVersion(TYPE, keyIn(state).id(), "1");
            assertOne("The erasure of a version where " + state, () -> storage.erase(CONTEXT, ofVersion));
        }
        assertOne("A creation without id", () -> storage.create(CONTEXT, TYPE, CONTENT));
    }

    /** A look that finds the content, and the write. */
    @Test
    void a_restoration_by_the_storage_takes_two_trips() {
        ResourceKey key = keyIn(State.DELETED);
        assertThat(source.of(() -> storage.restore(CONTEXT, key))).isEqualTo(Trips.TWO);
    }

    @Test
    void every_read_of_the_storage_takes_one_trip() {
        for (State state : State.values()) {
            ResourceKey key = keyIn(state);
            assertOne("read where " + state, () -> storage.read(CONTEXT, key));
            assertOne("head where " + state, () -> storage.head(CONTEXT, key));
            assertOne("exists where " + state, () -> storage.exists(CONTEXT, TYPE, key.id()));
            assertOne("vread where " + state, () -> storage.vread(CONTEXT, key, "1"));
            assertOne("currentVersion where " + state, () -> storage.currentVersion(CONTEXT, key));
            assertOne("listVersions where " + state, () -> storage.listVersions(CONTEXT, key));
            assertOne("readAsOf where " + state, () -> storage.readAsOf(CONTEXT, key, NOON));
            assertOne("findWrite where " + state, () -> storage.findWrite(CONTEXT, key, UUID.randomUUID()));
        }
        assertOne(
                "readBatch",
                () -> storage.readBatch(
                        CONTEXT,
                        IntStream.range(0, 100).mapToObj(i -> key("k" + i)).toList()));
        assertOne("count", () -> storage.count(CONTEXT, TYPE));
        assertOne("verify", storage::verify);
    }

    @Test
    void every_page_of_the_storage_takes_one_trip() {
        ResourceKey key = keyIn(State.CREATED);
        IntStream.range(0, 4).forEach(i -> store.append(put(key)));
        keyIn(State.CREATED);
        keyIn(State.CREATED);
        for (HistoryQuery query :
                List.of(HistoryQuery.ofResource(TYPE, key.id()), HistoryQuery.ofType(TYPE), HistoryQuery.ofTenant())) {
            assertOnePerPage(page -> storage.history(CONTEXT, query, page));
            assertOnePerPage(
                    page -> storage.history(CONTEXT, query.oldestFirst().since(NOON), page));
        }
        assertOnePerPage(page -> storage.list(CONTEXT, TYPE, page));
        String[] cursor = new String[1];
        assertOne(
                "The feed",
                () -> cursor[0] =
                        storage.changes(CONTEXT, FeedStart.oldest(), 2).cursor());
        assertOne("Its next page", () -> storage.changes(CONTEXT, FeedStart.after(cursor[0]), 2));
        assertOne("Its end", () -> storage.changes(CONTEXT, FeedStart.now()));
    }

    private void assertOnePerPage(Function<PageRequest, Page<?>> pages) {
        PageRequest[] next = {PageRequest.first().withLimit(2)};
        int count = 0;
        while (next[0] != null) {
            PageRequest request = next[0];
            assertOne(
                    "Page " + ++count,
                    () -> next[0] =
                            pages.apply(request).next().map(request::withCursor).orElse(null));
        }
        assertThat(count).isGreaterThan(1);
    }
}
