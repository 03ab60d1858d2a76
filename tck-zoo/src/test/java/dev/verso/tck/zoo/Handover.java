package dev.verso.tck.zoo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A moment of one thread that others wait for, which makes a race happen in one order. */
final class Handover {

    /** Only who waits for what never comes waits this long: that one was not in a race. */
    private static final long ALONE_MILLIS = 2_000;

    private final CountDownLatch come = new CountDownLatch(1);

    /** Lets go on who waits, and whoever comes to wait. */
    void now() {
        come.countDown();
    }

    boolean isOver() {
        return come.getCount() == 0;
    }

    /** Waits; who has waited in vain lets all others go on as well. */
    void await() {
        try {
            if (!come.await(ALONE_MILLIS, TimeUnit.MILLISECONDS)) {
                come.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
