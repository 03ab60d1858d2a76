package dev.verso;

import dev.verso.engine.StorageEngine;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Stores versioned JSON resources with optimistic locking: the driving port, and the type that applications use.
 *
 * <pre>{@code
 * try (VersionedStorage storage = VersionedStorage.over(MemoryRevisionStore.create())) {
 *     TenantContext acme = TenantContext.of("acme", TenantPermissions.fullAccess());
 *     StoredResource first = storage.create(acme, "Patient", "p1", Content.of("{\"active\":true}"));
 *     storage.updateWithMatch(acme, "Patient", "p1", first.versionId(), Content.of("{\"active\":false}"));
 * }
 * }</pre>
 *
 * <p>Thread-safety, atomicity and common exceptions are as {@link ResourceStorage} says. The names and the parameter order
 * of {@code vread}, {@code updateWithMatch}, {@code deleteWithMatch}, {@code listVersions} and {@code currentVersion} are
 * those of the trait {@code VersionedStorage} of Helios FHIR Server.
 */
public interface VersionedStorage extends ResourceStorage {

    /**
     * Gives a storage over a backend, with default options.
     *
     * @param store the backend; it is closed with the storage, and closes only what it opened itself
     * @return the storage
     */
    static VersionedStorage over(RevisionStore store) {
        return over(store, StorageOptions.defaults());
    }

    /**
     * Gives a storage over a backend.
     *
     * @param store the backend; it is closed with the storage, and closes only what it opened itself
     * @param options clock, limits, retries
     * @return the storage
     * @throws InvalidArgumentException if the content limit is above what the backend states
     */
    static VersionedStorage over(RevisionStore store, StorageOptions options) {
        return new StorageEngine(store, options);
    }

    /**
     * Reads one version, also one of a resource that was deleted afterwards.
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @param versionId the version
     * @return the resource, the tombstone, or the erased revision; empty if this life of the key has no such version, or
     *     the text is no version id (VER-06)
     */
    Optional<Revision> vread(TenantContext context, String type, String id, String versionId);

    /**
     * Does what {@link #vread(TenantContext, String, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param versionId the version
     * @return the revision, if there is one
     */
    default Optional<Revision> vread(TenantContext context, ResourceKey key, String versionId) {
        KeyOwner.require(this, context, key, versionId);
        return vread(context, key.type(), key.id(), versionId);
    }

    /**
     * Updates a live resource if its version is the expected one: of several writers with one expected version at most one
     * succeeds (LOCK-01).
     *
     * @param context on whose behalf; needs {@link Permission#UPDATE}
     * @param type the resource type
     * @param id the logical id
     * @param expectedVersion a version id; not an HTTP header's text, see {@link IfMatch#parse(String)}
     * @param content the content
     * @return the version after the expected one
     * @throws NotFoundException if the key is absent; {@link GoneException} if it is deleted
     * @throws VersionConflictException if the live head has another version; nothing was written
     */
    default StoredResource updateWithMatch(
            TenantContext context, String type, String id, String expectedVersion, Content content) {
        return update(context, type, id, IfMatch.version(expectedVersion), content);
    }

    /**
     * Does what {@link #updateWithMatch(TenantContext, String, String, String, Content)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param expectedVersion a version id
     * @param content the content
     * @return the version after the expected one
     */
    default StoredResource updateWithMatch(
            TenantContext context, ResourceKey key, String expectedVersion, Content content) {
        KeyOwner.require(this, context, key, expectedVersion, content);
        return updateWithMatch(context, key.type(), key.id(), expectedVersion, content);
    }

    /**
     * Deletes a live resource if its version is the expected one (LOCK-01).
     *
     * @param context on whose behalf; needs {@link Permission#DELETE}
     * @param type the resource type
     * @param id the logical id
     * @param expectedVersion a version id; not an HTTP header's text, see {@link IfMatch#parse(String)}
     * @return the tombstone
     * @throws NotFoundException if the key is absent; {@link GoneException} if it is deleted
     * @throws VersionConflictException if the live head has another version; nothing was written
     */
    default Tombstone deleteWithMatch(TenantContext context, String type, String id, String expectedVersion) {
        return delete(context, type, id, IfMatch.version(expectedVersion));
    }

    /**
     * Does what {@link #deleteWithMatch(TenantContext, String, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param expectedVersion a version id
     * @return the tombstone
     */
    default Tombstone deleteWithMatch(TenantContext context, ResourceKey key, String expectedVersion) {
        KeyOwner.require(this, context, key, expectedVersion);
        return deleteWithMatch(context, key.type(), key.id(), expectedVersion);
    }

