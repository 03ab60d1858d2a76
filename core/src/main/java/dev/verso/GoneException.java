package dev.verso;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The write needs a live resource, and this one is deleted; nothing was written. */
public final class GoneException extends NotFoundException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<RevisionMetadata> tombstone;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param tombstone the tombstone that is the head; empty if the caller may not read it (LOCK-05)
     */
    public GoneException(ResourceKey key, Optional<RevisionMetadata> tombstone) {
        super(
                key,
                key + " is deleted"
                        + tombstone.map(t -> " as of version " + t.version()).orElse("")
                        + "; restore it to write it again");
        this.tombstone = Objects.requireNonNull(tombstone, "tombstone");
    }

    /**
     * Gives the tombstone that is the head.
     *
     * @return its metadata; empty if the caller may not read it (LOCK-05)
     */
    public Optional<RevisionMetadata> tombstone() {
        return tombstone;
    }

    /**
     * Gives the tombstone's version.
     *
     * @return the version id; empty if the caller may not read it (LOCK-05)
     */
    public Optional<String> versionId() {
        return tombstone.map(RevisionMetadata::versionId);
    }

    /**
     * Tells when the resource was deleted.
     *
     * @return the tombstone's time; empty if the caller may not read it (LOCK-05)
     */
    public Optional<Instant> deletedAt() {
        return tombstone.map(RevisionMetadata::lastUpdated);
    }
}
