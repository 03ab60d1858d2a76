package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.CLINIC;
import static dev.verso.jdbc.Requests.NOON;
import static dev.verso.jdbc.Requests.PAGE;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendFaultException;
import dev.verso.CursorExpiredException;
import dev.verso.InvalidCursorException;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import dev.verso.testservers.PostgresServer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The feed beside transactions that are slow, roll back, or commit in another order than they began in. An open transaction
 * anywhere in the cluster holds every feed of it back, so these tests run one by one.
 */
@Execution(ExecutionMode.SAME_THREAD)
class FeedTest {

    private static final String SCHEMA = JdbcOptions.defaults().schema();
    private static final FeedPosition OLDEST = new FeedPosition.Oldest();

    private TestDatabase database;
    private JdbcRevisionStore store;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        store = database.open(JdbcOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private Sql transaction() throws Exception {
        Sql sql = Sql.on(database.url());
        sql.connection().setAutoCommit(false);
        return sql;
    }

    private FeedSlice after(String token) {
        return store.changes(CLINIC, new FeedPosition.After(token), PAGE);
    }

    private static List<String> ids(FeedSlice slice) {
        return slice.entries().stream()
                .map(entry -> entry.revision().metadata().key().id())
                .toList();
    }

    @Test
    void FEED_02_what_commits_late_is_not_passed_by() throws Exception {
        store.append(put(key("a")));
        try (Sql slow = transaction()) {
            Planted.created(key("slow")).into(slow);
            store.append(put(key("b")));
            store.append(put(key("c")));

            FeedSlice held = store.changes(CLINIC, OLDEST, PAGE);
            assertThat(ids(held)).containsExactly("a");
            assertThat(held.heldBackSince()).contains(NOON);
            assertThat(ids(after(held.token()))).isEmpty();

            slow.connection().commit();
            FeedSlice freed = after(held.token());
            assertThat(ids(freed)).containsExactly("slow", "b", "c");
            assertThat(freed.heldBackSince()).isEmpty();
            assertThat(freed.caughtUp()).isTrue();
        }
    }

    @Test
    void FEED_02_what_rolls_back_is_not_waited_for_any_longer() throws Exception {
        try (Sql slow = transaction()) {
            Planted.created(key("never")).into(slow);
            store.append(put(key("a")));
            FeedSlice held = store.changes(CLINIC, OLDEST, PAGE);
            assertThat(ids(held)).isEmpty();

            slow.connection().rollback();
            assertThat(ids(after(held.token()))).containsExactly("a");
        }
    }

    @Test
    void FEED_02_transactions_that_commit_in_reverse_order_are_all_met_in_the_order_they_began_in() throws Exception {
        try (Sql first = transaction();
                Sql second = transaction();
                Sql third = transaction()) {
            Planted.created(key("1")).into(first);
            Planted.created(key("2")).into(second);
            Planted.created(key("3")).into(third);
            List<String> met = new ArrayList<>();
            String token = store.changes(CLINIC, OLDEST, PAGE).token();
            for (Sql each : List.of(third, second, first)) {
                each.connection().commit();
                FeedSlice slice = after(token);
                met.addAll(ids(slice));
                token = slice.token();
            }
            assertThat(met).containsExactly("1", "2", "3");
        }
    }

    @Test
    void FEED_02_a_transaction_that_only_reads_holds_nothing_back() throws Exception {
        try (Sql reader = transaction()) {
            reader.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            reader.value("SELECT count(*) FROM " + SCHEMA + ".resource_version");
            store.append(put(key("a")));
            assertThat(ids(store.changes(CLINIC, OLDEST, PAGE))).containsExactly("a");
        }
    }

    @Test
    void FEED_04_the_end_lies_before_what_is_still_under_way() throws Exception {
        store.append(put(key("before")));
        try (Sql slow = transaction()) {
            Planted.created(key("slow")).into(slow);
            String now = store.changes(CLINIC, new FeedPosition.Now(), PAGE).token();
            store.append(put(key("after")));
            slow.connection().commit();
            assertThat(ids(after(now))).containsExactly("slow", "after");
        }
    }

    /** Without erasures, which would take new places and so hide what was passed by. */
    @Test
    void FEED_02_a_consumer_beside_transactions_of_every_length_misses_nothing() throws Exception {
        int writers = 6;
        int rounds = 80;
        ConcurrentLinkedQueue<String> committed = new ConcurrentLinkedQueue<>();
        AtomicInteger working = new AtomicInteger(writers);
        List<String> met = new ArrayList<>();
        try (Crew crew = new Crew(writers + 1)) {
            for (int i = 0; i < writers; i++) {
                int writer = i;
                crew.join(() -> {
                    try {
                        write(writer, rounds, committed);
                    } finally {
                        working.decrementAndGet();
                    }
                });
            }
            crew.join(() -> {
                FeedSlice slice = store.changes(CLINIC, OLDEST, PAGE);
                boolean ended = false;
                while (true) {
                    met.addAll(ids(slice));
                    if (ended && slice.entries().isEmpty() && slice.caughtUp()) {
                        return;
                    }
                    ended = working.get() == 0;
                    slice = store.changes(CLINIC, new FeedPosition.After(slice.token()), PAGE);
                }
            });
            crew.await();
        }
        assertThat(committed).hasSizeGreaterThan(writers * rounds / 2);
        assertThat(met).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(committed);
    }

    /** Half of the rows in single statements, half in transactions of some, a third of which roll back. */
    private void write(int writer, int rounds, ConcurrentLinkedQueue<String> committed) throws Exception {
        Random random = new Random(writer);
        try (Sql sql = transaction()) {
            for (int round = 0; round < rounds; round++) {
                String id = writer + "-" + round;
                if (random.nextBoolean()) {
                    assertThat(store.append(put(key(id)))).isInstanceOf(Appended.class);
                    committed.add(id);
                    continue;
                }
                List<String> ids = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    ids.add(id + "-" + i);
                    Planted.created(key(id + "-" + i)).place(i).into(sql);
                }
                if (random.nextInt(3) == 0) {
                    sql.connection().rollback();
                } else {
                    sql.connection().commit();
                    committed.addAll(ids);
                }
            }
        }
    }

