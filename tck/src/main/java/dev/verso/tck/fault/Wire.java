package dev.verso.tck.fault;

/**
 * What the calls of a storage pass through on their way to the backend, and where they can be cut: the bytes of a
 * connection, or the calls of a store.
 *
 * <p>Thread-safe.
 */
public sealed interface Wire permits CutProxy, StoreWire {

    /**
     * Arms a cut: the next request that meets its condition is treated so, once.
     *
     * @param cut what to do, and to which request
     * @return tells when it is done
     * @throws IllegalStateException if another cut is armed and has not met its request yet
     */
    Armed arm(Cut cut);

    /** Takes back the cut that is armed, if there is one. */
    void disarm();

    /** Cuts every connection that is open; new ones are let through. */
    void cutAll();

    /** Cuts every connection that is open and refuses new ones until {@link #accepting()}: the server is down. */
    void refusing();

    /** Lets new connections through again. */
    void accepting();
}
