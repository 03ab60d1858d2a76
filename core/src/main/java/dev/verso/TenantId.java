package dev.verso;

/**
 * The identity of a tenant: an isolated owner of resources.
 *
 * <p>Immutable and thread-safe. Two tenants are the same only if their values are equal, byte for byte (KEY-02).
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 . _ ~ -}, neither {@code .} nor {@code ..}; case-sensitive
 *     (KEY-01)
 */
public record TenantId(String value) {

    /**
     * Checks the value.
     *
     * @throws InvalidKeyException if the value breaks KEY-01
     */
    public TenantId {
        KeySyntax.require("tenant", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
