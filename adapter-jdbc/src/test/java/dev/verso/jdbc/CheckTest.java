package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.delete;
import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendUnavailableException;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.spi.CheckSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FLT-02: what breaks a key is found and told by what it is, with the key; and nothing else is. */
class CheckTest {

    private static final String SECRET = "{\"name\":\"secret\"}";
    private static final ResourceKey KEY = Requests.key("a");

    private static TestDatabase database;

    private String schema;
    private JdbcRevisionStore store;
    private VersionedStorage storage;
    private Sql sql;

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
        store = database.open(JdbcOptions.builder().schema(schema).build());
        storage = VersionedStorage.over(store);
        sql = Sql.on(database.url());
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
        storage.close();
    }

    @Test
    void FLT_02_a_store_with_every_kind_of_revision_is_sound() {
        ResourceKey other = Requests.key("b");
        store.append(put(KEY));
        store.append(put(KEY));
        store.append(delete(KEY));
        store.append(put(KEY));
        store.erase(erase(KEY, 1));
        store.append(put(other));
        store.erase(erase(other));
        store.append(put(other));
        store.append(delete(other));
        store.erase(erase(other));
        store.appendAll(List.of(put(other), put(Requests.key("c")), put(Requests.key("d"))));

        CheckSlice checked = store.check(Optional.empty(), 100);

        assertThat(checked.found()).isEmpty();
        assertThat(checked.keys()).isEqualTo(4);
        assertThat(checked.revisions()).isEqualTo(4 + 6 + 1 + 1);
        assertThat(checked.next()).isEmpty();
    }

    @Test
    void FLT_02_planted_rows_are_sound_where_they_keep_the_rules() throws Exception {
        plant(Planted.created(KEY), Planted.updated(KEY, 2), Planted.deleted(KEY, 3));
        assertThat(store.check(Optional.empty(), 100).found()).isEmpty();
    }

    @Test
    void FLT_02_pages_meet_every_key_of_every_tenant_once_in_order() throws Exception {
        List<ResourceKey> keys = List.of(
                ResourceKey.of("a", "Patient", "1"),
                ResourceKey.of("a", "Patient", "2"),
                ResourceKey.of("a.b", "Account", "1"),
                ResourceKey.of("a.b", "Patient", "0"),
                ResourceKey.of("b", "Account", "9"));
        for (ResourceKey key : keys) {
            plant(Planted.created(key), Planted.updated(key, 2), Planted.updated(key, 4));
        }

        for (int limit = 1; limit <= 6; limit++) {
            List<ResourceKey> met = new ArrayList<>();
            long count = 0;
            Optional<String> next = Optional.empty();
            do {
                CheckSlice slice = store.check(next, limit);
                slice.found().forEach(found -> met.add(found.key()));
                count += slice.keys();
                next = slice.next();
            } while (next.isPresent());
            assertThat(met).as("Pages of " + limit).containsExactlyElementsOf(keys);
            assertThat(count).isEqualTo(5);
        }
    }

    @Test
    void FLT_02_a_gap_is_found() throws Exception {
        plant(Planted.created(KEY), Planted.updated(KEY, 3));
        assertFound(Kind.GAP, "Version 3 stands where version 2 is due");
    }

    @Test
    void FLT_02_a_first_version_that_is_not_1_is_a_gap() throws Exception {
        plant(Planted.updated(KEY, 2).of(Rows.CREATE).createdAt(2));
        assertFound(Kind.GAP, "Version 2 stands where version 1 is due");
    }

    @Test
    void FLT_02_a_gap_behind_an_erasure_is_found() throws Exception {
        store.append(put(KEY));
        store.append(put(KEY));
        store.erase(erase(KEY));
        sql.run("DELETE FROM " + schema + ".resource_version WHERE version = 2");
        assertFound(Kind.GAP, "Version 3 stands where version 2 is due");
    }

    @Test
    void FLT_02_a_version_taken_twice_is_found() throws Exception {
        sql.run("ALTER TABLE " + schema + ".resource_version DROP CONSTRAINT resource_version_key");
        plant(
                Planted.created(KEY),
                Planted.updated(KEY, 2),
                Planted.updated(KEY, 2).at(3));
        assertFound(Kind.DUPLICATE, "Version 2 stands where version 3 is due");
    }

    @Test
    void FLT_02_a_change_that_cannot_follow_is_found() throws Exception {
        List<Planted> wrong = List.of(
                Planted.updated(KEY, 2).of(Rows.CREATE).createdAt(2),
                Planted.updated(KEY, 2).of(3),
                Planted.marker(KEY, 2),
                Planted.updated(KEY, 2).content(null).of(null));
        for (Planted second : wrong) {
            plant(Planted.created(KEY), second);
            assertFound(Kind.CHANGE, "Version 2 is of a change that cannot follow the version before it");
            clear();
        }
        for (Integer change : List.of(1, Rows.DELETE, 3, Rows.ERASURE)) {
            plant(Planted.created(KEY).content(null).of(change));
            assertFound(Kind.CHANGE, "Version 1 is of a change that cannot follow the version before it");
            clear();
        }
        for (Planted third : List.of(Planted.updated(KEY, 3), Planted.deleted(KEY, 3))) {
            plant(Planted.created(KEY), Planted.deleted(KEY, 2), third);
            assertFound(Kind.CHANGE, "Version 3 is of a change that cannot follow the version before it");
            clear();
        }
    }

    @Test
    void FLT_02_a_key_that_is_emptied_without_a_marker_is_found() throws Exception {
        store.append(put(KEY));
        store.erase(erase(KEY));
        sql.run("DELETE FROM " + schema + ".resource_version WHERE version = 2");
        assertFound(Kind.CHANGE, "Version 1 is of a change that cannot follow the version before it");
    }

    @Test
    void FLT_02_times_that_do_not_rise_are_found() throws Exception {
        plant(Planted.created(KEY), Planted.updated(KEY, 2).at(1));
        assertFound(Kind.TIME, "Version 2 is not dated after the one before");
    }

    @Test
    void FLT_02_another_createdAt_is_found() throws Exception {
        plant(Planted.created(KEY), Planted.updated(KEY, 2).createdAt(2));
        assertFound(Kind.TIME, "Version 2 has another createdAt than its life's first version is dated");
        clear();
        plant(Planted.created(KEY).createdAt(0));
        assertFound(Kind.TIME, "Version 1 has another createdAt than its life's first version is dated");
    }

    @Test
    void FLT_02_content_where_none_may_be_is_found() throws Exception {
        sql.run("ALTER TABLE " + schema + ".resource_version DROP CONSTRAINT resource_version_slot");
        plant(Planted.created(KEY), Planted.deleted(KEY, 2).content(SECRET));
        assertFound(Kind.CONTENT, "Version 2 has content, but none may be there");
    }

    @Test
    void FLT_02_a_live_head_without_content_is_found() throws Exception {
        plant(Planted.created(KEY).content(null));
        assertFound(Kind.CONTENT, "Version 1 is a live head, but has no content");
    }

    @Test
    void FLT_02_an_erased_revision_with_an_author_is_found() throws Exception {
        store.append(put(KEY));
        store.append(put(KEY));
        sql.run("UPDATE " + schema + ".resource_version SET content = NULL WHERE version = 1");
        assertFound(Kind.CONTENT, "Version 1 is erased, but has an author");
    }

    @Test
    void FLT_02_missing_facts_are_found() throws Exception {
        for (String column : List.of("last_updated", "created_at", "write_id", "tx_id", "seq")) {
            plant(Planted.created(KEY));
            sql.run("UPDATE " + schema + ".resource_version SET " + column + " = NULL");
            assertFound(Kind.CONTENT, "Version 1 lacks its times, its write id or its place in the feed");
            clear();
        }
    }

    @Test
    void FLT_02_an_emptied_slot_that_holds_something_is_found() throws Exception {
        for (String column : List.of(
                "last_updated = 1",
                "created_at = 1",
                "write_id = gen_random_uuid()",
                "seq = 0",
                "author = 'somebody'")) {
            store.append(put(KEY));
            store.erase(erase(KEY));
            sql.run("UPDATE " + schema + ".resource_version SET " + column + " WHERE version = 1");
            assertFound(Kind.CONTENT, "Version 1 is emptied, but holds more than its key and version");
            clear();
        }
    }

    @Test
    void FLT_02_a_feed_out_of_order_is_found() throws Exception {
        plant(Planted.created(KEY), Planted.updated(KEY, 2));
        sql.run("UPDATE " + schema + ".resource_version SET tx_id = '3'::xid8 WHERE version = 2");
        assertFound(Kind.DERIVED, "Version 2 comes before the version below it in the change feed");
        clear();
        plant(Planted.created(KEY), Planted.updated(KEY, 2));
        sql.run("UPDATE " + schema + ".resource_version SET tx_id = '3'::xid8, seq = 0");
        assertFound(Kind.DERIVED, "Version 2 comes before the version below it in the change feed");
    }

    /**
     * A server whose patience ends with a few looks at rows in one statement, as it would with its time. Behind the
     * adapter's back: a policy for a role that policies bind.
     */
    private static final String IMPATIENT = """
            CREATE FUNCTION #.patience() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $do$
            BEGIN
              PERFORM set_config('check.looks', (coalesce(nullif(current_setting('check.looks', true), ''), '0')::int + 1)::text, true);
              IF current_setting('check.looks')::int > %d THEN
                RAISE EXCEPTION 'canceling statement' USING ERRCODE = 'query_canceled';
              END IF;
              RETURN true;
            END $do$;
            ALTER TABLE #.resource_version ENABLE ROW LEVEL SECURITY;
            CREATE POLICY everything ON #.resource_version USING (true);
            CREATE POLICY patience ON #.resource_version AS RESTRICTIVE USING (#.patience());
            """;

    private static final int KEYS = 8;

    private CountedSource restricted() throws Exception {
        for (int i = 0; i < KEYS; i++) {
            plant(Planted.created(Requests.key("k" + i)));
        }
        String role = RestrictedRole.grant(
                database.url(),
                JdbcRevisionStore.ddl(JdbcOptions.builder().schema(schema).build()));
        return CountedSource.over(role);
    }

    private void losePatienceAfter(int looks) throws Exception {
        sql.run(String.format(IMPATIENT, looks).replace("#", schema));
    }

    @Test
    void FLT_02_a_page_that_takes_the_server_too_long_is_asked_for_again_in_parts() throws Exception {
        try (CountedSource source = restricted();
                VersionedStorage impatient = VersionedStorage.over(JdbcRevisionStore.over(
                        source, JdbcOptions.builder().schema(schema).build()))) {
            losePatienceAfter(8);
            Verification verified = impatient.verify(found -> {});
            assertThat(verified.keys()).isEqualTo(KEYS);
            assertThat(verified.isSound()).isTrue();
        }
    }

    @Test
    void FLT_02_a_key_that_takes_the_server_too_long_by_itself_is_unavailable() throws Exception {
        try (CountedSource source = restricted();
                JdbcRevisionStore impatient = JdbcRevisionStore.over(
                        source, JdbcOptions.builder().schema(schema).build())) {
            losePatienceAfter(0);
            assertThat(source.of(() -> assertThatExceptionOfType(BackendUnavailableException.class)
                                    .isThrownBy(() -> impatient.check(Optional.empty(), KEYS)))
                            .statements())
                    .isEqualTo(4);
        }
    }

    @Test
    void FLT_02_what_is_wrong_with_one_key_fills_a_page_and_no_more() throws Exception {
        String rows =
                "INSERT INTO " + schema + ".resource_version (tenant_id, resource_type, resource_id, version, change,"
                        + " last_updated, created_at, write_id) SELECT 'clinic', 'Patient', '%s', n + 1, 2, n, 1, gen_random_uuid()"
                        + " FROM generate_series(1, %d) n";
        sql.run(String.format(rows, "a", Checks.MOST_FOUND + 5));
        sql.run(String.format(rows, "b", 1));
        plant(Planted.created(Requests.key("c")));

        List<ResourceKey> found = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        long keys = 0;
        Optional<String> next = Optional.empty();
        do {
            CheckSlice slice = store.check(next, 1000);
            slice.found().forEach(one -> found.add(one.key()));
            pages.add(slice.found().size());
            keys += slice.keys();
            next = slice.next();
        } while (next.isPresent());

        assertThat(pages).first().isEqualTo(Checks.MOST_FOUND);
        assertThat(found).contains(Requests.key("b")).doesNotContain(Requests.key("c"));
        assertThat(keys).isEqualTo(3);
    }

    /** Only the broken key is named, however much is sound around it, and no content or author is. */
    private void assertFound(Kind kind, String detail) throws Exception {
        plant(Planted.created(Requests.key("0-sound")), Planted.created(Requests.key("z-sound")));
        List<Inconsistency> found = new ArrayList<>();
        Verification verified = storage.verify(found::add);
        assertThat(found).contains(new Inconsistency(KEY, kind, detail)).allSatisfy(one -> {
            assertThat(one.key()).isEqualTo(KEY);
            assertThat(one.toString()).doesNotContain("secret").doesNotContain("somebody");
        });
        assertThat(verified.keys()).isEqualTo(3);
        assertThat(verified.isSound()).isFalse();
    }

    private void plant(Planted... rows) throws Exception {
        for (Planted row : rows) {
            row.into(sql, schema);
        }
    }

    private void clear() throws Exception {
        sql.run("TRUNCATE " + schema + ".resource_version");
    }
}
