package dev.verso;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a caller may do within its tenant: operations by resource type.
 *
 * <p>Immutable and thread-safe. Nothing is allowed that was not granted.
 */
public final class TenantPermissions {

    private static final TenantPermissions FULL =
            builder().allow(Permission.values()).build();
    private static final TenantPermissions READ_ONLY =
            builder().allow(Permission.READ).build();
    private static final TenantPermissions NONE = builder().build();

    private final Set<Permission> everywhere;
    private final Map<Permission, Set<String>> byType;

    private TenantPermissions(Builder builder) {
        this.everywhere = EnumSet.copyOf(builder.everywhere);
        this.byType = new EnumMap<>(Permission.class);
        builder.byType.forEach((permission, types) -> byType.put(permission, Set.copyOf(types)));
    }

    /**
     * Allows everything on every type.
     *
     * @return the permissions
     */
    public static TenantPermissions fullAccess() {
        return FULL;
    }

    /**
     * Allows {@link Permission#READ} on every type, and nothing else.
     *
     * @return the permissions
     */
    public static TenantPermissions readOnly() {
        return READ_ONLY;
    }

    /**
     * Allows nothing.
     *
     * @return the permissions
     */
    public static TenantPermissions none() {
        return NONE;
    }

    /**
     * Starts permissions to which grants are added.
     *
     * @return a builder that allows nothing yet
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells whether an operation on one type is allowed.
     *
     * @param permission the operation
     * @param type the resource type
     * @return whether it is allowed
     */
    public boolean allows(Permission permission, String type) {
        Objects.requireNonNull(type, "type");
        return everywhere.contains(permission)
                || byType.getOrDefault(permission, Set.of()).contains(type);
    }

    /**
     * Tells whether an operation that spans all types is allowed: a history of the tenant, its feed, its count.
     *
     * @param permission the operation
     * @return whether it was granted for every type, those not used yet included
     */
    public boolean allowsEveryType(Permission permission) {
        return everywhere.contains(permission);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TenantPermissions that
                && everywhere.equals(that.everywhere)
                && byType.equals(that.byType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(everywhere, byType);
    }

    @Override
    public String toString() {
        return "TenantPermissions[everywhere=" + everywhere + ", byType=" + byType + "]";
    }

    /** Collects grants; not thread-safe. */
    public static final class Builder {

        private final Set<Permission> everywhere = EnumSet.noneOf(Permission.class);
        private final Map<Permission, Set<String>> byType = new EnumMap<>(Permission.class);

        private Builder() {}

        /**
         * Allows operations on every type.
         *
         * @param permissions the operations
         * @return this builder
         */
        public Builder allow(Permission... permissions) {
            everywhere.addAll(Set.of(permissions));
            return this;
        }

        /**
         * Allows operations on one type.
         *
         * @param type the resource type
         * @param permissions the operations
         * @return this builder
         * @throws InvalidKeyException if the type breaks KEY-01
         */
        public Builder allowOn(String type, Permission... permissions) {
            KeySyntax.require("type", type);
            for (Permission permission : permissions) {
                byType.computeIfAbsent(permission, p -> new HashSet<>()).add(type);
            }
            return this;
        }

        /**
         * Seals what was granted so far; the builder may go on to be used.
         *
         * @return the permissions
         */
        public TenantPermissions build() {
            return new TenantPermissions(this);
        }
    }
}
