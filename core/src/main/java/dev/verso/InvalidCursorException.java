package dev.verso;

/**
 * A cursor was altered or cut, or belongs to another kind of walk, query, tenant or store (HIS-03).
 */
public final class InvalidCursorException extends ResourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and how to mend it
     */
    public InvalidCursorException(String message) {
        super(message, null);
    }
}