    /**
     * Updates a live resource if its version is one of those of an HTTP {@code If-Match}.
     *
     * @param context on whose behalf; needs {@link Permission#UPDATE}
     * @param type the resource type
     * @param id the logical id
     * @param ifMatch the expected versions, or any
     * @param content the content
     * @return the version after the head
     * @throws NotFoundException if the key is absent; {@link GoneException} if it is deleted
     * @throws VersionConflictException if the live head has another version; nothing was written
     * @throws OptimisticLockFailureException if {@code ifMatch} is {@code *} or a list and the write lost more races than
     *     the retry policy allows
     */
    default StoredResource update(TenantContext context, String type, String id, IfMatch ifMatch, Content content) {
        return (StoredResource) write(context, Write.update(type, id, ifMatch, content));
    }

    /**
     * Does what {@link #update(TenantContext, String, String, IfMatch, Content)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param ifMatch the expected versions, or any
     * @param content the content
     * @return the version after the head
     */
    default StoredResource update(TenantContext context, ResourceKey key, IfMatch ifMatch, Content content) {
        KeyOwner.require(this, context, key, ifMatch, content);
        return update(context, key.type(), key.id(), ifMatch, content);
    }

    /**
     * Deletes a live resource if its version is one of those of an HTTP {@code If-Match}.
     *
     * @param context on whose behalf; needs {@link Permission#DELETE}
     * @param type the resource type
     * @param id the logical id
     * @param ifMatch the expected versions, or any
     * @return the tombstone
     * @throws NotFoundException if the key is absent; {@link GoneException} if it is deleted
     * @throws VersionConflictException if the live head has another version; nothing was written
     * @throws OptimisticLockFailureException if {@code ifMatch} is {@code *} or a list and the write lost more races than
     *     the retry policy allows
     */
    default Tombstone delete(TenantContext context, String type, String id, IfMatch ifMatch) {
        return (Tombstone) write(context, Write.delete(type, id, ifMatch));
    }

    /**
     * Does what {@link #delete(TenantContext, String, String, IfMatch)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param ifMatch the expected versions, or any
     * @return the tombstone
     */
    default Tombstone delete(TenantContext context, ResourceKey key, IfMatch ifMatch) {
        KeyOwner.require(this, context, key, ifMatch);
        return delete(context, key.type(), key.id(), ifMatch);
    }

    /**
     * Lists the versions of this life of a key, tombstones and erased revisions included.
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @return version ids in ascending numeric order (VER-04); empty if the key is absent
     */
    List<String> listVersions(TenantContext context, String type, String id);

    /**
     * Does what {@link #listVersions(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return version ids in ascending numeric order
     */
    default List<String> listVersions(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return listVersions(context, key.type(), key.id());
    }

    /**
     * Gives the version of a live resource, without loading its content.
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @return the version id; empty if the key is absent or deleted
     */
    Optional<String> currentVersion(TenantContext context, String type, String id);

    /**
     * Does what {@link #currentVersion(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return the version id; empty if the key is absent or deleted
     */
    default Optional<String> currentVersion(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return currentVersion(context, key.type(), key.id());
    }

    /**
     * Looks for a write under its key, so as to settle an unknown outcome (ERR-05).
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param key the key
     * @param writeId the write id
     * @return the newest revision of this life that the write made: it took effect. Empty proves nothing while the write
     *     may still be under way
     */
    Optional<Revision> findWrite(TenantContext context, ResourceKey key, UUID writeId);

