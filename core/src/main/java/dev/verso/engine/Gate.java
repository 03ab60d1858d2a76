package dev.verso.engine;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.InvalidArgumentException;
import dev.verso.InvalidContentException;
import dev.verso.InvalidKeyException;
import dev.verso.Permission;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.UnsupportedCapabilityException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The checks that every call passes before the backend is touched, one method for each, to be called in the order of
 * ERR-07.
 */
final class Gate {

    private final Capabilities capabilities;
    private final StorageOptions options;
    private volatile boolean closed;

    Gate(Capabilities capabilities, StorageOptions options) {
        this.capabilities = capabilities;
        this.options = options;
    }

    /** Closes the gate. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The storage is closed");
        }
    }

    ResourceKey key(TenantContext context, String type, String id) {
        return new ResourceKey(context.tenant(), type, id);
    }

    void requireOwn(TenantContext context, ResourceKey key) {
        if (!key.tenant().equals(context.tenant())) {
            throw new InvalidKeyException(
                    "A key belongs to another tenant than the context; use a context of the key's tenant");
        }
    }

    /** A type alone obeys the same syntax as within a key. */
    void requireType(TenantContext context, String type) {
        key(context, type, "any");
    }

    void permit(TenantContext context, Permission permission, String type) {
        if (!context.permissions().allows(permission, type)) {
            throw new PermissionDeniedException(permission, Optional.of(type));
        }
    }

    void permitEveryType(TenantContext context, Permission permission) {
        if (!context.permissions().allowsEveryType(permission)) {
            throw new PermissionDeniedException(permission, Optional.empty());
        }
    }

    void requireCapability(Capability capability) {
        if (!capabilities.has(capability)) {
            throw new UnsupportedCapabilityException(capability, capabilities.backend());
        }
    }

    int limit(OptionalInt given) {
        if (given.isEmpty()) {
            return options.defaultPageSize();
        }
        int limit = given.getAsInt();
        if (limit < 1 || limit > options.maxPageSize()) {
            throw new InvalidArgumentException("The limit is " + limit + "; it must be 1 to " + options.maxPageSize());
        }
        return limit;
    }

    void requireWithinLimits(Content content) {
        if (content.size() > options.contentLimit()) {
            throw new InvalidContentException(
                    "The content has " + content.size() + " bytes; this storage takes at most " + options.contentLimit()
                            + ". Split it, or raise the content limit");
        }
        if (content.depth() > options.depthLimit()) {
            throw new InvalidContentException("The content opens " + content.depth()
                    + " objects and arrays within each other; this storage takes at most " + options.depthLimit());
        }
    }
}
