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

import dev.verso.CursorExpiredException;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidCursorException;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.PermissionDeniedException;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantId;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.HistoryRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** HIS-03 and FEED-03: a cursor is good for its own walk, whole, and for nothing else. */
class CursorTest {

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final HistoryQuery HISTORY = HistoryQuery.ofResource(TYPE, ID);

    private final Fixture fixture = new Fixture();
    private final VersionedStorage storage = fixture.storage;

    private void fill() {
        for (int i = 0; i < 3; i++) {
            fixture.rival.create(ACME, TYPE, "q" + i, ONE);
            fixture.rival.createOrUpdate(ACME, KEY, TWO);
        }
    }

    private String listCursor() {
        return storage.list(ACME, TYPE, PageRequest.first().withLimit(1)).next().orElseThrow();
    }

    private String historyCursor(HistoryQuery query) {
        return storage.history(ACME, query, PageRequest.first().withLimit(1))
                .next()
                .orElseThrow();
    }

    private String feedCursor() {
        return storage.changes(ACME, FeedStart.oldest(), 1).cursor();
    }

    private void assertInvalid(String cursor) {
        fixture.store.reset();
        assertThatThrownBy(() -> storage.list(ACME, TYPE, PageRequest.after(cursor)))
                .isInstanceOf(InvalidCursorException.class);
        assertThatThrownBy(() -> storage.history(ACME, HISTORY, PageRequest.after(cursor)))
                .isInstanceOf(InvalidCursorException.class);
        assertThatThrownBy(() -> storage.changes(ACME, FeedStart.after(cursor)))
                .isInstanceOf(InvalidCursorException.class);
        assertThat(fixture.store.calls()).isEmpty();
    }

    @Test
    void a_cursor_goes_on_where_its_page_ended_whatever_the_limit_is() {
        fill();
        Page<StoredResource> rest =
                storage.list(ACME, TYPE, PageRequest.after(listCursor()).withLimit(7));
        assertThat(rest.items()).extracting(resource -> resource.key().id()).containsExactly("q0", "q1", "q2");
        assertThat(rest.next()).isEmpty();
        assertThat(storage.history(
                                ACME,
                                HISTORY,
                                PageRequest.after(historyCursor(HISTORY)).withLimit(2))
                        .items())
                .extracting(Revision::versionId)
                .containsExactly("2", "1");
        assertThat(storage.changes(ACME, FeedStart.after(feedCursor()), 9).entries())
                .hasSize(5);
    }

    @Test
    void a_cursor_is_good_on_every_instance_over_the_same_store_and_after_a_restart() {
        fill();
        VersionedStorage restarted = VersionedStorage.over(new ScriptedStore(fixture.naive));
        assertThat(restarted.list(ACME, TYPE, PageRequest.after(listCursor())).items())
                .hasSize(3);
        assertThat(restarted
                        .history(ACME, HISTORY, PageRequest.after(historyCursor(HISTORY)))
                        .items())
                .hasSize(2);
        assertThat(restarted.changes(ACME, FeedStart.after(feedCursor())).entries())
                .hasSize(5);
    }

    @Test
    void every_single_changed_character_is_found() {
        fill();
        for (String cursor : List.of(listCursor(), historyCursor(HISTORY), feedCursor())) {
            for (int i = 0; i < cursor.length(); i++) {
                for (char c : BASE64.toCharArray()) {
                    if (c != cursor.charAt(i)) {
                        assertAltered(cursor.substring(0, i) + c + cursor.substring(i + 1));
                    }
                }
            }
        }
    }

    private void assertAltered(String cursor) {
        Cursors cursors = new Cursors(fixture.naive.identity());
        assertThatThrownBy(() -> cursors.readList(ACME.tenant(), TYPE, cursor))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageContaining("altered or cut");
    }

