package dev.verso.memory;

/**
 * The one flag that the rows of a batch share: until it is set they are as if not there, and by one write of it all of them
 * are there (BAT-01).
 */
final class Batch {

    private volatile boolean committed;

    boolean isCommitted() {
        return committed;
    }

    void commit() {
        committed = true;
    }
}
