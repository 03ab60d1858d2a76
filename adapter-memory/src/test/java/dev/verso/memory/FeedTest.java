package dev.verso.memory;

import static dev.verso.memory.Requests.NOON;
import static dev.verso.memory.Requests.key;
import static dev.verso.memory.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.CursorExpiredException;
import dev.verso.InvalidCursorException;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.Condition;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final ResourceKey KEY = key("a");
    private static final TenantId TENANT = KEY.tenant();
    private static final PageBounds PAGE = PageBounds.of(100);

    private final Revisions revisions = new Revisions();
    private final MemoryRevisionStore store = new MemoryRevisionStore(revisions);

    @Test
    void FEED_03_positions_of_another_epoch_are_expired_and_malformed_ones_are_invalid() {
        store.append(put(KEY));
        String good = store.changes(TENANT, new FeedPosition.Oldest(), PAGE).token();
        String foreign = MemoryRevisionStore.create()
                .changes(TENANT, new FeedPosition.Oldest(), PAGE)
                .token();

        assertThat(changesAfter(good).entries()).isEmpty();
        assertThatExceptionOfType(CursorExpiredException.class).isThrownBy(() -> changesAfter(foreign));
        String epoch = store.identity() + ":";
        assertThat(List.of("", "1", epoch, epoch + "-1", epoch + "01", epoch + "2", epoch + "9".repeat(40), good + " "))
                .allSatisfy(token ->
                        assertThatExceptionOfType(InvalidCursorException.class).isThrownBy(() -> changesAfter(token)));
    }

    @Test
    void FEED_04_now_is_the_end_and_oldest_the_beginning() {
        FeedSlice empty = store.changes(TENANT, new FeedPosition.Now(), PAGE);
        store.append(put(KEY));
        FeedSlice now = store.changes(TENANT, new FeedPosition.Now(), PAGE);
        store.append(put(KEY));

        assertThat(empty.caughtUp()).isTrue();
        assertThat(feedVersions(changesAfter(empty.token()))).containsExactly(1L, 2L);
        assertThat(now.entries()).isEmpty();
        assertThat(feedVersions(changesAfter(now.token()))).containsExactly(2L);
        assertThat(feedVersions(store.changes(TENANT, new FeedPosition.Oldest(), PAGE)))
                .containsExactly(1L, 2L);
    }

    @Test
    void FEED_01_a_reader_stops_before_a_write_under_way_and_tells_since_when_it_holds_others_back() {
        store.append(put(KEY));
        Feed feed = revisions.tenant(TENANT).feed();
        long underWay = feed.takeTicket();
        store.append(put(key("b"), new Condition.Any(), NOON.plusSeconds(9)));
        store.append(put(key("c"), new Condition.Any(), NOON.plusSeconds(5)));

        FeedSlice held = store.changes(TENANT, new FeedPosition.Oldest(), PAGE);

        assertThat(feedVersions(held)).containsExactly(1L);
        assertThat(held.caughtUp()).isFalse();
        assertThat(held.heldBackSince()).contains(NOON.plusSeconds(5));
        assertThat(store.changes(TENANT, new FeedPosition.Now(), PAGE).token()).isEqualTo(held.token());

        feed.publish(new Row(KEY, 2, Change.UPDATE, 0, 0, null, new UUID(0, 0), Content.of("{}"), underWay, null));
        FeedSlice freed = changesAfter(held.token());
        assertThat(freed.entries()).hasSize(2);
        assertThat(freed.caughtUp()).isTrue();
        assertThat(freed.heldBackSince()).isEmpty();
    }

    private FeedSlice changesAfter(String token) {
        return store.changes(TENANT, new FeedPosition.After(token), PAGE);
    }

    private static List<Long> feedVersions(FeedSlice slice) {
        return slice.entries().stream()
                .map(entry -> entry.revision().metadata().version())
                .collect(Collectors.toList());
    }
}
