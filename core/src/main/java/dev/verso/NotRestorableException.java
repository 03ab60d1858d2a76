package dev.verso;

import java.util.Objects;

/** The resource is deleted, but there is no content to restore it with; nothing was written (RES-01). */
public final class NotRestorableException extends ResourceException {

    private static final long serialVersionUID = 1L;

    private final transient ResourceKey key;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param message says what is missing
     */
    public NotRestorableException(ResourceKey key, String message) {
        super(message, null);
        this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Gives the key.
     *
     * @return the key
     */
    public ResourceKey key() {
        return key;
    }
}
