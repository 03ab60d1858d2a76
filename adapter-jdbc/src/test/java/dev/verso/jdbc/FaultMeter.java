package dev.verso.jdbc;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.spi.RevisionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of stores that a fault has hit, before the engine settles them, and changes nothing. Thread-safe. */
final class FaultMeter {

    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong unavailable = new AtomicLong();

    RevisionStore of(RevisionStore store) {
        return (RevisionStore) Proxy.newProxyInstance(
                RevisionStore.class.getClassLoader(),
                new Class<?>[] {RevisionStore.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        note(e.getCause());
                        throw e.getCause();
                    }
                });
    }

    private void note(Throwable thrown) {
        if (thrown instanceof OutcomeUnknownException) {
            unknown.incrementAndGet();
        } else if (thrown instanceof BackendUnavailableException) {
            unavailable.incrementAndGet();
        }
    }

    /** Writes that were lost in flight. */
    long unknown() {
        return unknown.get();
    }

    /** Calls that were turned away, or undone, with a known outcome. */
    long unavailable() {
        return unavailable.get();
    }

    @Override
    public String toString() {
        return "writes hit in flight " + unknown + ", calls turned away " + unavailable;
    }
}
