package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.InvalidContentException;
import dev.verso.PageRequest;
import dev.verso.ReadMode;
import dev.verso.Revision;
import dev.verso.StorageOptions;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** JSON-03's limits that a storage sets, and CAP-01 and CAP-02. */
class LimitTest {

    private final ScriptedStore store = new ScriptedStore(new NaiveRevisionStore(NaiveRevisionStore.Pages.FULL));

    @Test
    void JSON_03_content_up_to_the_limit_is_taken_and_one_byte_more_is_not() {
        VersionedStorage storage = VersionedStorage.over(
                store, StorageOptions.builder().contentLimit(20).build());
        Content fits = Content.of("{\"a\":\"" + "x".repeat(12) + "\"}");
        Content tooLarge = Content.of("{\"a\":\"" + "secret".repeat(2) + "x\"}");
        assertThat(fits.size()).isEqualTo(20);
        assertThat(storage.create(ACME, KEY, fits).content()).isEqualTo(fits);
        store.reset();

        for (Write write : List.of(
                Write.create(TYPE, tooLarge),
                Write.createOrUpdate(TYPE, "x", tooLarge),
                Write.createIfNotLive(TYPE, "x", tooLarge),
                Write.update(TYPE, "x", tooLarge))) {
            assertThatThrownBy(() -> storage.write(ACME, write))
                    .isInstanceOf(InvalidContentException.class)
                    .hasMessageContaining("21 bytes")
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> storage.writeBatch(ACME, List.of(write)))
                    .isInstanceOf(InvalidContentException.class);
        }
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void JSON_03_the_depth_limit_can_be_lowered() {
        VersionedStorage storage = VersionedStorage.over(
                store, StorageOptions.builder().depthLimit(3).build());
        storage.create(ACME, KEY, Content.of("{\"a\":[[1]]}"));
        store.reset();

        assertThatThrownBy(() -> storage.update(ACME, KEY, Content.of("{\"a\":[[[1]]]}")))
                .isInstanceOf(InvalidContentException.class)
                .hasMessageContaining("4");
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void a_limit_above_what_the_backend_takes_is_refused_at_once() {
        Capabilities small = new Capabilities(
                "small", EnumSet.noneOf(Capability.class), ReadMode.LINEARIZABLE, 1000, Optional.empty());
        ScriptedStore limited = new ScriptedStore(new NaiveRevisionStore(NaiveRevisionStore.Pages.FULL, small));
        assertThatThrownBy(() -> VersionedStorage.over(
                        limited, StorageOptions.builder().contentLimit(1001).build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("1001")
                .hasMessageContaining("1000");
        assertThatCode(() -> VersionedStorage.over(
                        limited, StorageOptions.builder().contentLimit(1000).build()))
                .doesNotThrowAnyException();
    }

    @Test
    void options_out_of_their_ranges_are_refused() {
        StorageOptions.Builder builder = StorageOptions.builder();
        assertThatThrownBy(() -> builder.contentLimit(1)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> builder.depthLimit(0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> builder.depthLimit(513)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> builder.defaultPageSize(0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> builder.maxPageSize(1001)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void CAP_01_every_single_key_operation_works_without_any_capability() {
        ScriptedStore bare = new ScriptedStore(
                new NaiveRevisionStore(NaiveRevisionStore.Pages.FULL, EnumSet.noneOf(Capability.class)));
        VersionedStorage storage = VersionedStorage.over(bare);
        storage.create(ACME, KEY, ONE);
        storage.updateWithMatch(ACME, KEY, "1", TWO);
        storage.delete(ACME, KEY);
        storage.restore(ACME, KEY);

        assertThat(storage.historyStream(ACME, HistoryQuery.ofResource(TYPE, KEY.id())))
                .extracting(Revision::version)
                .containsExactly(4L, 3L, 2L, 1L);
        assertThat(storage.readAsOf(ACME, KEY, Instant.MAX)).isPresent();
        assertThat(storage.readBatch(ACME, List.of(KEY))).hasSize(1);
        assertThat(storage.listVersions(ACME, KEY)).hasSize(4);
        assertThat(storage.verify().isSound()).isTrue();
    }

    @Test
    void CAP_02_what_is_not_declared_refuses_and_does_nothing() {
        for (Capability missing :
                List.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE)) {
            ScriptedStore bare = new ScriptedStore(
                    new NaiveRevisionStore(NaiveRevisionStore.Pages.FULL, EnumSet.complementOf(EnumSet.of(missing))));
            VersionedStorage storage = VersionedStorage.over(bare);
            List<Runnable> calls = switch (missing) {
                case SCANS ->
                    List.of(
                            () -> storage.list(ACME, TYPE, PageRequest.first()),
                            () -> storage.count(ACME, TYPE),
                            () -> storage.count(ACME),
                            () -> storage.history(ACME, HistoryQuery.ofType(TYPE), PageRequest.first()),
                            () -> storage.history(ACME, HistoryQuery.ofTenant(), PageRequest.first()));
                case ATOMIC_BATCH ->
                    List.of(
                            () -> storage.writeBatch(ACME, List.of()),
                            () -> storage.writeBatch(ACME, List.of(Write.create(TYPE, ONE))));
                case CHANGE_FEED ->
                    List.of(
                            () -> storage.changes(ACME, FeedStart.oldest()),
                            () -> storage.changesStream(ACME, FeedStart.now()).toList());
                default -> List.of(() -> storage.erase(ACME, KEY));
            };
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(call::run)
                            .isInstanceOfSatisfying(
                                    UnsupportedCapabilityException.class,
                                    e -> assertThat(e.capability()).isEqualTo(missing)));
            assertThat(bare.calls()).isEmpty();
        }
    }
}
