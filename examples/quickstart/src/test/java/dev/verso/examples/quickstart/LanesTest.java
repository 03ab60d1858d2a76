package dev.verso.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final int MIB = 1 << 20;

    @Test
    void who_submits_waits_while_too_much_is_not_done_yet() throws InterruptedException {
        AtomicInteger submitted = new AtomicInteger();
        AtomicInteger seenWhenStuck = new AtomicInteger();
        Thread submitter = Thread.currentThread();
        AtomicReference<Thread.State> state = new AtomicReference<>(Thread.State.NEW);

        try (Lanes lanes = new Lanes(2)) {
            // Both lanes stand still until the submitter waits, or has wrongly submitted all.
            for (int lane = 0; lane < 2; lane++) {
                lanes.submit(lane, MIB, () -> {
                    while (submitter.getState() == Thread.State.RUNNABLE && submitted.get() < 1_000) {
                        Thread.onSpinWait();
                    }
                    state.compareAndSet(Thread.State.NEW, submitter.getState());
                    seenWhenStuck.compareAndSet(0, submitted.get());
                });
            }
            for (int i = 0; i < 1_000; i++) {
                lanes.submit(i, MIB, () -> {});
                submitted.incrementAndGet();
            }
            lanes.awaitAll();
        }

        assertThat(seenWhenStuck).hasValueLessThan(32);
        assertThat(state).hasValue(Thread.State.WAITING);
    }

    @Test
    void a_task_beyond_the_bound_still_runs() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        try (Lanes lanes = new Lanes(1)) {
            for (int i = 0; i < 3; i++) {
                lanes.submit(i, Integer.MAX_VALUE, done::incrementAndGet);
            }
            lanes.awaitAll();
            assertThat(done).hasValue(3);
        }
    }

    @Test
    void closing_lets_end_what_was_submitted() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        try (Lanes lanes = new Lanes(3)) {
            for (int i = 0; i < 10_000; i++) {
                lanes.submit(i, 10, done::incrementAndGet);
            }
        }
        assertThat(done).hasValue(10_000);
    }
}
