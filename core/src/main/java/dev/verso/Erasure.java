package dev.verso;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What is to be erased, and why.
 *
 * <p>Immutable and thread-safe. Type and id are judged by the call that it is given to.
 *
 * @param type the resource type
 * @param id the logical id
 * @param versionId the one version to empty; empty to erase the whole key
 * @param reason why, for the receipt; it is not stored
 * @param writeId the caller's own write id, if it has one
 */
public record Erasure(
        String type, String id, Optional<String> versionId, Optional<String> reason, Optional<UUID> writeId) {

    /** Checks that no part is missing. */
    public Erasure {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(versionId, "versionId");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(writeId, "writeId");
    }

    /**
     * Erases a key: everything that it ever held (ERA-01).
     *
     * @param type the resource type
     * @param id the logical id
     * @return the erasure
     */
    public static Erasure ofResource(String type, String id) {
        return new Erasure(type, id, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Erases the content and author of one version, which stays visible as erased (ERA-03).
     *
     * @param type the resource type
     * @param id the logical id
     * @param versionId the version
     * @return the erasure
     */
    public static Erasure ofVersion(String type, String id, String versionId) {
        return new Erasure(type, id, Optional.of(versionId), Optional.empty(), Optional.empty());
    }

    /**
     * Gives this erasure with a reason.
     *
     * @param why the reason, for the receipt
     * @return the new erasure
     */
    public Erasure because(String why) {
        return new Erasure(type, id, versionId, Optional.of(why), writeId);
    }

    /**
     * Gives this erasure with a write id of the caller's own.
     *
     * @param newId names the write
     * @return the new erasure
     */
    public Erasure withWriteId(UUID newId) {
        return new Erasure(type, id, versionId, reason, Optional.of(newId));
    }
}
