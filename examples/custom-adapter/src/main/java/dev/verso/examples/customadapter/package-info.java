/**
 * A third party's backend for Verso in one small package: an append-only file, forced before every acknowledgement.
 *
 * <p>Read {@link dev.verso.examples.customadapter.FileLogRevisionStore} first: it is the adapter. {@code RevisionLog} is the
 * "database" behind it, with the one decisive step that every write comes down to; {@code LogRecord} is what it stores.
 */
@NullMarked
package dev.verso.examples.customadapter;

import org.jspecify.annotations.NullMarked;
