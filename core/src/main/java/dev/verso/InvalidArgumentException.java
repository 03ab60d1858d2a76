package dev.verso;

/**
 * An argument is out of its range or contradicts another; nothing was written (ERR-07).
 */
public final class InvalidArgumentException extends ResourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and how to mend it
     */
    public InvalidArgumentException(String message) {
        super(message, null);
    }
}
