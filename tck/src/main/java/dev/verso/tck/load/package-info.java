/**
 * The load generator: seeded scripts of concurrent operations on a few hot keys, recorded as histories for the
 * linearizability checker.
 *
 * <p>{@link dev.verso.tck.load.Workload} plays a script; {@link dev.verso.tck.load.Recorder} records what somebody else
 * calls.
 */
@NullMarked
package dev.verso.tck.load;

import org.jspecify.annotations.NullMarked;
