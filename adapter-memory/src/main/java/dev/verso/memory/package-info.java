/**
 * The reference backend: {@link dev.verso.memory.MemoryRevisionStore} keeps every revision in memory.
 *
 * <p>It is meant to be read by whoever writes a backend of their own. The truth is one map from key to an immutable chain of
 * revisions, replaced as a whole under a lock that the key shares with few others; that replacement is the one decisive step
 * of a write. History, list and change feed are indexes into it: what they point to is shown only as the chain has it.
 */
@NullMarked
package dev.verso.memory;

import org.jspecify.annotations.NullMarked;
