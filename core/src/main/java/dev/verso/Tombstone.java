package dev.verso;

/**
 * The revision that a deletion leaves: it has no content (DEL-01).
 *
 * @param metadata key, version, times, author and write id
 */
public record Tombstone(RevisionMetadata metadata) implements Revision {

    /**
     * Checks that the change is a deletion.
     *
     * @throws IllegalArgumentException if it is another one
     */
    public Tombstone {
        if (metadata.change() != Change.DELETE) {
            throw new IllegalArgumentException(metadata.change() + " leaves no tombstone");
        }
    }
}
