package dev.verso;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a revision besides its content.
 *
 * <p>Immutable and thread-safe.
 *
 * @param key the resource
 * @param version {@link Versions#FIRST} to {@link Versions#LAST}
 * @param change what the revision did
 * @param lastUpdated when it was written, by its writer's clock, in whole microseconds; within one key it strictly
 *     increases with the version (TIME-01, TIME-02)
 * @param createdAt {@code lastUpdated} of the first version of this life of the key (TIME-03)
 * @param author the writer's principal, empty if it was unknown or was erased
 * @param writeId names the write that made this revision (ERR-05)
 */
public record RevisionMetadata(
        ResourceKey key,
        long version,
        Change change,
        Instant lastUpdated,
        Instant createdAt,
        Optional<String> author,
        UUID writeId) {

    /**
     * Checks that no part is missing and that the version is within its range.
     *
     * @throws IllegalArgumentException if the version is out of range: no store may have such a revision
     */
    public RevisionMetadata {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(lastUpdated, "lastUpdated");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(writeId, "writeId");
        if (version < Versions.FIRST || version > Versions.LAST) {
            throw new IllegalArgumentException("No version: " + version);
        }
    }

    /**
     * Gives the version as text.
     *
     * @return the canonical decimal form
     */
    public String versionId() {
        return Versions.format(version);
    }

    /**
     * Gives the version as an HTTP entity tag.
     *
     * @return for instance {@code W/"3"}: weak, as FHIR has it
     */
    public String etag() {
        return "W/\"" + version + "\"";
    }

    /** Gives key, version, change and time; the author stays out of logs. */
    @Override
    public String toString() {
        return "RevisionMetadata[" + key + " v" + version + " " + change + " " + lastUpdated + "]";
    }
}
