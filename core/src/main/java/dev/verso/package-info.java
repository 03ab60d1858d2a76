/**
 * What an application calls: the {@linkplain dev.verso.VersionedStorage driving port}, its values and its exceptions.
 *
 * <p>Start with {@link dev.verso.VersionedStorage#over(dev.verso.spi.RevisionStore)}. Rule ids such as LOCK-01 name the
 * rules of the contract ({@code CONTRACT.md}).
 */
@NullMarked
package dev.verso;

import org.jspecify.annotations.NullMarked;
