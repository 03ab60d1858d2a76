package dev.verso;

/**
 * A feed cursor lies behind what the feed still has, or belongs to another epoch of it: entries may have been missed, so
 * the consumer has to start over (FEED-02, FEED-03).
 */
public final class CursorExpiredException extends ResourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and how to mend it
     */
    public CursorExpiredException(String message) {
        super(message, null);
    }
}
