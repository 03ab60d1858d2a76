package dev.verso;

import java.util.Objects;

/** The head has the last version there is, {@link Versions#LAST}; nothing was written (VER-08). */
public final class VersionsExhaustedException extends ResourceException {

    private static final long serialVersionUID = 1L;

    private final transient ResourceKey key;

    /**
     * Makes the exception.
     *
     * @param key the key
     */
    public VersionsExhaustedException(ResourceKey key) {
        super(key + " has used up its versions; go on under another id", null);
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
