/**
 * Keeps revisions in PostgreSQL 14 to 18: one statement per write, one round trip per operation.
 *
 * <p>{@link dev.verso.jdbc.JdbcRevisionStore} is where to begin.
 */
@NullMarked
package dev.verso.jdbc;

import org.jspecify.annotations.NullMarked;
