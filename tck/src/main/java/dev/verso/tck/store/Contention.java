package dev.verso.tck.store;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts how many calls met others at work. Thread-safe. */
final class Contention {

    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final LongAdder met = new LongAdder();

    void begin() {
        int now = atWork.incrementAndGet();
        calls.increment();
        if (now > 1) {
            met.increment();
        }
        most.accumulateAndGet(now, Math::max);
    }

    void end() {
        atWork.decrementAndGet();
    }

    /** How many calls began while another was at work. */
    long met() {
        return met.sum();
    }

    @Override
    public String toString() {
        return met.sum() + " of " + calls.sum() + " calls met others at work, at most " + most.get() + " at once";
    }
}
