package dev.verso.tck.store;

/** A chapter of checks of the driven port. */
interface StoreChapter {

    /** Gives what the running check works with. */
    StoreTrial trial();
}
