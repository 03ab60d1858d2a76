package dev.verso;

import java.util.List;

/**
 * What a verification of the whole store found (FLT-02).
 *
 * @param keys how many keys were checked
 * @param revisions how many version slots were checked, emptied ones and markers included
 * @param inconsistencies how many inconsistencies were found
 * @param first the first of them, at most {@link #LISTED}
 */
public record Verification(long keys, long revisions, long inconsistencies, List<Inconsistency> first) {

    /** How many inconsistencies a verification lists. */
    public static final int LISTED = 100;

    /** Copies the list. */
    public Verification {
        first = List.copyOf(first);
    }

    /**
     * Tells whether the store is sound.
     *
     * @return whether nothing was found
     */
    public boolean isSound() {
        return inconsistencies == 0;
    }
}
