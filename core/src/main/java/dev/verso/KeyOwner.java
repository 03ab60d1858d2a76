package dev.verso;

import java.util.Objects;

/** Refuses a key of another tenant than the context's. */
final class KeyOwner {

    private KeyOwner() {}

    /** Checks the other arguments for null too: that is to be reported before anything else (ERR-07). */
    static void require(ResourceStorage storage, TenantContext context, ResourceKey key, Object... others) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(key, "key");
        for (Object other : others) {
            Objects.requireNonNull(other, "argument");
        }
        if (!key.tenant().equals(context.tenant())) {
            // Use after close is to be reported first (ERR-07), and every call of a closed storage reports it.
            Objects.requireNonNull(storage.capabilities());
            throw new InvalidKeyException(
                    "The key belongs to another tenant than the context; use a context of the key's tenant");
        }
    }
}
