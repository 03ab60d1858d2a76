package dev.verso.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One of the threads that perform a workload; it takes results, so that none is optimised away. */
final class Lane {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    // The slot in use is far from both ends, and so never in a cache line with another lane's.
    private static final int ROOM = 128;

    private final int number;
    private final Object[] results = new Object[ROOM];

    Lane(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    void consume(@Nullable Object result) {
        SLOT.setOpaque(results, ROOM / 2, result);
    }
}
