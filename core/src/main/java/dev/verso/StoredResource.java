package dev.verso;

import java.util.Objects;

/**
 * A revision that has content.
 *
 * @param metadata key, version, change, times, author and write id
 * @param content the exact bytes that were accepted (JSON-01)
 */
public record StoredResource(RevisionMetadata metadata, Content content) implements Revision {

    /**
     * Checks that the change is one that leaves content.
     *
     * @throws IllegalArgumentException if the change is a deletion or an erasure
     */
    public StoredResource {
        Objects.requireNonNull(content, "content");
        if (metadata.change() == Change.DELETE || metadata.change() == Change.ERASURE) {
            throw new IllegalArgumentException(metadata.change() + " has no content");
        }
    }
}
