package dev.verso.tck.zoo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds the first one who comes until a second one has come, which makes a race happen; later ones pass. */
final class Meeting {

    /** Only a first one to whom no second ever comes waits this long: that one was not in a race. */
    private static final long ALONE_MILLIS = 2_000;

    private final CountDownLatch two = new CountDownLatch(2);
    private final AtomicInteger come = new AtomicInteger();

    /**
     * Waits for the other one.
     *
     * @return whether this one is not the second one: of two who met, who goes first
     */
    boolean await() {
        boolean second = come.incrementAndGet() == 2;
        two.countDown();
        try {
            if (!two.await(ALONE_MILLIS, TimeUnit.MILLISECONDS)) {
                two.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !second;
    }
}
