package dev.verso;

import java.util.Objects;

/**
 * The identity of a resource: tenant, resource type and logical id.
 *
 * <p>Immutable and thread-safe. Keys are equal only if all three parts are, byte for byte; nothing is folded, trimmed or
 * joined (KEY-02).
 *
 * @param tenant the owner
 * @param type the resource type, such as {@code Patient}, in the syntax of KEY-01
 * @param id the logical id, in the syntax of KEY-01; it outlives erasure as an empty slot, so personal data does not
 *     belong in it (ERA-06)
 */
public record ResourceKey(TenantId tenant, String type, String id) {

    /**
     * Checks the parts.
     *
     * @throws InvalidKeyException if the type or the id breaks KEY-01
     */
    public ResourceKey {
        Objects.requireNonNull(tenant, "tenant");
        KeySyntax.require("type", type);
        KeySyntax.require("id", id);
    }

    /**
     * Gives the key of these three parts.
     *
     * @param tenant the owner's id
     * @param type the resource type
     * @param id the logical id
     * @return the key
     * @throws InvalidKeyException if a part breaks KEY-01
     */
    public static ResourceKey of(String tenant, String type, String id) {
        return new ResourceKey(new TenantId(tenant), type, id);
    }

    /** Gives tenant, type and id for messages; it is not a form to parse or to compare. */
    @Override
    public String toString() {
        return tenant + "/" + type + "/" + id;
    }
}