    /**
     * Reads one page of a history (HIS-01 to HIS-06).
     *
     * @param context on whose behalf; needs {@link Permission#READ} on the type, or on every type for the tenant's
     * @param query which revisions, in which order
     * @param page which page
     * @return resources, tombstones and erased revisions
     * @throws UnsupportedCapabilityException without {@link Capability#SCANS}, unless the history is of one resource
     * @throws InvalidArgumentException if the limit is out of its range, or {@code since} is after {@code before}
     * @throws InvalidCursorException if the cursor is not this query's
     */
    Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page);

    /**
     * Reads a history page by page as the stream is consumed.
     *
     * @param context on whose behalf
     * @param query which revisions, in which order
     * @return a sequential stream that holds one page at a time (HIS-07); it throws what
     *     {@link #history(TenantContext, HistoryQuery, PageRequest)} throws when it is consumed, and need not be closed
     */
    default Stream<Revision> historyStream(TenantContext context, HistoryQuery query) {
        return PagedStream.of(page -> history(context, query, page));
    }

    /**
     * Reads a resource as it was at an instant (HIS-05).
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @param instant any instant; compared exactly even if finer than a microsecond
     * @return the newest revision whose {@code lastUpdated} is not after the instant; empty if there is none
     */
    Optional<Revision> readAsOf(TenantContext context, String type, String id, Instant instant);

    /**
     * Does what {@link #readAsOf(TenantContext, String, String, Instant)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param instant any instant
     * @return the newest revision whose {@code lastUpdated} is not after the instant
     */
    default Optional<Revision> readAsOf(TenantContext context, ResourceKey key, Instant instant) {
        KeyOwner.require(this, context, key, instant);
        return readAsOf(context, key.type(), key.id(), instant);
    }

    /**
     * Performs several writes as one: all or none, also across crashes (BAT-01).
     *
     * @param context on whose behalf; needs each write's permissions (TEN-03)
     * @param writes at most 1,000, with at most 16 MiB of content, each of another key; may be empty
     * @return the revisions that were written, in the order of the writes
     * @throws UnsupportedCapabilityException without {@link Capability#ATOMIC_BATCH}
     * @throws InvalidArgumentException if the batch is too large or names a key twice (BAT-04)
     * @throws StorageException of the kind that {@link #write} throws, for one write whose own condition did not hold
     *     (BAT-03); nothing was written
     */
    List<Revision> writeBatch(TenantContext context, List<Write> writes);

    /**
     * Reads one page of the tenant's change feed (FEED-01 to FEED-04).
     *
     * @param context on whose behalf; needs {@link Permission#FEED} on every type
     * @param start where to take it up
     * @param limit the most entries that the page may hold, 1 to 1000
     * @return the page; its cursor is where to go on
     * @throws UnsupportedCapabilityException without {@link Capability#CHANGE_FEED}
     * @throws InvalidArgumentException if the limit is out of its range
     * @throws InvalidCursorException if the cursor is not this tenant's feed's
     * @throws CursorExpiredException if entries after the cursor may be lost: the consumer must start over
     */
    FeedPage changes(TenantContext context, FeedStart start, int limit);

    /**
     * Does what {@link #changes(TenantContext, FeedStart, int)} does, with the storage's default page size.
     *
     * @param context on whose behalf
     * @param start where to take it up
     * @return the page; its cursor is where to go on
     */
    FeedPage changes(TenantContext context, FeedStart start);

    /**
     * Reads the change feed page by page as the stream is consumed, up to where it has caught up.
     *
     * @param context on whose behalf
     * @param start where to take it up
     * @return a sequential stream that holds one page at a time; it ends at the first page that has caught up. It throws
     *     what {@link #changes(TenantContext, FeedStart, int)} throws when it is consumed, and need not be closed
     */
    default Stream<FeedEntry> changesStream(TenantContext context, FeedStart start) {
        return PagedStream.of(page -> {
            FeedStart from = page.cursor().map(FeedStart::after).orElse(start);
            FeedPage read = changes(context, from);
            return new Page<>(read.entries(), read.caughtUp() ? Optional.empty() : Optional.of(read.cursor()));
        });
    }

    /**
     * Erases a key for good: content, authors, times and write ids of everything that it ever held (ERA-01, ERA-06).
     *
     * @param context on whose behalf; needs {@link Permission#ERASE}
     * @param type the resource type
     * @param id the logical id
     * @return the receipt; of zero revisions if there was nothing to erase (ERA-05)
     * @throws UnsupportedCapabilityException without {@link Capability#ERASURE}
     * @throws OptimisticLockFailureException if the erasure lost more races than the retry policy allows
     */
    default ErasureReceipt erase(TenantContext context, String type, String id) {
        return erase(context, Erasure.ofResource(type, id));
    }

    /**
     * Does what {@link #erase(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return the receipt
     */
    default ErasureReceipt erase(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return erase(context, key.type(), key.id());
    }

    /**
     * Erases a key, or the content and author of one of its versions, for good (ERA-01, ERA-03).
     *
     * @param context on whose behalf; needs {@link Permission#ERASE}
     * @param erasure what, and why
     * @return the receipt; of zero revisions if there was nothing to erase (ERA-05)
     * @throws UnsupportedCapabilityException without {@link Capability#ERASURE}
     * @throws InvalidArgumentException if the one version is the live head: update or delete first, or erase the key
     * @throws NotFoundException if the one version is malformed or above the head's
     * @throws OptimisticLockFailureException if the erasure lost more races than the retry policy allows
     */
    ErasureReceipt erase(TenantContext context, Erasure erasure);

    /**
     * Checks every key of the store, all tenants', for gaps, duplicates and derived facts that disagree (FLT-02).
     *
     * <p>An operator's call: it takes no context, reads no content into the answer, and may run for long on a live store
     * without holding up writers.
     *
     * @param found is told of each inconsistency as it is found
     * @return the sum
     */
    Verification verify(Consumer<? super Inconsistency> found);

    /**
     * Does what {@link #verify(Consumer)} does, for a store that is expected to be sound.
     *
     * @return the sum, with the first inconsistencies
     */
    default Verification verify() {
        return verify(inconsistency -> {});
    }
}
