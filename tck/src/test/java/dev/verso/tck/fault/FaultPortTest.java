package dev.verso.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FaultPortTest {

    private final FaultPort port = new FaultPort() {
        @Override
        public Set<Fault> offers() {
            return Set.of();
        }

        @Override
        public VersionedStorage open(StorageOptions options) {
            throw new IllegalStateException("not needed here");
        }

        @Override
        public void heal() {}

        @Override
        public void close() {}
    };

    @Test
    void what_is_not_offered_says_so() {
        List<ThrowingCallable> calls = List.of(
                port::killConnections,
                port::killServer,
                port::startServer,
                port::pauseServer,
                port::resumeServer,
                port::failOver,
                port::proxy);
        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("does not offer"));
    }

    @Test
    void a_port_reports_quiescence_if_it_has_a_way_of_its_own_to_find_it_out() {
        assertThat(port.reportsQuiescence()).isFalse();
        assertThat(StoreFaults.over(() -> null).reportsQuiescence()).isTrue();
    }

    @Test
    void a_cut_has_no_negative_numbers() {
        assertThatThrownBy(() -> Cut.withinReply(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cut.beforeRequest().after(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
