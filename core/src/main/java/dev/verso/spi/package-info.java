/**
 * What a backend implements: the {@linkplain dev.verso.spi.RevisionStore driven port} and its requests and answers.
 *
 * <p>Applications need nothing of this package but a store to hand to
 * {@link dev.verso.VersionedStorage#over(dev.verso.spi.RevisionStore)}.
 */
@NullMarked
package dev.verso.spi;

import org.jspecify.annotations.NullMarked;
