package dev.verso;

import java.util.Objects;

/** A write met another one; nothing was written. */
public abstract sealed class ConcurrencyException extends StorageException
        permits VersionConflictException, OptimisticLockFailureException {

    private static final long serialVersionUID = 1L;

    private final transient ResourceKey key;

    ConcurrencyException(ResourceKey key, String message) {
        super(message, null);
        this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Gives the key that was to be written.
     *
     * @return the key
     */
    public ResourceKey key() {
        return key;
    }
}
