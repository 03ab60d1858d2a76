/**
 * The part of the kit that drives the driven port itself, so that an adapter's mistake does not hide behind the engine.
 *
 * <p>{@link dev.verso.tck.store.RevisionStoreTck} is what the author of a backend extends; the rest is its machinery.
 */
@NullMarked
package dev.verso.tck.store;

import org.jspecify.annotations.NullMarked;
