package dev.verso;

import org.jspecify.annotations.Nullable;

/**
 * The backend cannot be reached, or cannot serve now; nothing was written, and the same storage works again once the
 * backend does (ERR-04).
 */
public final class BackendUnavailableException extends BackendException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what was tried, without addresses' secrets
     * @param cause the driver's exception, if there is one
     */
    public BackendUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** True: nothing was written, and a later call may succeed. */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
