package dev.verso.tck.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cut that waits for its request, or has met it.
 *
 * <p>Thread-safe.
 */
public final class Armed {

    private final Cut cut;
    private final AtomicInteger toSkip;
    private final CountDownLatch met = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    Armed(Cut cut) {
        this.cut = cut;
        this.toSkip = new AtomicInteger(cut.skipped());
    }

    Cut cut() {
        return cut;
    }

    boolean isLast() {
        return toSkip.getAndDecrement() <= 0;
    }

    void meet() {
        met.countDown();
    }

    void finish() {
        done.countDown();
    }

    void awaitRelease() throws InterruptedException {
        released.await();
    }

    /**
     * Tells whether the request came.
     *
     * @return whether it did; the harm may still be under way
     */
    public boolean hasMet() {
        return met.getCount() == 0;
    }

    /**
     * Waits until the request came, for instance until one is held.
     *
     * @param deadline how long at most
     * @return whether it came
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitMet(Duration deadline) throws InterruptedException {
        return met.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until the harm is done: the connection is cut, or the request or its reply is swallowed, or what was held went
     * on.
     *
     * @param deadline how long at most
     * @return whether it is done
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitDone(Duration deadline) throws InterruptedException {
        return done.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets a held request go on; one that is not held yet will pass. */
    public void release() {
        released.countDown();
    }
}
