package dev.verso.mongo;

import dev.verso.ReadMode;

/** Gives the checks of a kit their database, and another one every so often: some checks walk over all that is there. */
final class Databases {

    private static final int CHECKS = 25;

    private final ReadMode reads;
    private MongoOptions current;
    private int given;

    Databases(ReadMode reads) {
        this.reads = reads;
        this.current = Deployments.fresh(reads);
    }

    synchronized MongoOptions next() {
        if (++given % CHECKS == 0) {
            current = Deployments.fresh(reads);
        }
        return current;
    }
}
