package dev.verso;

/** What a revision did to its key. */
public enum Change {
    /** Began a life of the key: the first revision, or the first one after an erasure. */
    CREATE,
    /** Gave a live key new content. */
    UPDATE,
    /** Left a tombstone. */
    DELETE,
    /** Gave a deleted key content again. */
    RESTORE,
    /** Marks the erasure of everything before it; only the change feed shows such a revision (ERA-01). */
    ERASURE
}
