package dev.verso.examples.quickstart;

import java.time.Duration;

/**
 * What an import did.
 *
 * @param files how many files were read, those that broke off included
 * @param brokenFiles how many of them could not be read, or not to their end
 * @param created how many lines created a resource, or brought a deleted one back
 * @param updated how many lines became a further version of a resource that was live already
 * @param refused how many lines were refused
 * @param bytes the size of the documents that were stored
 * @param elapsed how long it took
 */
record ImportReport(
        int files, int brokenFiles, long created, long updated, long refused, long bytes, Duration elapsed) {

    long stored() {
        return created + updated;
    }

    boolean complete() {
        return refused == 0 && brokenFiles == 0;
    }
}
