package dev.verso.tck.zoo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the first one who comes until a second one has come, which makes a race happen; later ones pass. */
final class Meeting {

    /** Only a first one to whom no second ever comes waits this long: that one was not in a race. */
    private static final long ALONE_MILLIS = 500;

    private final CountDownLatch two = new CountDownLatch(2);

    void await() {
        two.countDown();
        try {
            if (!two.await(ALONE_MILLIS, TimeUnit.MILLISECONDS)) {
                two.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
