package dev.verso.tck.fault;

/** What a {@link FaultPort} can do to a backend. */
public enum Fault {
    /** Every open connection of the backend's clients is cut; the backend lives on. */
    KILL_CONNECTIONS,
    /** The server is killed as {@code kill -9} does, and started again over the same data. */
    KILL_SERVER,
    /** The server stops answering without closing a connection, and goes on later. */
    PAUSE_SERVER,
    /** The server that takes the writes hands over to another one. */
    FAIL_OVER,
    /** A {@link Wire} that can be cut is in front of the server. */
    CUT
}
