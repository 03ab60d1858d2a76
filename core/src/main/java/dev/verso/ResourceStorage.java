package dev.verso;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stores JSON resources of many tenants: create, read, update, delete, restore, list.
 *
 * <p>Instances are thread-safe, and calls block. Each write is one atomic step at the backend (LOCK-01): when a method
 * returns normally the write is acknowledged, when it throws, nothing was written unless
 * {@link StorageException#isOutcomeUnknown()} says otherwise. Results of writes and of reads of one key are linearizable
 * (LOCK-06), as far as {@link Capabilities#reads()} says.
 *
 * <p>Besides what each method names, every method may throw {@link NullPointerException} for a missing argument,
 * {@link IllegalStateException} after {@link #close()}, {@link InvalidKeyException}, {@link PermissionDeniedException},
 * {@link BackendUnavailableException} and {@link BackendFaultException}; every write also
 * {@link InvalidContentException}, {@link InvalidArgumentException}, {@link VersionsExhaustedException} and
 * {@link OutcomeUnknownException}. They are checked in the order of ERR-07. A {@link ResourceKey} of another tenant than
 * the context's is an {@link InvalidKeyException}.
 */
public interface ResourceStorage extends AutoCloseable {

    /**
     * Performs one write; the named methods below are short forms of it.
     *
     * @param context on whose behalf
     * @param write what to write, with its condition and, if the caller has one, its write id
     * @return the revision that was written: a {@link Tombstone} for a deletion, else a {@link StoredResource}. If the
     *     write carries a write id of the caller's and had already taken effect, the revision stored then (ERR-06)
     * @throws NotFoundException if the write needs a resource that is absent; {@link GoneException} if it is deleted
     * @throws AlreadyExistsException if the write needs a key that is not in use
     * @throws VersionConflictException if the live head is not at an expected version (LOCK-02)
     * @throws NotRestorableException if there is nothing to restore (RES-01)
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows (LOCK-03)
     */
    Revision write(TenantContext context, Write write);

    /**
     * Creates a resource under a fresh id, a UUIDv7.
     *
     * @param context on whose behalf; needs {@link Permission#CREATE}
     * @param type the resource type
     * @param content the content
     * @return version 1
     */
    default StoredResource create(TenantContext context, String type, Content content) {
        return (StoredResource) write(context, Write.create(type, content));
    }

    /**
     * Creates a resource under a given id (LOCK-04).
     *
     * @param context on whose behalf; needs {@link Permission#CREATE}
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the first version of this life: 1 unless the key was erased before
     * @throws AlreadyExistsException if the key is live or deleted: an id is never silently reborn
     */
    default StoredResource create(TenantContext context, String type, String id, Content content) {
        return (StoredResource) write(context, Write.create(type, id, content));
    }

    /**
     * Does what {@link #create(TenantContext, String, String, Content)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param content the content
     * @return the first version of this life
     */
    default StoredResource create(TenantContext context, ResourceKey key, Content content) {
        KeyOwner.require(this, context, key, content);
        return create(context, key.type(), key.id(), content);
    }

    /**
     * Creates a resource, or restores a deleted one with new content: HTTP {@code If-None-Match: *}.
     *
     * @param context on whose behalf; needs {@link Permission#CREATE}
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the first version of this life if the key was absent, else the version after the tombstone
     * @throws AlreadyExistsException if the resource is live
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows
     */
    default StoredResource createIfNotLive(TenantContext context, String type, String id, Content content) {
        return (StoredResource) write(context, Write.createIfNotLive(type, id, content));
    }

    /**
     * Does what {@link #createIfNotLive(TenantContext, String, String, Content)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param content the content
     * @return the revision that was written
     */
    default StoredResource createIfNotLive(TenantContext context, ResourceKey key, Content content) {
        KeyOwner.require(this, context, key, content);
        return createIfNotLive(context, key.type(), key.id(), content);
    }

    /**
     * Gives a resource this content, whatever its state is: HTTP {@code PUT} without a condition.
     *
     * @param context on whose behalf; needs {@link Permission#CREATE} and {@link Permission#UPDATE}
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the revision that was written, and whether there was no live one before
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows
     */
    default Written createOrUpdate(TenantContext context, String type, String id, Content content) {
        StoredResource resource = (StoredResource) write(context, Write.createOrUpdate(type, id, content));
        return new Written(resource, resource.change() != Change.UPDATE);
    }

    /**
     * Does what {@link #createOrUpdate(TenantContext, String, String, Content)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param content the content
     * @return the revision that was written, and whether there was no live one before
     */
    default Written createOrUpdate(TenantContext context, ResourceKey key, Content content) {
        KeyOwner.require(this, context, key, content);
        return createOrUpdate(context, key.type(), key.id(), content);
    }

    /**
     * Updates a live resource, whatever its version is; other writers' updates are not lost but become history.
     *
     * @param context on whose behalf; needs {@link Permission#UPDATE}
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the version after the head
     * @throws NotFoundException if the key is absent; {@link GoneException} if it is deleted
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows
     */
    default StoredResource update(TenantContext context, String type, String id, Content content) {
        return (StoredResource) write(context, Write.update(type, id, content));
    }

    /**
     * Does what {@link #update(TenantContext, String, String, Content)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param content the content
     * @return the version after the head
     */
    default StoredResource update(TenantContext context, ResourceKey key, Content content) {
        KeyOwner.require(this, context, key, content);
        return update(context, key.type(), key.id(), content);
    }

    /**
     * Deletes a live resource, whatever its version is; its history stays (DEL-01, DEL-02).
     *
     * @param context on whose behalf; needs {@link Permission#DELETE}
     * @param type the resource type
     * @param id the logical id
     * @return the tombstone
     * @throws NotFoundException if the key is absent; {@link GoneException} if it is already deleted (DEL-03)
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows
     */
    default Tombstone delete(TenantContext context, String type, String id) {
        return (Tombstone) write(context, Write.delete(type, id));
    }

    /**
     * Does what {@link #delete(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return the tombstone
     */
    default Tombstone delete(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return delete(context, key.type(), key.id());
    }

    /**
     * Restores a deleted resource with the newest content of this life that is not erased (RES-01, RES-02).
     *
     * @param context on whose behalf; needs {@link Permission#READ} and {@link Permission#UPDATE}
     * @param type the resource type
     * @param id the logical id
     * @return the version after the tombstone
     * @throws NotFoundException if the key is absent
     * @throws AlreadyExistsException if the resource is live
     * @throws NotRestorableException if no content is left
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows
     */
    default StoredResource restore(TenantContext context, String type, String id) {
        return (StoredResource) write(context, Write.restore(type, id));
    }

    /**
     * Does what {@link #restore(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return the version after the tombstone
     */
    default StoredResource restore(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return restore(context, key.type(), key.id());
    }

    /**
     * Restores a deleted resource with the content of one of its versions (RES-01).
     *
     * @param context on whose behalf; needs {@link Permission#READ} and {@link Permission#UPDATE}
     * @param type the resource type
     * @param id the logical id
     * @param versionId the version whose content is taken
     * @return the version after the tombstone
     * @throws NotFoundException if the key is absent
     * @throws AlreadyExistsException if the resource is live
     * @throws NotRestorableException if that version is malformed, does not exist, is a tombstone, or is erased
     * @throws OptimisticLockFailureException if the write lost more races than the retry policy allows
     */
    default StoredResource restore(TenantContext context, String type, String id, String versionId) {
        return (StoredResource) write(context, Write.restore(type, id, versionId));
    }

    /**
     * Does what {@link #restore(TenantContext, String, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @param versionId the version whose content is taken
     * @return the version after the tombstone
     */
    default StoredResource restore(TenantContext context, ResourceKey key, String versionId) {
        KeyOwner.require(this, context, key, versionId);
        return restore(context, key.type(), key.id(), versionId);
    }

    /**
     * Reads a live resource.
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @return the resource; empty if the key is absent or deleted
     */
    Optional<StoredResource> read(TenantContext context, String type, String id);

    /**
     * Does what {@link #read(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return the resource; empty if the key is absent or deleted
     */
    default Optional<StoredResource> read(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return read(context, key.type(), key.id());
    }

    /**
     * Reads the newest revision, so that a web layer can tell 404 (empty) from 410 (a tombstone).
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @return the resource or the tombstone; empty if the key is absent
     */
    Optional<Revision> head(TenantContext context, String type, String id);

    /**
     * Does what {@link #head(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return the resource or the tombstone; empty if the key is absent
     */
    default Optional<Revision> head(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return head(context, key.type(), key.id());
    }

    /**
     * Tells whether a resource is live, without loading its content.
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param id the logical id
     * @return whether it is live
     */
    boolean exists(TenantContext context, String type, String id);

    /**
     * Does what {@link #exists(TenantContext, String, String)} does, by key.
     *
     * @param context on whose behalf
     * @param key the key
     * @return whether it is live
     */
    default boolean exists(TenantContext context, ResourceKey key) {
        KeyOwner.require(this, context, key);
        return exists(context, key.type(), key.id());
    }

    /**
     * Reads many live resources; each is read as {@link #read(TenantContext, String, String)} reads it, but all of them are
     * not one common snapshot (LST-03).
     *
     * @param context on whose behalf; needs {@link Permission#READ} on each type named
     * @param keys the keys; may be empty, and may name a key twice
     * @return each distinct live resource once, in the order of first mention
     */
    List<StoredResource> readBatch(TenantContext context, Collection<ResourceKey> keys);

    /**
     * Lists live resources of a type, in byte order of their ids (LST-01).
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @param page which page
     * @return the page
     * @throws UnsupportedCapabilityException without {@link Capability#SCANS}
     * @throws InvalidArgumentException if the limit is out of its range
     * @throws InvalidCursorException if the cursor is not this walk's
     */
    Page<StoredResource> list(TenantContext context, String type, PageRequest page);

    /**
     * Lists all live resources of a type, page by page as the stream is consumed.
     *
     * @param context on whose behalf
     * @param type the resource type
     * @return a sequential stream that holds one page at a time; it throws what
     *     {@link #list(TenantContext, String, PageRequest)} throws when it is consumed, and need not be closed
     */
    default Stream<StoredResource> listStream(TenantContext context, String type) {
        return PagedStream.of(page -> list(context, type, page));
    }

    /**
     * Counts live resources of a type (LST-02).
     *
     * @param context on whose behalf; needs {@link Permission#READ}
     * @param type the resource type
     * @return the count, exact at quiescent moments
     * @throws UnsupportedCapabilityException without {@link Capability#SCANS}
     */
    long count(TenantContext context, String type);

    /**
     * Counts live resources of the tenant (LST-02).
     *
     * @param context on whose behalf; needs {@link Permission#READ} on every type
     * @return the count, exact at quiescent moments
     * @throws UnsupportedCapabilityException without {@link Capability#SCANS}
     */
    long count(TenantContext context);

    /**
     * Tells what the backend can do, as it is configured and connected.
     *
     * @return the capabilities; the same as long as the storage lives (CAP-01)
     */
    Capabilities capabilities();

    /**
     * Closes the storage; running calls end or fail by the rules, later ones throw {@link IllegalStateException} (ERR-09).
     *
     * <p>Closing twice does nothing. Only what the storage, or the store that it was given, opened itself is closed.
     */
    @Override
    void close();
}
