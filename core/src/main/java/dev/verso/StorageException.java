package dev.verso;

import org.jspecify.annotations.Nullable;

/**
 * The root of every exception that a storage throws, besides {@link NullPointerException} for a missing argument and
 * {@link IllegalStateException} for use after close (ERR-01).
 *
 * <p>A driver's exception is only ever the cause. Messages never hold content, secrets, or anything of another tenant.
 */
public abstract sealed class StorageException extends RuntimeException
        permits TenantException, ResourceException, ConcurrencyException, BackendException {

    private static final long serialVersionUID = 1L;

    StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Tells whether the same call, unchanged, may succeed later and cannot take effect twice (ERR-02).
     *
     * @return whether to repeat the call makes sense and is safe
     */
    public boolean isRetryable() {
        return false;
    }

    /**
     * Tells whether the write may have taken effect nevertheless (ERR-02).
     *
     * @return false if nothing was written for certain
     */
    public boolean isOutcomeUnknown() {
        return false;
    }
}