    @Test
    void FEED_03_a_place_ahead_of_the_database_is_expired() {
        store.append(put(key("a")));
        String token = store.changes(CLINIC, OLDEST, PAGE).token();
        String ahead = token.replaceFirst(":[0-9]+:", ":4000000000:");
        assertThatExceptionOfType(CursorExpiredException.class).isThrownBy(() -> after(ahead));
    }

    @Test
    void FEED_03_a_place_of_another_epoch_is_expired() throws Exception {
        store.append(put(key("a")));
        String token = store.changes(CLINIC, OLDEST, PAGE).token();
        Sql.run(database.url(), "UPDATE " + SCHEMA + ".store SET feed_epoch = gen_random_uuid()");
        assertThatExceptionOfType(CursorExpiredException.class).isThrownBy(() -> after(token));
        assertThat(ids(store.changes(CLINIC, OLDEST, PAGE))).containsExactly("a");
    }

    @Test
    void HIS_03_a_text_that_is_no_place_is_invalid() {
        String token = store.changes(CLINIC, OLDEST, PAGE).token();
        for (String none : List.of(
                "",
                "1",
                token + " ",
                token + ":1",
                token.replace(":", "-"),
                token.toUpperCase(Locale.ROOT) + "x",
                token.replaceFirst(":[0-9]+:", ":9999999999999999999:"),
                token.replaceFirst(":[0-9]+:", ":-1:"))) {
            assertThatExceptionOfType(InvalidCursorException.class).as(none).isThrownBy(() -> after(none));
        }
    }

    /** What a dump brings into another cluster: rows whose transaction ids are those of the former one. */
    private void moveToAnotherCluster() throws Exception {
        Sql.run(
                database.url(),
                "UPDATE " + SCHEMA + ".resource_version SET tx_id = (tx_id::text::bigint + 3000000000)::text::xid8",
                "UPDATE " + SCHEMA + ".store SET cluster = 42");
    }

    @Test
    void FEED_03_data_of_another_cluster_are_refused_until_their_feed_is_rebased() throws Exception {
        store.appendAll(List.of(put(key("d")), put(key("a")), put(key("c"))));
        store.append(put(key("b")));
        String token = store.changes(CLINIC, OLDEST, PAGE).token();
        moveToAnotherCluster();
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> database.open(JdbcOptions.defaults()).close())
                .withMessageContainingAll("another cluster", "JdbcRevisionStore.rebaseFeed");

