package dev.verso;

import java.util.Objects;

/** The write needs a live resource, or the erasure an existing version, and there is none; nothing was written. */
public sealed class NotFoundException extends ResourceException permits GoneException {

    private static final long serialVersionUID = 1L;

    private final transient ResourceKey key;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param message says what was looked for and how to mend the call
     */
    public NotFoundException(ResourceKey key, String message) {
        super(message, null);
        this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Gives the key that was looked for.
     *
     * @return the key
     */
    public ResourceKey key() {
        return key;
    }
}
