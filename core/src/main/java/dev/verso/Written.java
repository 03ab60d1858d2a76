package dev.verso;

import java.util.Objects;

/**
 * What {@code createOrUpdate} did.
 *
 * @param resource the revision that was written
 * @param created whether there was no live resource before: an HTTP layer answers 201 then, else 200
 */
public record Written(StoredResource resource, boolean created) {

    /** Checks that the resource is there. */
    public Written {
        Objects.requireNonNull(resource, "resource");
    }
}
