package dev.verso.memory;

import dev.verso.BackendFaultException;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that sibling stores share, and the writes to them.
 *
 * <p>Every write goes the same way: take the key's lock, judge the condition by the key's chain, enter the new row into the
 * type's index, replace the chain, which is the decisive step, and put the row into the feed. Readers take no lock.
 */
final class Revisions {

    /** The longest chain, which is the longest array that virtual machines make. */
    static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private static final int STRIPES = 1024;

    private final UUID identity;
    private final ConcurrentMap<ResourceKey, Chain> chains = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<String, Tenant> tenants = new ConcurrentSkipListMap<>();
    private final ReentrantLock[] stripes;
    private final int mostRows;

    Revisions() {
        this(UUID.randomUUID(), STRIPES, MOST_ROWS);
    }

    Revisions(UUID identity, int stripes, int mostRows) {
        this.identity = identity;
        this.stripes = new ReentrantLock[stripes];
        for (int i = 0; i < stripes; i++) {
            this.stripes[i] = new ReentrantLock();
        }
        this.mostRows = mostRows;
    }

    UUID identity() {
        return identity;
    }

    /** Gives all chains by key. */
    ConcurrentMap<ResourceKey, Chain> chains() {
        return chains;
    }

    Chain chain(ResourceKey key) {
        return chains.getOrDefault(key, Chain.EMPTY);
    }

    /** Gives the tenants by name. */
    ConcurrentNavigableMap<String, Tenant> tenants() {
        return tenants;
    }

    @Nullable
    Tenant tenant(TenantId id) {
        return tenants.get(id.value());
    }

    ReentrantLock lockOf(ResourceKey key) {
        return stripes[stripe(key)];
    }

    AppendOutcome append(Append append) {
        ReentrantLock lock = lockOf(append.key());
        lock.lock();
        try {
            Chain chain = chain(append.key());
            Optional<Refused> refusal = judge(append, chain);
            return refusal.isPresent() ? refusal.get() : new Appended(add(append, chain, null));
        } finally {
            lock.unlock();
        }
    }

    /** Holds the locks of all keys, taken in ascending order against deadlock, until the one flag of the batch is set. */
    BatchOutcome appendAll(List<Append> appends) {
        BitSet needed = new BitSet(stripes.length);
        for (Append append : appends) {
            needed.set(stripe(append.key()));
        }
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            stripes[i].lock();
        }
        try {
            return judgeAndAdd(appends);
        } finally {
            for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
                stripes[i].unlock();
            }
        }
    }

    private BatchOutcome judgeAndAdd(List<Append> appends) {
        for (int i = 0; i < appends.size(); i++) {
            Optional<Refused> refusal =
                    judge(appends.get(i), chain(appends.get(i).key()));
            if (refusal.isPresent()) {
                return new BatchOutcome.Rejected(i, refusal.get());
            }
        }
        Batch batch = new Batch();
        List<RevisionMetadata> added = new ArrayList<>(appends.size());
        for (Append append : appends) {
            added.add(add(append, chain(append.key()), batch));
        }
        batch.commit();
        return new BatchOutcome.AllAppended(added);
    }

    EraseOutcome erase(Erase erase) {
        return erase.version().isPresent() ? eraseVersion(erase, erase.version().getAsLong()) : eraseKey(erase);
    }

    private EraseOutcome eraseKey(Erase erase) {
        Chain ended;
        Row marker;
        Tenant tenant;
        ReentrantLock lock = lockOf(erase.key());
        lock.lock();
        try {
            ended = chain(erase.key());
            Row head = ended.head();
            if (head == null) {
                return nothingToErase(erase);
            }
            requireVersion(ended, erase.key());
            tenant = tenantForWriting(erase.key().tenant());
            marker = Row.marker(head, erase, tenant.feed().takeTicket());
            chains.put(head.key(), Chain.of(marker));
            tenant.feed().publish(marker);
        } finally {
            lock.unlock();
        }
        // What was emptied is out of every reader's sight already, so this needs no lock; the receipt waits for it
        // (ERA-06).
        TypeIndex index = tenant.typeForWriting(erase.key().type());
        for (Row row : ended.rows()) {
            index.remove(row);
            tenant.feed().vacate(row);
        }
        return new EraseOutcome.Erased(ended.versions(), Micros.toInstant(marker.lastUpdated()));
    }

    private EraseOutcome eraseVersion(Erase erase, long version) {
        ReentrantLock lock = lockOf(erase.key());
        lock.lock();
        try {
            Chain chain = chain(erase.key());
            Row head = chain.head();
            if (head == null) {
                return nothingToErase(erase);
            }
            if (version > head.version() || version == head.version() && !head.isTombstone()) {
                return new EraseOutcome.Refused(head.metadata());
            }
            Row row = chain.at(version);
            if (row == null || row.isTombstone() || row.isErased()) {
                return nothingToErase(erase);
            }
            Tenant tenant = tenantForWriting(erase.key().tenant());
            TypeIndex index = tenant.typeForWriting(erase.key().type());
            Row erased = row.erased(tenant.feed().takeTicket());
            chains.put(row.key(), chain.with(erased));
            tenant.feed().publish(erased);
            index.remove(row);
            index.add(erased);
            tenant.feed().vacate(row);
            return new EraseOutcome.Erased(List.of(version), erase.now());
        } finally {
            lock.unlock();
        }
    }

    private static EraseOutcome nothingToErase(Erase erase) {
        return new EraseOutcome.Erased(List.of(), erase.now());
    }

    private Optional<Refused> judge(Append append, Chain chain) {
        Optional<RevisionMetadata> head = chain.headMetadata();
        if (!append.condition().holds(head)) {
            return Optional.of(new Refused(head));
        }
        requireVersion(chain, append.key());
        if (chain.isFull(mostRows)) {
            throw new BackendFaultException(
                    "In memory a key holds at most " + mostRows + " revisions, and " + append.key()
                            + " has them; erase it or take another backend",
                    null);
        }
        return Optional.empty();
    }

    private static void requireVersion(Chain chain, ResourceKey key) {
        if (chain.isExhausted()) {
            throw new VersionsExhaustedException(key);
        }
    }

    private RevisionMetadata add(Append append, Chain chain, @Nullable Batch batch) {
        Tenant tenant = tenantForWriting(append.key().tenant());
        TypeIndex index = tenant.typeForWriting(append.key().type());
        Row last = chain.last();
        ResourceKey key = last == null ? index.add(append.key().id()) : last.key();
        Row row = Row.following(last, key, append, tenant.feed().takeTicket(), batch);
        index.add(row);
        chains.put(key, chain.plus(row));
        tenant.feed().publish(row);
        return row.metadata();
    }

    private Tenant tenantForWriting(TenantId id) {
        Tenant known = tenants.get(id.value());
        return known != null ? known : tenants.computeIfAbsent(id.value(), value -> new Tenant(id));
    }

    private int stripe(ResourceKey key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, stripes.length);
    }
}
