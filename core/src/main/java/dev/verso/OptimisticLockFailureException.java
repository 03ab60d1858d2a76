package dev.verso;

/**
 * The write lost its race more often than the retry policy allows, or the state that it lost to could not be read; nothing
 * was written (LOCK-02, LOCK-03).
 */
public final class OptimisticLockFailureException extends ConcurrencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param message says what was tried
     */
    public OptimisticLockFailureException(ResourceKey key, String message) {
        super(key, message);
    }

    /** True: nothing was written, and a later call may win. */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
