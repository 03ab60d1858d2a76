package dev.verso.spi;

import dev.verso.BackendFaultException;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import java.util.Objects;
import java.util.Optional;

/**
 * A revision as a store hands it out: with its content, or without where only metadata was asked for.
 *
 * @param metadata the metadata; without an author if the revision is erased
 * @param erased whether its content was erased; true for a marker
 * @param content the content; empty for a tombstone, an erased revision, and where only metadata was asked for
 */
public record RevisionRecord(RevisionMetadata metadata, boolean erased, Optional<Content> content) {

    /** Checks that no part is missing. */
    public RevisionRecord {
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(content, "content");
    }

    /**
     * Tells whether this is a tombstone.
     *
     * @return whether the change is a deletion
     */
    public boolean isTombstone() {
        return metadata.change() == Change.DELETE;
    }

    /**
     * Tells whether this revision has content, loaded or not.
     *
     * @return whether it is neither a tombstone nor erased
     */
    public boolean isResource() {
        return !erased && !isTombstone();
    }

    /**
     * Gives the revision as an application sees it.
     *
     * @return the revision
     * @throws BackendFaultException if its content was not loaded, or if there can be no such revision
     */
    public Revision toRevision() {
        try {
            if (isTombstone()) {
                return new Tombstone(metadata);
            }
            return erased ? new ErasedRevision(metadata) : new StoredResource(metadata, loaded());
        } catch (IllegalArgumentException e) {
            throw new BackendFaultException(
                    "The store gave version " + metadata.version() + " of " + metadata.key() + " as it cannot be: "
                            + e.getMessage(),
                    e);
        }
    }

    private Content loaded() {
        return content.orElseThrow(() -> new BackendFaultException(
                "The store did not load the content of version " + metadata.version() + " of " + metadata.key(), null));
    }
}
