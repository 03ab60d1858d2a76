package dev.verso.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.load.PlainStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreFaultsTest {

    private static final ResourceKey KEY = ResourceKey.of("acme", "Patient", "p1");

    private final PlainStore.Data data = new PlainStore.Data();
    private final PlainStore direct = new PlainStore(data);
    private final StoreFaults faults = StoreFaults.over(() -> new PlainStore(data));

    @Test
    void what_is_cut_before_the_request_is_unavailable_and_not_done() throws Exception {
        RevisionStore store = faults.store();
        Armed armed = faults.proxy().arm(Cut.beforeRequest());

        assertThatThrownBy(() -> store.append(create())).isInstanceOf(BackendUnavailableException.class);
        assertThat(armed.hasMet()).isTrue();
        assertThat(direct.versions(KEY)).isEmpty();
        assertThat(store.append(create())).isInstanceOf(AppendOutcome.Appended.class);
    }

    @Test
    void what_is_cut_after_the_request_is_unknown_and_done() throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().arm(Cut.afterRequest());

        assertThatThrownBy(() -> store.append(create())).isInstanceOf(OutcomeUnknownException.class);
        assertThat(direct.versions(KEY)).containsExactly(1L);
    }

    @Test
    void what_is_cut_at_the_request_is_unknown_and_done_when_somebody_calls_next() throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().arm(Cut.atRequest());

        assertThatThrownBy(() -> store.append(create())).isInstanceOf(OutcomeUnknownException.class);
        assertThat(direct.versions(KEY)).isEmpty();
        assertThat(faults.store().head(KEY, Detail.METADATA)).isPresent();
    }

    @Test
    void what_is_on_its_way_has_arrived_when_the_store_is_quiet_or_closed() throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().arm(Cut.atRequest());
        assertThatThrownBy(() -> store.append(create())).isInstanceOf(OutcomeUnknownException.class);
        store.close();
        assertThat(direct.versions(KEY)).containsExactly(1L);

        faults.proxy().arm(Cut.atRequest());
        RevisionStore other = faults.store();
        assertThatThrownBy(() -> other.append(update())).isInstanceOf(OutcomeUnknownException.class);
        faults.awaitQuiescence();
        assertThat(direct.versions(KEY)).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.Kind.class,
            names = {"HOLD"},
            mode = EnumSource.Mode.EXCLUDE)
    void of_a_read_nothing_is_unknown(Cut.Kind kind) throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().arm(new Cut(kind, 0, 0, call -> true));

        assertThatThrownBy(() -> store.head(KEY, Detail.METADATA)).isInstanceOf(BackendUnavailableException.class);
        assertThat(store.head(KEY, Detail.METADATA)).isEmpty();
    }

    @Test
    void a_swallowed_request_is_unknown_and_never_done() throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().arm(Cut.swallowRequest());

        assertThatThrownBy(() -> store.append(create())).isInstanceOf(OutcomeUnknownException.class);
        faults.heal();
        assertThat(store.head(KEY, Detail.METADATA)).isEmpty();
    }

    @Test
    void a_held_call_goes_on_when_it_is_released() throws Exception {
        RevisionStore store = faults.store();
        Armed armed = faults.proxy().arm(Cut.hold());
        CompletableFuture<AppendOutcome> appending = CompletableFuture.supplyAsync(() -> store.append(create()));
        assertThat(armed.awaitMet(Duration.ofMinutes(1))).isTrue();
        assertThat(direct.versions(KEY)).isEmpty();

        armed.release();
        assertThat(appending.get(1, TimeUnit.MINUTES)).isInstanceOf(AppendOutcome.Appended.class);
    }

    @Test
    void a_call_under_way_when_all_connections_are_cut_loses_its_answer_and_each_instance_learns_of_it_once()
            throws Exception {
        RevisionStore store = faults.store();
        RevisionStore idle = faults.store();
        Armed armed = faults.proxy().arm(Cut.hold());
        CompletableFuture<AppendOutcome> appending = CompletableFuture.supplyAsync(() -> store.append(create()));
        assertThat(armed.awaitMet(Duration.ofMinutes(1))).isTrue();
        faults.killConnections();
        armed.release();

        assertThat(appending.handle((outcome, thrown) -> thrown.getCause()).get(1, TimeUnit.MINUTES))
                .isInstanceOf(OutcomeUnknownException.class);
        for (RevisionStore each : List.of(store, idle)) {
            assertThatThrownBy(() -> each.versions(KEY)).isInstanceOf(BackendUnavailableException.class);
            assertThat(each.versions(KEY)).containsExactly(1L);
        }
        assertThat(faults.store().versions(KEY)).containsExactly(1L);
    }

    @Test
    void while_it_refuses_nothing_reaches_the_store_and_healing_ends_that() throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().refusing();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.append(create())).isInstanceOf(BackendUnavailableException.class);
        }
        faults.heal();

        assertThatThrownBy(() -> store.versions(KEY)).isInstanceOf(BackendUnavailableException.class);
        assertThat(store.versions(KEY)).isEmpty();
    }

    @Test
    void a_cut_meets_one_call_of_the_name_that_it_asks_for_after_those_that_it_lets_pass() throws Exception {
        RevisionStore store = faults.store();
        faults.proxy().arm(Cut.beforeRequest().whenContains("append").after(1));

        assertThat(store.head(KEY, Detail.METADATA)).isEmpty();
        assertThat(store.append(create())).isInstanceOf(AppendOutcome.Appended.class);
        assertThatThrownBy(() -> store.append(update())).isInstanceOf(BackendUnavailableException.class);
        assertThat(store.append(update())).isInstanceOf(AppendOutcome.Appended.class);
    }

    @Test
    void one_cut_is_armed_at_a_time_and_can_be_taken_back() throws Exception {
        RevisionStore store = faults.store();
        Armed armed = faults.proxy().arm(Cut.beforeRequest());
        assertThatThrownBy(() -> faults.proxy().arm(Cut.beforeRequest())).isInstanceOf(IllegalStateException.class);

        faults.proxy().disarm();
        assertThat(store.versions(KEY)).isEmpty();
        assertThat(armed.hasMet()).isFalse();
    }

    @Test
    void what_needs_a_server_is_not_offered() {
        assertThat(faults.offers()).containsExactlyInAnyOrder(Fault.CUT, Fault.KILL_CONNECTIONS);
        assertThatThrownBy(faults::killServer).isInstanceOf(UnsupportedOperationException.class);
    }

    private static Append create() {
        return put(new Condition.Absent());
    }

    private static Append update() {
        return put(new Condition.Live());
    }

    private static Append put(Condition condition) {
        return new Append.Put(
                KEY, condition, Content.of("{}"), Optional.empty(), UUID.randomUUID(), Instant.EPOCH, false);
    }
}
