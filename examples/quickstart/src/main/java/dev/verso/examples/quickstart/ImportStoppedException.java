package dev.verso.examples.quickstart;

/** The import ended before all lines were tried, because the next ones would fare no better. */
final class ImportStoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    ImportStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