    @Test
    void every_cut_and_every_addition_is_found() {
        fill();
        for (String cursor : List.of(listCursor(), historyCursor(HISTORY), feedCursor())) {
            for (int end = 0; end < cursor.length(); end++) {
                assertInvalid(cursor.substring(0, end));
            }
            for (String more : List.of("A", "AA", "AAAA", "=", "==", " ", "\n", "\u0000", "%")) {
                assertInvalid(cursor + more);
                assertInvalid(more + cursor);
            }
        }
    }

    @Test
    void other_text_is_no_cursor() {
        for (String text : List.of("", " ", "x", "=", "null", "\uD83D\uDE00", "\uD83D", "A".repeat(100_000))) {
            assertInvalid(text);
        }
    }

    @Test
    void another_kind_of_walk_refuses_it() {
        fill();
        String list = listCursor();
        String history = historyCursor(HistoryQuery.ofType(TYPE));
        String feed = feedCursor();
        for (String other : List.of(history, feed)) {
            assertThatThrownBy(() -> storage.list(ACME, TYPE, PageRequest.after(other)))
                    .isInstanceOf(InvalidCursorException.class);
        }
        for (String other : List.of(list, feed)) {
            assertThatThrownBy(() -> storage.history(ACME, HistoryQuery.ofType(TYPE), PageRequest.after(other)))
                    .isInstanceOf(InvalidCursorException.class);
        }
        for (String other : List.of(list, history)) {
            assertThatThrownBy(() -> storage.changes(ACME, FeedStart.after(other)))
                    .isInstanceOf(InvalidCursorException.class);
        }
    }

