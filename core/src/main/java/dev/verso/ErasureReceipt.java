package dev.verso;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What an erasure did; it is returned, not stored (ERA-05).
 *
 * @param key the key
 * @param versionIds the versions that were emptied by this call, ascending; empty if there was nothing to erase, and
 *     nothing was written
 * @param erasedBy the caller's principal, empty if it is unknown
 * @param erasedAt when: the marker's time, or the caller's clock where no marker was written
 * @param reason why, as the caller said
 * @param writeId the write id of the erasure
 */
public record ErasureReceipt(
        ResourceKey key,
        List<String> versionIds,
        Optional<String> erasedBy,
        Instant erasedAt,
        Optional<String> reason,
        UUID writeId) {

    /** Copies the list. */
    public ErasureReceipt {
        Objects.requireNonNull(key, "key");
        versionIds = List.copyOf(versionIds);
        Objects.requireNonNull(erasedBy, "erasedBy");
        Objects.requireNonNull(erasedAt, "erasedAt");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(writeId, "writeId");
    }

    /**
     * Tells how many revisions were emptied.
     *
     * @return zero if there was nothing to erase
     */
    public int revisions() {
        return versionIds.size();
    }

    /** Gives key, versions, time and write id; who erased and why stay out of logs. */
    @Override
    public String toString() {
        return "ErasureReceipt[" + key + " " + versionIds + " " + erasedAt + " write " + writeId + "]";
    }
}
