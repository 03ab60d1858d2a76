package dev.verso.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendUnavailableException;
import dev.verso.InvalidArgumentException;
import dev.verso.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tries and pauses of LOCK-03. */
class BackoffTest {

    private static final RetryPolicy DOUBLING =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofNanos(3), Duration.ofNanos(40));

    private static List<Long> bounds(RetryPolicy policy, int entries, int tries) {
        Backoff backoff = new Backoff(policy, entries);
        List<Long> bounds = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            bounds.add(backoff.bound());
            assertThat(backoff.tryAgain()).isTrue();
        }
        return bounds;
    }

    @Test
    void the_bound_doubles_up_to_the_longest_pause() {
        assertThat(bounds(DOUBLING, 1, 7)).containsExactly(3L, 6L, 12L, 24L, 40L, 40L, 40L);
        assertThat(bounds(DOUBLING, 1, 100)).endsWith(40L, 40L);
    }

    @Test
    void the_bound_grows_with_the_entries_of_a_batch() {
        assertThat(bounds(DOUBLING, 2, 2)).containsExactly(6L, 12L);
        assertThat(bounds(DOUBLING, 3, 1)).containsExactly(9L);
        assertThat(bounds(DOUBLING, 4, 1)).containsExactly(9L);
        assertThat(bounds(DOUBLING, 5, 1)).containsExactly(12L);
        assertThat(bounds(DOUBLING, 1000, 6)).containsExactly(33L, 66L, 132L, 264L, 440L, 440L);
    }

    @Test
    void the_longest_pauses_of_the_largest_batch_do_not_overflow() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(new Backoff(new RetryPolicy(2, minute, minute), 1000).bound())
                .isEqualTo(minute.multipliedBy(11).toNanos());
        Duration tiny = Duration.ofNanos(1);
        Backoff backoff = new Backoff(new RetryPolicy(Integer.MAX_VALUE, tiny, tiny), 1);
        for (int i = 0; i < 200; i++) {
            assertThat(backoff.tryAgain()).isTrue();
        }
        assertThat(backoff.bound()).isEqualTo(1);
    }

    @Test
    void no_more_tries_than_the_policy_allows() {
        Backoff backoff = new Backoff(new RetryPolicy(3, Duration.ZERO, Duration.ZERO), 1);
        assertThat(backoff.tries()).isEqualTo(1);
        assertThat(backoff.tryAgain()).isTrue();
        assertThat(backoff.tryAgain()).isTrue();
        assertThat(backoff.tryAgain()).isFalse();
        assertThat(backoff.tries()).isEqualTo(3);
        assertThat(new Backoff(RetryPolicy.NONE, 1).tryAgain()).isFalse();
    }

    @Test
    void ERR_09_an_interrupt_ends_the_pause_and_stays_set() {
        for (Duration pause : List.of(Duration.ZERO, Duration.ofMinutes(1))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> new Backoff(new RetryPolicy(2, pause, pause), 1).tryAgain())
                    .isInstanceOf(BackendUnavailableException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_policy_out_of_its_ranges_is_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(0, second, second)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, second.negated(), second))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(
                        () -> new RetryPolicy(1, second, Duration.ofMinutes(1).plusNanos(1)))
                .isInstanceOf(InvalidArgumentException.class);
    }
}
