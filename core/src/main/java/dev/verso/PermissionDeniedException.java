package dev.verso;

import java.util.Objects;
import java.util.Optional;

/**
 * The context lacks a permission; the backend was not touched and nothing is revealed about what exists (TEN-02).
 */
public final class PermissionDeniedException extends TenantException {

    private static final long serialVersionUID = 1L;

    /** The permission that is missing. */
    private final Permission permission;

    private final transient Optional<String> type;

    /**
     * Makes the exception.
     *
     * @param permission the permission that is missing
     * @param type the resource type that it is missing for; empty if it is needed for every type
     */
    public PermissionDeniedException(Permission permission, Optional<String> type) {
        super("The context does not permit " + permission + " on "
                + type.map(t -> "type " + t).orElse("every type, which this call spans"));
        this.permission = Objects.requireNonNull(permission, "permission");
        this.type = type;
    }

    /**
     * Gives the permission that is missing.
     *
     * @return the permission
     */
    public Permission permission() {
        return permission;
    }

    /**
     * Gives the resource type that the permission is missing for.
     *
     * @return the type; empty if the permission is needed for every type
     */
    public Optional<String> type() {
        return type;
    }
}
