package dev.verso.tck.fault;

import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import java.util.Set;

/**
 * Does harm to a backend under test: the fault chapter's way to a server that only its adapter's author knows how to reach.
 *
 * <p>What is {@linkplain #offers() offered} works, and what is not throws {@link UnsupportedOperationException}: the
 * defaults do. A port is used by one check at a time, on one thread; its storages are used by many.
 *
 * <p>Every fault ends: what kills the server has a counterpart that starts it, and the kit calls it, whatever the check
 * finds. {@link #heal()} is called after each check.
 */
public interface FaultPort extends AutoCloseable {

    /**
     * Tells what the port can do.
     *
     * @return the faults; the same as long as the port lives
     */
    Set<Fault> offers();

    /**
     * Opens a storage over the backend that the faults hit; with {@link Fault#CUT}, all of its traffic goes through
     * {@link #proxy()}.
     *
     * @param options clock, limits, retries
     * @return a new instance, closed by the caller
     * @throws Exception if the backend cannot be reached
     */
    VersionedStorage open(StorageOptions options) throws Exception;

    /**
     * Cuts every connection of clients that is open; needs {@link Fault#KILL_CONNECTIONS}.
     *
     * @throws Exception if it could not be done
     */
    default void killConnections() throws Exception {
        throw notOffered(Fault.KILL_CONNECTIONS);
    }

    /**
     * Kills the server as {@code kill -9} does; needs {@link Fault#KILL_SERVER}. Returns when it is dead.
     *
     * @throws Exception if it could not be done
     */
    default void killServer() throws Exception {
        throw notOffered(Fault.KILL_SERVER);
    }

    /**
     * Starts the server that was killed, over the same data; needs {@link Fault#KILL_SERVER}. Returns when it takes
     * connections.
     *
     * @throws Exception if it could not be done
     */
    default void startServer() throws Exception {
        throw notOffered(Fault.KILL_SERVER);
    }

    /**
     * Stops the server without closing a connection; needs {@link Fault#PAUSE_SERVER}.
     *
     * @throws Exception if it could not be done
     */
    default void pauseServer() throws Exception {
        throw notOffered(Fault.PAUSE_SERVER);
    }

    /**
     * Lets a paused server go on; needs {@link Fault#PAUSE_SERVER}.
     *
     * @throws Exception if it could not be done
     */
    default void resumeServer() throws Exception {
        throw notOffered(Fault.PAUSE_SERVER);
    }

    /**
     * Makes the server that takes the writes hand over to another one; needs {@link Fault#FAIL_OVER}. Returns when the other
     * one takes writes.
     *
     * @throws Exception if it could not be done
     */
    default void failOver() throws Exception {
        throw notOffered(Fault.FAIL_OVER);
    }

    /**
     * Gives what the storages' traffic goes through, such as a {@link CutProxy}; needs {@link Fault#CUT}.
     *
     * @return the wire that the kit cuts
     */
    default Wire proxy() {
        throw notOffered(Fault.CUT);
    }

    /**
     * Undoes what was done: a killed server runs, a paused one goes on, no cut is armed, nothing is held. Does nothing if all
     * is well.
     *
     * @throws Exception if it could not be done
     */
    void heal() throws Exception;

    /**
     * Waits until no write that was sent before can take effect any more, for instance until no session of an earlier client
     * is at work; the backend is healed. By default it does nothing: the fault chapter then uses conditional writes only,
     * which it fences by itself.
     *
     * @throws Exception if it could not be found out
     */
    default void awaitQuiescence() throws Exception {}

    /**
     * Tells whether {@link #awaitQuiescence()} finds out what it says. If it does, the fault chapter also uses writes without a
     * condition, which no fence can stop from taking effect late.
     *
     * @return by default, whether the port has an {@code awaitQuiescence} of its own
     */
    default boolean reportsQuiescence() {
        try {
            return getClass().getMethod("awaitQuiescence").getDeclaringClass() != FaultPort.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Every port has this method", e);
        }
    }

    /** Lets go of what the port itself opened. */
    @Override
    void close();

    private static UnsupportedOperationException notOffered(Fault fault) {
        return new UnsupportedOperationException("This port does not offer " + fault + "; ask offers() first");
    }
}
