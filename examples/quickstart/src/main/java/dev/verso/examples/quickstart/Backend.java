package dev.verso.examples.quickstart;

import dev.verso.spi.RevisionStore;

/** Where the data are kept during one run. */
interface Backend extends AutoCloseable {

    /** Gives the store, which whoever uses it closes. */
    RevisionStore store();

    /** Ends what was started for this run alone; call it after the store was closed. */
    @Override
    default void close() {}
}
