package dev.verso;

/** A refusal that concerns the tenant or what the caller may do in it; nothing was read or written. */
public abstract sealed class TenantException extends StorageException permits PermissionDeniedException {

    private static final long serialVersionUID = 1L;

    TenantException(String message) {
        super(message, null);
    }
}
