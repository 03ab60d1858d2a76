/**
 * Keeps revisions in MongoDB: {@link dev.verso.mongo.MongoRevisionStore}, configured by
 * {@link dev.verso.mongo.MongoOptions}.
 *
 * <p>A resource is its revisions, one document each, in a collection that writes only ever insert into; the unique
 * {@code _id} of tenant, type, id and version is the compare-and-set. Who writes must know no more than the revision before:
 * if the insert of the next slot succeeds, that one was the head.
 */
@NullMarked
package dev.verso.mongo;

import org.jspecify.annotations.NullMarked;
