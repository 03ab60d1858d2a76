package dev.verso;

import org.jspecify.annotations.Nullable;

/** A refusal that concerns what was asked for, or the state that it is in; nothing was written. */
public abstract sealed class ResourceException extends StorageException
        permits NotFoundException,
                AlreadyExistsException,
                NotRestorableException,
                VersionsExhaustedException,
                InvalidKeyException,
                InvalidArgumentException,
                InvalidContentException,
                InvalidCursorException,
                CursorExpiredException {

    private static final long serialVersionUID = 1L;

    ResourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
