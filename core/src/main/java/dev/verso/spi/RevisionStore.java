package dev.verso.spi;

import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.VersionsExhaustedException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the revisions of keys: the driven port, and what a backend implements.
 *
 * <p>A store holds no rules of the driving port: keys, content, permissions, cursors, retries and exceptions for refusals
 * are the engine's work, done once for every backend. What is left to a store is a dozen primitives, each with one decisive
 * step at the backend (LOCK-01).
 *
 * <p>Instances are thread-safe. Several may work on the same data at a time, in one process and, with
 * {@link Capability#SHARED}, in several.
 *
 * <p>Every method may throw {@link dev.verso.BackendException}s: {@link BackendUnavailableException} if the backend cannot
 * be reached and nothing was written, {@link OutcomeUnknownException} if a write was in flight when its connection was
 * lost, {@link dev.verso.BackendFaultException} for anything else that the backend refuses, with the driver's exception as
 * the cause (ERR-01, ERR-03, ERR-04). After {@link #close()} a method throws {@link IllegalStateException}.
 *
 * @implSpec What is not declared in {@link #capabilities()} is never asked for by the engine; the optional primitives
 *     refuse by default. The technology compatibility kit drives this port in {@code RevisionStoreTck}.
 */
public interface RevisionStore extends AutoCloseable {

    /**
     * Adds one revision to a key if a condition holds on its head: compare-and-append, in one atomic step.
     *
     * @implSpec The backend itself must make sure that a slot (key, version) is taken at most once. A look at the head
     *     before the decisive step is allowed: revisions never change and slots are never freed, so if the insert of slot
     *     head + 1 succeeds, what was looked at was the head. If the server reports the slot taken, and it is held by a
     *     revision with this very write id and the same content, the answer is {@link AppendOutcome.Appended} with that
     *     revision; the same id with other content is another write, and is judged like any (ERR-06). The condition is
     *     judged before the end of versions is.
     * @param append what to add, and its condition
     * @return what happened
     * @throws VersionsExhaustedException if the condition holds but the head has the last version (VER-08)
     */
    AppendOutcome append(Append append);

    /**
     * Adds several revisions, all or none (BAT-01); only with {@link Capability#ATOMIC_BATCH}.
     *
     * @param appends at least one, each of another key, all of one tenant
     * @return what happened
     * @throws VersionsExhaustedException if a condition holds but the head has the last version; nothing was written
     */
    default BatchOutcome appendAll(List<Append> appends) {
        throw new UnsupportedCapabilityException(
                Capability.ATOMIC_BATCH, capabilities().backend());
    }

    /**
     * Reads the newest revision of a key.
     *
     * @param key the key
     * @param detail whether content is wanted
     * @return a resource or a tombstone; empty if the key is absent, a marker included
     */
    Optional<RevisionRecord> head(ResourceKey key, Detail detail);

    /**
     * Reads the newest revisions of several keys, each on its own.
     *
     * @implSpec The default asks for one after the other; a store whose backend is a trip away should ask for all in one.
     * @param keys distinct keys of one tenant
     * @param detail whether content is wanted
     * @return the heads by key; a key that is absent is left out
     */
    default Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        Map<ResourceKey, RevisionRecord> heads = new HashMap<>();
        for (ResourceKey key : keys) {
            head(key, detail).ifPresent(head -> heads.put(key, head));
        }
        return heads;
    }

    /**
     * Reads one revision of the present life of a key.
     *
     * @param key the key
     * @param version any positive version
     * @return the revision; empty if there is none, it is an emptied slot, or it is a marker
     */
    Optional<RevisionRecord> revision(ResourceKey key, long version);

    /**
     * Reads one page of a history; of a type or a tenant only with {@link Capability#SCANS}.
     *
     * @implSpec A page of one key's history is read at the strength of {@link #head} (LOCK-06).
     * @param request whose history, and which page
     * @return the page
     */
    Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request);

    /**
     * Lists the versions of the present life of a key, as they were at one moment (LOCK-06).
     *
     * @implSpec The default reads the key's history without content; a store that can answer from an index should.
     * @param key the key
     * @return the versions in ascending order, tombstones' and erased revisions' included; empty if the key is absent
     */
    default List<Long> versions(ResourceKey key) {
        return KeyHistory.versions(this, key);
    }

    /**
     * Reads the newest revision of a key that is not after an instant (HIS-05).
     *
     * @implSpec The default reads a key history, newest first, of one entry.
     * @param key the key
     * @param instant in whole microseconds
     * @return the revision; empty if there is none
     */
    default Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        return KeyHistory.newestNotAfter(this, key, instant);
    }

    /**
     * Lists live resources of a type in byte order of their ids (LST-01); only with {@link Capability#SCANS}.
     *
     * @param tenant the tenant
     * @param type the resource type
     * @param afterId the id to go on after; empty for the first page
     * @param bounds how much the page may hold
     * @return the page, with the content of each resource
     */
    default Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        throw new UnsupportedCapabilityException(
                Capability.SCANS, capabilities().backend());
    }

    /**
     * Counts live resources (LST-02); only with {@link Capability#SCANS}.
     *
     * @param tenant the tenant
     * @param type the resource type; empty for all
     * @return the count
     */
    default long count(TenantId tenant, Optional<String> type) {
        throw new UnsupportedCapabilityException(
                Capability.SCANS, capabilities().backend());
    }

    /**
     * Reads one page of a tenant's change feed (FEED-01); only with {@link Capability#CHANGE_FEED}.
     *
     * @param tenant the tenant
     * @param position where the page begins
     * @param bounds how much the page may hold
     * @return the page
     * @throws dev.verso.CursorExpiredException if entries after the position may be lost, or it is of another epoch
     * @throws dev.verso.InvalidCursorException if the position's token is not one of this store's
     */
    default FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        throw new UnsupportedCapabilityException(
                Capability.CHANGE_FEED, capabilities().backend());
    }

    /**
     * Erases a key or one version of it, in one atomic step (ERA-01, ERA-03); only with {@link Capability#ERASURE}.
     *
     * @implSpec Of a whole key: slot head + 1 becomes a marker, whose createdAt is its own time, and every slot below it
     *     is emptied, earlier markers included. Of one version: its content and author go, and it moves to the end of the
     *     feed (ERA-04). An absent key, or a version that is emptied, erased, a tombstone, or below the present life, is
     *     nothing to erase.
     * @param erase what to erase
     * @return what happened
     * @throws VersionsExhaustedException if a marker is needed but the head has the last version
     */
    default EraseOutcome erase(Erase erase) {
        throw new UnsupportedCapabilityException(
                Capability.ERASURE, capabilities().backend());
    }

    /**
     * Checks a page of keys: contiguous slots, legal changes, rising times, content where it must be (FLT-02).
     *
     * @param position where to go on, as the page before gave it out; empty for the beginning
     * @param keys about how many keys to check
     * @return what is wrong, and where the next page goes on
     */
    CheckSlice check(Optional<String> position, int keys);

    /**
     * Names the data that the store works on: cursors of one store are not taken by another (HIS-03).
     *
     * @return the same for every instance over the same data, across restarts
     */
    UUID identity();

    /**
     * Tells what the backend can do, as it is configured and connected.
     *
     * @return the same as long as the store lives (CAP-01)
     */
    Capabilities capabilities();

    /** Closes what the store opened itself, and nothing that it was given; closing twice does nothing (ERR-09). */
    @Override
    void close();
}
