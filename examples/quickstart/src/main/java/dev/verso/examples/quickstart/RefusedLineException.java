package dev.verso.examples.quickstart;

/** A line cannot be imported; the message goes on from "the line", and never holds a piece of it. */
final class RefusedLineException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedLineException(String message) {
        super(message);
    }
}
