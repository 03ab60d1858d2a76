/**
 * The technology compatibility kit: judges any backend by the rules of the contract.
 *
 * <p>{@link dev.verso.tck.VersionedStorageTck} is what the author of a backend extends. Each chapter of the contract is an
 * interface of checks; each check is one rule, or one facet of it, and runs inside a {@link dev.verso.tck.Trial}.
 */
@NullMarked
package dev.verso.tck;

import org.jspecify.annotations.NullMarked;
