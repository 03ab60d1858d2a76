package dev.verso.tck.lin;

import java.io.Serial;

/** A file is no history; the message names the line, what is wrong with it, and what was expected. */
public final class UnreadableHistoryException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableHistoryException(String message) {
        super(message);
    }
}
