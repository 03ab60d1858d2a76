package dev.verso.tck.fault;

import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.spi.RevisionStore;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A fault port for every adapter, also for one without a server: the calls of its stores are cut, each of which counts as a
 * request.
 *
 * <pre>{@code
 * Subject.of("my adapter", "1.0", options -> VersionedStorage.over(BACKEND.open(), options))
 *         .faults(StoreFaults.over(BACKEND::open))
 * }</pre>
 *
 * <p>What is cut before the request never reaches the store, and throws {@link dev.verso.BackendUnavailableException}. What
 * is cut at the request reaches the store after all, just before the next call of any instance; what is cut after the
 * request has reached it. A write then throws {@link dev.verso.OutcomeUnknownException}, a read
 * {@code BackendUnavailable}. A swallowed request or reply ends in the same way, at once, as if the caller had waited long
 * enough. When all connections are cut, calls under way lose their answers, and each instance's next call is refused.
 *
 * <p>No thread, no clock and no chance is involved. What needs a process of its own, such as {@link Fault#KILL_SERVER}, is
 * not offered: an adapter that has a server wants a port that reaches it.
 *
 * <p>Thread-safe.
 */
public final class StoreFaults implements FaultPort {

    private final Callable<? extends RevisionStore> opener;
    private final StoreWire wire = new StoreWire();

    private StoreFaults(Callable<? extends RevisionStore> opener) {
        this.opener = Objects.requireNonNull(opener, "opener");
    }

    /**
     * Makes a port over an adapter's stores.
     *
     * @param opener opens a new store, over the same data at each call
     * @return the port
     */
    public static StoreFaults over(Callable<? extends RevisionStore> opener) {
        return new StoreFaults(opener);
    }

    /** {@link Fault#CUT} and {@link Fault#KILL_CONNECTIONS}. */
    @Override
    public Set<Fault> offers() {
        return EnumSet.of(Fault.CUT, Fault.KILL_CONNECTIONS);
    }

    @Override
    public VersionedStorage open(StorageOptions options) throws Exception {
        return VersionedStorage.over(store(), options);
    }

    /**
     * Opens a store whose calls the faults hit, for tests of one's own.
     *
     * @return a store that passes every call on, unless it is cut; closing it closes the one that was opened for it
     * @throws Exception what the opener throws
     */
    public RevisionStore store() throws Exception {
        return new FaultyStore(opener.call(), wire);
    }

    @Override
    public void killConnections() {
        wire.cutAll();
    }

    /** {@inheritDoc} A cut's condition is given the name of the method that is called, such as {@code append}. */
    @Override
    public Wire proxy() {
        return wire;
    }

    @Override
    public void heal() {
        wire.disarm();
        wire.accepting();
        wire.deliver();
    }

    @Override
    public void awaitQuiescence() {
        wire.deliver();
    }

    /** Does nothing: the port opens nothing of its own. */
    @Override
    public void close() {}
}
