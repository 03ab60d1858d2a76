package dev.verso;

import java.util.Objects;
import java.util.Optional;

/** The write needs a key that is absent, or not live, and this one is in use; nothing was written (LOCK-04). */
public final class AlreadyExistsException extends ResourceException {

    private static final long serialVersionUID = 1L;

    private final transient ResourceKey key;
    private final transient Optional<RevisionMetadata> head;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param head the head; empty if the caller may not read it (LOCK-05)
     */
    public AlreadyExistsException(ResourceKey key, Optional<RevisionMetadata> head) {
        super(
                key + " already exists"
                        + head.map(h -> (h.change() == Change.DELETE ? ", deleted, at version " : " at version ")
                                        + h.version())
                                .orElse("")
                        + "; update it, restore it, or choose another id",
                null);
        this.key = Objects.requireNonNull(key, "key");
        this.head = Objects.requireNonNull(head, "head");
    }

    /**
     * Gives the key that is in use.
     *
     * @return the key
     */
    public ResourceKey key() {
        return key;
    }

    /**
     * Gives the head.
     *
     * @return its metadata; empty if the caller may not read it (LOCK-05)
     */
    public Optional<RevisionMetadata> head() {
        return head;
    }

    /**
     * Gives the head's version.
     *
     * @return the version id; empty if the caller may not read it (LOCK-05)
     */
    public Optional<String> versionId() {
        return head.map(RevisionMetadata::versionId);
    }
}
