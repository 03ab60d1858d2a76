package dev.verso.spi;

import dev.verso.ResourceKey;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A request to erase a key, or one version of it.
 *
 * @param key the key
 * @param version the one version to empty; empty for the whole key
 * @param writeId the erasure's write id: the marker's
 * @param now the core's time, in whole microseconds
 */
public record Erase(ResourceKey key, OptionalLong version, UUID writeId, Instant now) {

    /** Checks that no part is missing. */
    public Erase {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(writeId, "writeId");
        Objects.requireNonNull(now, "now");
    }
}
