package dev.verso.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.tck.Rendezvous.Outcomes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class RendezvousTest {

    private static final Duration GENEROUS = Duration.ofMinutes(1);

    @Test
    void each_task_has_an_outcome_in_the_order_of_the_tasks() {
        try (Rendezvous rendezvous = new Rendezvous(GENEROUS)) {
            Outcomes<String> outcomes = rendezvous.run(List.<Callable<String>>of(
                    () -> "one",
                    () -> {
                        throw new IllegalStateException("two");
                    },
                    () -> "three"));

            assertThat(outcomes.values()).containsExactly("one", "three");
            assertThat(outcomes.thrown(IllegalStateException.class)).hasSize(1);
            assertThat(outcomes.all()).extracting(outcome -> outcome.task()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void all_tasks_run_at_once_each_on_a_thread_of_its_own() {
        try (Rendezvous rendezvous = new Rendezvous(GENEROUS)) {
            CyclicBarrier allAreThere = new CyclicBarrier(5);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            Callable<Integer> task = () -> {
                threads.add(Thread.currentThread());
                return allAreThere.await();
            };
            Outcomes<Integer> outcomes = rendezvous.run(List.of(task, task, task, task, task));

            assertThat(outcomes.values()).hasSize(5);
            assertThat(threads).hasSize(5);
            assertThat(outcomes.overlaps()).isEqualTo(10);
        }
    }

    @Test
    void a_task_that_does_not_end_within_the_deadline_fails_the_check() {
        CountDownLatch never = new CountDownLatch(1);
        try (Rendezvous rendezvous = new Rendezvous(Duration.ofMillis(100))) {
            Callable<Integer> hangs = () -> {
                never.await();
                return 0;
            };

            assertThatThrownBy(() -> rendezvous.run(List.of(hangs)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("within the subject's deadline");
        } finally {
            never.countDown();
        }
    }

    @Test
    void an_exception_that_is_not_allowed_is_told() {
        try (Rendezvous rendezvous = new Rendezvous(GENEROUS)) {
            Outcomes<Integer> outcomes = rendezvous.run(List.<Callable<Integer>>of(() -> {
                throw new IllegalStateException("the cause");
            }));

            outcomes.onlyThrown("a task", List.of(IllegalStateException.class));
            assertThatThrownBy(() -> outcomes.onlyThrown("a task", List.of()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the cause");
        }
    }
}
