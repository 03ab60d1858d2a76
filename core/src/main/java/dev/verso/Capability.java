package dev.verso;

/** What a backend may be able to do beyond the core that every backend has (CAP-01). */
public enum Capability {
    /** List and count live resources; history of a type and of a tenant. */
    SCANS,
    /** Several writes as one: all or none. */
    ATOMIC_BATCH,
    /** A feed of all changes of a tenant that misses nothing. */
    CHANGE_FEED,
    /** Erase content for good, with no version number taken twice. */
    ERASURE,
    /** An acknowledged write survives a crash of client and server. */
    DURABLE,
    /** Several processes may use the same data at a time. */
    SHARED
}
