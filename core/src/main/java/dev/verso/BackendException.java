package dev.verso;

import org.jspecify.annotations.Nullable;

/** What the backend could not do, or could not tell the outcome of. */
public abstract sealed class BackendException extends StorageException
        permits BackendUnavailableException,
                BackendFaultException,
                OutcomeUnknownException,
                UnsupportedCapabilityException {

    private static final long serialVersionUID = 1L;

    BackendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
