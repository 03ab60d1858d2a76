package dev.verso;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One immutable version of a key: a resource, a tombstone, or what an erasure left.
 *
 * <p>Immutable and thread-safe. Once acknowledged, a revision never changes, erasure aside (VER-05).
 */
public sealed interface Revision permits StoredResource, Tombstone, ErasedRevision {

    /**
     * Gives everything known of the revision but its content.
     *
     * @return the metadata
     */
    RevisionMetadata metadata();

    /**
     * Gives the resource that this is a version of.
     *
     * @return the key
     */
    default ResourceKey key() {
        return metadata().key();
    }

    /**
     * Gives the version.
     *
     * @return {@link Versions#FIRST} to {@link Versions#LAST}
     */
    default long version() {
        return metadata().version();
    }

    /**
     * Gives the version as text.
     *
     * @return the canonical decimal form of the version
     */
    default String versionId() {
        return metadata().versionId();
    }

    /**
     * Gives the version as an HTTP entity tag.
     *
     * @return for instance {@code W/"3"}
     */
    default String etag() {
        return metadata().etag();
    }

    /**
     * Tells what the revision did to its key.
     *
     * @return the change
     */
    default Change change() {
        return metadata().change();
    }

    /**
     * Tells when the revision was written.
     *
     * @return the writer's clock, in whole microseconds
     */
    default Instant lastUpdated() {
        return metadata().lastUpdated();
    }

    /**
     * Tells when this life of the key began.
     *
     * @return {@code lastUpdated} of its first version
     */
    default Instant createdAt() {
        return metadata().createdAt();
    }

    /**
     * Tells who wrote the revision.
     *
     * @return the writer's principal, empty if it was unknown or was erased
     */
    default Optional<String> author() {
        return metadata().author();
    }

    /**
     * Names the write that made the revision.
     *
     * @return the write id
     */
    default UUID writeId() {
        return metadata().writeId();
    }
}
