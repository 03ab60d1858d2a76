package dev.verso;

import org.jspecify.annotations.Nullable;

/**
 * The backend refused the call for a reason that repeating it does not mend, such as missing rights or a foreign schema;
 * nothing was written.
 */
public final class BackendFaultException extends BackendException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and how to mend it
     * @param cause the driver's exception, if there is one
     */
    public BackendFaultException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