    @Test
    void another_query_refuses_it() {
        fill();
        List<HistoryQuery> queries = List.of(
                HISTORY,
                HISTORY.oldestFirst(),
                HISTORY.since(START),
                HISTORY.since(START.minusNanos(1)),
                HISTORY.before(START.plusSeconds(1)),
                HISTORY.since(START).before(START.plusSeconds(1)),
                HistoryQuery.ofResource(TYPE, "q0"),
                HistoryQuery.ofResource("Other", ID),
                HistoryQuery.ofType(TYPE),
                HistoryQuery.ofTenant());
        fixture.rival.update(ACME, TYPE, "q0", TWO);
        fixture.rival.create(ACME, "Other", ID, ONE);
        fixture.rival.update(ACME, "Other", ID, ONE);
        for (HistoryQuery query : queries) {
            String cursor = historyCursor(query);
            for (HistoryQuery other : queries) {
                if (other.equals(query)) {
                    assertThat(storage.history(ACME, other, PageRequest.after(cursor))
                                    .items())
                            .isNotEmpty();
                } else {
                    assertThatThrownBy(() -> storage.history(ACME, other, PageRequest.after(cursor)))
                            .isInstanceOf(InvalidCursorException.class);
                }
            }
        }
        assertThatThrownBy(() -> storage.list(ACME, "Other", PageRequest.after(listCursor())))
                .isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void TEN_01_another_tenant_and_another_store_refuse_it() {
        fill();
        TenantContext other = TenantContext.of("acme_corp", TenantPermissions.fullAccess());
        VersionedStorage elsewhere = new Fixture().storage;
        for (TenantContext context : List.of(other, ACME)) {
            VersionedStorage asked = context == ACME ? elsewhere : storage;
            assertThatThrownBy(() -> asked.list(context, TYPE, PageRequest.after(listCursor())))
                    .isInstanceOf(InvalidCursorException.class);
            assertThatThrownBy(() -> asked.history(context, HISTORY, PageRequest.after(historyCursor(HISTORY))))
                    .isInstanceOf(InvalidCursorException.class);
            assertThatThrownBy(() -> asked.changes(context, FeedStart.after(feedCursor())))
                    .isInstanceOf(InvalidCursorException.class);
        }
    }

    @Test
    void permissions_are_checked_anew_for_each_page() {
        fill();
        String cursor = listCursor();
        assertThatThrownBy(() -> storage.list(
                        TenantContext.of("acme", TenantPermissions.none()), TYPE, PageRequest.after(cursor)))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void FEED_03_what_the_store_says_of_an_old_feed_cursor_reaches_the_consumer() {
        fill();
        String cursor = feedCursor();
        CursorExpiredException expired = new CursorExpiredException("another epoch");
        fixture.store.script(Op.CHANGES, Step.failBefore(expired));

        assertThatThrownBy(() -> storage.changes(ACME, FeedStart.after(cursor))).isSameAs(expired);
    }

    @Test
    void a_feed_token_comes_back_as_the_store_gave_it() {
        Cursors cursors = new Cursors(UUID.randomUUID());
        TenantId tenant = new TenantId("acme");
        for (String token : List.of("", "7", "\u0000", "\u00e9\u20ac", "\uD83D\uDE00", "\u20ac".repeat(256))) {
            assertThat(cursors.readFeed(tenant, cursors.feed(tenant, token))).isEqualTo(token);
        }
    }

    @Test
    void the_longest_key_fits_into_a_cursor() {
        Cursors cursors = new Cursors(UUID.randomUUID());
        TenantId tenant = new TenantId("t".repeat(128));
        String type = "y".repeat(128);
        HistoryRequest.Position position =
                new HistoryRequest.Position(Instant.MAX, type, "i".repeat(128), Long.MAX_VALUE - 1);
        HistoryQuery query = HistoryQuery.ofType(type).since(Instant.MIN).before(Instant.MAX);

        assertThat(cursors.readHistory(tenant, query, cursors.history(tenant, query, position)))
                .isEqualTo(position);
    }

    @Test
    void ERR_01_a_forged_position_is_an_invalid_cursor() throws Exception {
        Cursors cursors = new Cursors(fixture.naive.identity());
        HistoryQuery query = HistoryQuery.ofType(TYPE);
        String real = cursors.history(ACME.tenant(), query, new HistoryRequest.Position(START, TYPE, ID, 1));
        List<byte[]> positions = new ArrayList<>();
        positions.add(new byte[0]);
        positions.add(new byte[3]);
        positions.add(position(Long.MAX_VALUE, 0, 1, TYPE, ID));
        positions.add(position(Long.MAX_VALUE, Integer.MAX_VALUE, 1, TYPE, ID));
        positions.add(position(0, 0, 1, TYPE));
        positions.add(position(0, 0, 1, TYPE, ID, "more"));
        byte[] badLength = position(0, 0, 1, TYPE, ID);
        badLength[20] = (byte) 0xFF;
        positions.add(badLength);
        byte[] badText = position(0, 0, 1, TYPE, ID);
        badText[22] = (byte) 0xFF;
        positions.add(badText);
        for (byte[] position : positions) {
            String forged = forge(real, position);
            assertThatThrownBy(() -> storage.history(ACME, query, PageRequest.after(forged)))
                    .isInstanceOf(InvalidCursorException.class);
        }
        assertThat(fixture.store.calls()).isEmpty();
        assertThat(storage.history(ACME, query, PageRequest.after(forge(real, position(0, 0, 1, TYPE, ID))))
                        .next())
                .isEqualTo(Optional.empty());
    }

    private static byte[] position(long second, int nano, long version, String... texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(second);
        out.writeInt(nano);
        out.writeLong(version);
        for (String text : texts) {
            out.writeUTF(text);
        }
        return bytes.toByteArray();
    }

    /** Puts another position into a cursor, with the checksum that belongs to it. */
    private static String forge(String real, byte[] position) throws Exception {
        byte[] header = Arrays.copyOf(Base64.getUrlDecoder().decode(real), 34);
        byte[] body = Arrays.copyOf(header, header.length + position.length);
        System.arraycopy(position, 0, body, header.length, position.length);
        byte[] checksum = MessageDigest.getInstance("SHA-256").digest(body);
        byte[] sealed = Arrays.copyOf(body, body.length + 8);
        System.arraycopy(checksum, 0, sealed, body.length, 8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }
}
