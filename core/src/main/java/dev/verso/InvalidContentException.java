package dev.verso;

/**
 * Content is not what JSON-01 asks for, or breaks a limit of JSON-03; nothing was written.
 *
 * <p>The message says what is wrong and where, and never holds a piece of the content.
 */
public final class InvalidContentException extends ResourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and how to mend it
     */
    public InvalidContentException(String message) {
        super(message, null);
    }
}
