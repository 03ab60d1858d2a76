package dev.verso.tck.fault;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The wire of {@link StoreFaults}: a request is one call of a store, and its bytes are the name of the method. */
final class StoreWire implements Wire {

    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicLong cuts = new AtomicLong();
    private final Queue<Callable<?>> late = new ConcurrentLinkedQueue<>();

    /** One instance's connection, which learns only at its next request that it was cut. */
    final class Connection {

        private final AtomicLong openedAfter = new AtomicLong(cuts.get());

        <T> T read(String method, Supplier<T> call) {
            return pass(method, false, call);
        }

        <T> T write(String method, Supplier<T> call) {
            return pass(method, true, call);
        }

        private <T> T pass(String method, boolean writes, Supplier<T> call) {
            deliver();
            long before = cuts.get();
            if (refusing.get() || openedAfter.getAndSet(before) != before) {
                throw unavailable();
            }
            Armed met = meets(method);
            T reply = met == null ? call.get() : harmed(met, writes, call);
            if (cuts.get() != before) {
                throw lost(writes);
            }
            return reply;
        }
    }

    Connection connect() {
        return new Connection();
    }

    private @Nullable Armed meets(String method) {
        Armed waiting = armed.get();
        if (waiting == null
                || !waiting.cut().condition().test(bytes(method))
                || !waiting.isLast()
                || !armed.compareAndSet(waiting, null)) {
            return null;
        }
        waiting.meet();
        return waiting;
    }

    private static ByteBuffer bytes(String method) {
        return ByteBuffer.wrap(method.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
    }

    private <T> T harmed(Armed met, boolean writes, Supplier<T> call) {
        try {
            switch (met.cut().kind()) {
                case HOLD -> {
                    met.awaitRelease();
                    return call.get();
                }
                case BEFORE_REQUEST -> throw unavailable();
                case AT_REQUEST -> late.add(call::get);
                case WITHIN_REPLY, SWALLOW_REPLY -> unheard(call::get);
                case SWALLOW_REQUEST -> {
                    // Nothing arrives, and the caller has waited as long as it does.
                }
            }
            throw lost(writes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } finally {
            met.finish();
        }
    }

    /** Makes a call whose answer, or exception, nobody gets. */
    private static void unheard(Callable<?> call) {
        try {
            call.call();
        } catch (Exception e) {
            return;
        }
    }

    /** Makes the calls that were on their way when their connection was cut. */
    void deliver() {
        for (Callable<?> call = late.poll(); call != null; call = late.poll()) {
            unheard(call);
        }
    }

    private static BackendUnavailableException unavailable() {
        return new BackendUnavailableException("The kit refused the call; nothing reached the store", null);
    }

    /** Of a read nothing is unknown. */
    private static RuntimeException lost(boolean write) {
        return write
                ? new OutcomeUnknownException("The kit swallowed the store's answer", null)
                : new BackendUnavailableException("The kit swallowed the store's answer", null);
    }

    @Override
    public Armed arm(Cut cut) {
        Armed next = new Armed(cut);
        if (!armed.compareAndSet(null, next)) {
            throw new IllegalStateException("Another cut still waits for its request; disarm it first");
        }
        return next;
    }

    @Override
    public void disarm() {
        Armed waiting = armed.getAndSet(null);
        if (waiting != null) {
            waiting.release();
        }
    }

    @Override
    public void cutAll() {
        cuts.incrementAndGet();
    }

    @Override
    public void refusing() {
        refusing.set(true);
        cutAll();
    }

    @Override
    public void accepting() {
        refusing.set(false);
    }
}
