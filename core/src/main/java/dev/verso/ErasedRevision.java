package dev.verso;

/**
 * What an erasure leaves to be seen: a revision whose content and author are gone (ERA-03), or, in the change feed only,
 * the marker of a whole key's erasure, whose change is {@link Change#ERASURE} (ERA-04).
 *
 * @param metadata key, version, change, times and write id; never an author
 */
public record ErasedRevision(RevisionMetadata metadata) implements Revision {

    /**
     * Checks that nothing is left that should be gone.
     *
     * @throws IllegalArgumentException if there is an author, or if the change is a deletion, which has nothing to erase
     */
    public ErasedRevision {
        if (metadata.change() == Change.DELETE) {
            throw new IllegalArgumentException("A tombstone has nothing to erase");
        }
        if (metadata.author().isPresent()) {
            throw new IllegalArgumentException("The author of an erased revision is erased too");
        }
    }
}
