package dev.verso.examples.customadapter;

import dev.verso.RevisionMetadata;

/**
 * Where the log has a revision. Metadata is kept in memory, so that judging a condition costs no disk; content is not.
 *
 * @param metadata of the revision
 * @param position of its record in the file
 * @param length of its record in bytes
 */
record Slot(RevisionMetadata metadata, long position, int length) {}
