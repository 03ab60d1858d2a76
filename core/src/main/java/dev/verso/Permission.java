package dev.verso;

/** What a caller may do with resources of a type (TEN-02). */
public enum Permission {
    /** Create a resource; {@code createOrUpdate} needs {@link #UPDATE} too. */
    CREATE,
    /** Read resources, their versions and their history, and learn what a refused write met (LOCK-05). */
    READ,
    /** Update a resource; {@code restore} needs {@link #READ} too. */
    UPDATE,
    /** Delete a resource, leaving a tombstone. */
    DELETE,
    /** Follow the tenant's change feed; it spans all types. */
    FEED,
    /** Erase content for good. */
    ERASE
}
