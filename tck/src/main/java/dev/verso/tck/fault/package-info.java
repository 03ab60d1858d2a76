/**
 * Faults in plain Java: what a backend's server, or the network before it, does to a client, on demand and without waiting
 * for time to pass.
 */
@NullMarked
package dev.verso.tck.fault;

import org.jspecify.annotations.NullMarked;
