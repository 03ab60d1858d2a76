/**
 * The one implementation of the driving port, for every backend.
 *
 * <p>Not exported: applications reach it through
 * {@link dev.verso.VersionedStorage#over(dev.verso.spi.RevisionStore)}.
 */
@NullMarked
package dev.verso.engine;

import org.jspecify.annotations.NullMarked;
