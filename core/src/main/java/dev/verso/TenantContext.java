package dev.verso;

import java.util.Objects;
import java.util.Optional;

/**
 * On whose behalf a call is made: the tenant, what the caller may do, and who the caller is.
 *
 * <p>Immutable and thread-safe. Every operation takes one and checks it before the backend is touched (TEN-02).
 *
 * @param tenant the tenant; no call sees or changes anything of another (TEN-01)
 * @param permissions what the caller may do
 * @param principal who the caller is: the author of the revisions that it writes, empty if unknown
 * @param correlationId names the caller's request in the log, empty if there is none
 */
public record TenantContext(
        TenantId tenant, TenantPermissions permissions, Optional<String> principal, Optional<String> correlationId) {

    /** Longest principal and correlation id, in UTF-16 code units. */
    public static final int MAX_TEXT_LENGTH = 256;

    /**
     * Checks the parts.
     *
     * @throws InvalidArgumentException if the principal or the correlation id is blank, longer than
     *     {@value #MAX_TEXT_LENGTH} characters, or has a control character or an unpaired surrogate, which some backends
     *     cannot store
     */
    public TenantContext {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(permissions, "permissions");
        principal.ifPresent(text -> requireText("principal", text));
        correlationId.ifPresent(text -> requireText("correlation id", text));
    }

    /**
     * Gives the context of a caller whose name is not known.
     *
     * @param tenant the tenant's id
     * @param permissions what the caller may do
     * @return the context
     * @throws InvalidKeyException if the tenant's id breaks KEY-01
     */
    public static TenantContext of(String tenant, TenantPermissions permissions) {
        return new TenantContext(new TenantId(tenant), permissions, Optional.empty(), Optional.empty());
    }

    /**
     * Gives this context with a principal.
     *
     * @param name who the caller is
     * @return the new context
     * @throws InvalidArgumentException if the name is not storable text
     */
    public TenantContext withPrincipal(String name) {
        return new TenantContext(tenant, permissions, Optional.of(name), correlationId);
    }

    /**
     * Gives this context with a correlation id.
     *
     * @param id names the caller's request in the log
     * @return the new context
     * @throws InvalidArgumentException if the id is not storable text
     */
    public TenantContext withCorrelationId(String id) {
        return new TenantContext(tenant, permissions, principal, Optional.of(id));
    }

    /** Gives tenant and correlation id; who the caller is stays out of logs. */
    @Override
    public String toString() {
        return "TenantContext[" + tenant + correlationId.map(id -> ", " + id).orElse("") + "]";
    }

    private static void requireText(String name, String text) {
        if (text.isBlank() || text.length() > MAX_TEXT_LENGTH) {
            throw new InvalidArgumentException("The " + name + " is blank or longer than " + MAX_TEXT_LENGTH
                    + " characters; leave it out or shorten it");
        }
        text.codePoints().forEach(c -> {
            int kind = Character.getType(c);
            if (kind == Character.CONTROL || kind == Character.SURROGATE) {
                throw new InvalidArgumentException(String.format(
                        "The %s has the character U+%04X; control characters and unpaired surrogates are not allowed",
                        name, c));
            }
        });
    }
}