        JdbcRevisionStore.rebaseFeed(database.nextPool(), JdbcOptions.defaults());

        database.open(JdbcOptions.defaults()).close();
        assertThatExceptionOfType(CursorExpiredException.class).isThrownBy(() -> after(token));
        store.append(put(key("a")));
        FeedSlice rebased = store.changes(CLINIC, OLDEST, PAGE);
        assertThat(ids(rebased)).containsExactly("d", "a", "c", "b", "a");
        assertThat(rebased.caughtUp()).isTrue();
        assertThat(store.check(Optional.empty(), 100).found()).isEmpty();
    }

    /** More than there are places beside one transaction id, in two tenants. */
    @Test
    void FEED_03_a_rebased_feed_keeps_its_order_at_any_length() throws Exception {
        int rows = 33_000;
        Sql.run(
                database.url(),
                "INSERT INTO " + SCHEMA + ".resource_version (tenant_id, resource_type, resource_id, version, change,"
                        + " last_updated, created_at, write_id, tx_id, seq)"
                        + " SELECT t, 'Patient', n, 1, 0, n, n, gen_random_uuid(), (5000000000 - n / 3)::text::xid8, n % 3"
                        + " FROM (VALUES ('clinic', " + rows
                        + "), ('other', 9)) t (t, n_rows), generate_series(1, n_rows) n");
        String order = "SELECT resource_id FROM " + SCHEMA
                + ".resource_version WHERE tenant_id = 'clinic' ORDER BY tx_id, seq";
        try (Sql sql = Sql.on(database.url())) {
            List<String> before = sql.list(order);
            JdbcRevisionStore.rebaseFeed(database.nextPool(), JdbcOptions.defaults());
            assertThat(sql.list(order)).isEqualTo(before).hasSize(rows);
        }
        Set<String> met = new HashSet<>();
        FeedSlice slice = store.changes(CLINIC, OLDEST, PageBounds.of(1000));
        while (met.addAll(ids(slice))) {
            slice = store.changes(CLINIC, new FeedPosition.After(slice.token()), PageBounds.of(1000));
        }
        assertThat(met).hasSize(rows);
    }

    @Test
    void FEED_03_an_owner_that_is_no_superuser_can_rebase_behind_row_level_security() throws Exception {
        String owner = "owner_" + UUID.randomUUID().toString().replace("-", "");
        JdbcOptions fenced =
                JdbcOptions.builder().schema("fenced").rowLevelSecurity(true).build();
        Sql.run(
                database.url(),
                "CREATE ROLE " + owner + " LOGIN PASSWORD '" + RestrictedRole.PASSWORD + "'",
                "CREATE SCHEMA fenced AUTHORIZATION " + owner);
        String url = PostgresServer.withRole(database.url(), owner, RestrictedRole.PASSWORD);
        try (JdbcRevisionStore ours = JdbcRevisionStore.open(url, fenced)) {
            ours.append(put(key("a")));
            ours.append(put(key("b")));
            Sql.run(
                    database.url(),
                    "UPDATE fenced.resource_version SET tx_id = (tx_id::text::bigint + 3000000000)::text::xid8",
                    "UPDATE fenced.store SET cluster = 42");
            JdbcRevisionStore.rebaseFeed(TestDatabase.source(url), fenced);
            assertThat(ids(ours.changes(CLINIC, OLDEST, PAGE))).containsExactly("a", "b");
        }
        JdbcRevisionStore.open(url, fenced).close();
    }

    @Test
    void FEED_03_rebasing_is_the_owners_alone() throws Exception {
        store.append(put(key("a")));
        String token = store.changes(CLINIC, OLDEST, PAGE).token();
        String role = RestrictedRole.grant(database.url(), JdbcRevisionStore.ddl(JdbcOptions.defaults()));
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> JdbcRevisionStore.rebaseFeed(TestDatabase.source(role), JdbcOptions.defaults()));
        assertThat(ids(after(token))).isEmpty();
    }
}
