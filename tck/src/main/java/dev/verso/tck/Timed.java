package dev.verso.tck;

import dev.verso.Revision;

/**
 * A write, and when it was made.
 *
 * @param revision what was written
 * @param began before the call, in nanoseconds
 * @param ended after the return, in nanoseconds
 */
record Timed(Revision revision, long began, long ended) {}
