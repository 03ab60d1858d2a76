package dev.verso;

/**
 * A tenant, type or id breaks the syntax of KEY-01, or a key belongs to another tenant than the context; nothing was
 * read or written.
 */
public final class InvalidKeyException extends ResourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and how to mend it
     */
    public InvalidKeyException(String message) {
        super(message, null);
    }
}
