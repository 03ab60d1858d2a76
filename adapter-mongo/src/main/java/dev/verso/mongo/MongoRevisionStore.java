package dev.verso.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Keeps revisions in MongoDB 6.0 or newer: one insert for each write, on a standalone or a replica set.
 *
 * <p>It declares {@code SCANS}, {@code DURABLE} and {@code SHARED} everywhere, and {@code ATOMIC_BATCH}, {@code CHANGE_FEED}
 * and {@code ERASURE} on a replica set, also of one member (CAP-01). On a set of several members reads are of the mode that
 * {@link MongoOptions.Builder#reads} sets, {@link ReadMode#MAJORITY} by default; writes and refusals are linearizable in
 * either (LOCK-06).
 *
 * <p>Every write is acknowledged by the majority of the members, with their journals on disk, and every call ends within
 * the {@linkplain MongoOptions.Builder#callTimeout call timeout}, whatever the concerns and timeouts of the client are.
 *
 * <p>Instances are thread-safe, and any number of them, in any number of processes, may work on the same collection.
 */
public final class MongoRevisionStore implements RevisionStore {

    private static final int LARGEST_DOCUMENT = 16 * 1024 * 1024;

    private final Access access;
    private final Schema.Identity identity;
    private final Capabilities capabilities;
    private final Optional<MongoClient> owned;
    private final Heads heads;
    private final KnownRevisions known;
    private final Appends appends;
    private final Batches batches;
    private final Histories histories;
    private final Lists lists;
    private final Feed feed;
    private final Erasures erasures;
    private final Checks checks;

    /** Calls share it; who closes waits until they are over, each of which its timeout ends. */
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();

    private volatile boolean closed;

    private MongoRevisionStore(MongoClient client, MongoOptions options, Optional<MongoClient> owned) {
        this.owned = owned;
        this.access = new Access(client, options, Server.probe(client, options));
        this.identity = new Schema(access).prepare();
        this.capabilities = capabilities(access.server(), options);
        this.known = new KnownRevisions(options.knownRevisions());
        this.heads = new Heads(known, access);
        this.appends = new Appends(access, heads, known);
        this.batches = new Batches(access, heads);
        this.histories = new Histories(access, heads);
        this.lists = new Lists(access);
        this.feed = new Feed(access, identity.epoch());
        this.erasures = new Erasures(access, heads);
        this.checks = new Checks(access, heads);
    }

    /**
     * Opens a store with a client of its own, which is closed with it, and with the defaults.
     *
     * @param uri a connection string; of a replica set with the set's name and several members
     * @return the store
     * @throws BackendFaultException if what is connected is nothing that the store can work with, collections or indexes
     *     are not what it needs, or there is no journal
     * @throws BackendUnavailableException if nothing can be reached
     */
    public static MongoRevisionStore open(String uri) {
        return open(uri, MongoOptions.defaults());
    }

    /**
     * Opens a store with a client of its own, which is closed with it.
     *
     * @param uri a connection string; of a replica set with the set's name and several members. A database in it says
     *     where the user is known, not where the revisions are
     * @param options how to work with it
     * @return the store
     * @throws IllegalArgumentException if it is no connection string
     * @throws BackendFaultException if what is connected is nothing that the store can work with, collections or indexes
     *     are not what it needs, or there is no journal
     * @throws BackendUnavailableException if nothing can be reached
     */
    public static MongoRevisionStore open(String uri, MongoOptions options) {
        MongoClient client = client(uri, options);
        try {
            return new MongoRevisionStore(client, options, Optional.of(client));
        } catch (Throwable t) {
            client.close();
            throw t;
        }
    }

    private static MongoClient client(String uri, MongoOptions options) {
        ConnectionString connection = connectionString(uri);
        try {
            return MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(connection)
                    .applyToSocketSettings(sockets -> {
                        // The driver ends its sessions when it is closed, and knows no other time for that.
                        if (connection.getSocketTimeout() == null) {
                            sockets.readTimeout(options.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
                        }
                    })
                    .retryWrites(true)
                    .retryReads(true)
                    .build());
        } catch (MongoException e) {
            // The hosts of mongodb+srv:// are looked up at once.
            throw new BackendUnavailableException("The hosts that the URI names cannot be looked up", e);
        }
    }

    /** The driver's own messages quote what it could not read, of which a password may be a part. */
    private static ConnectionString connectionString(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("This is no connection string of MongoDB; it looks like"
                    + " mongodb://user:password@host1,host2/?replicaSet=name, and special characters of user and"
                    + " password are percent-encoded in it");
        }
    }

    /**
     * Opens a store over a client of the caller's, which stays open when the store is closed. Its concerns, timeouts and
     * codecs have no effect on the store.
     *
     * @param client the client
     * @param options how to work with it
     * @return the store
     * @throws BackendFaultException if what is connected is nothing that the store can work with, collections or indexes
     *     are not what it needs, or there is no journal
     * @throws BackendUnavailableException if nothing can be reached
     */
    public static MongoRevisionStore over(MongoClient client, MongoOptions options) {
        return new MongoRevisionStore(client, options, Optional.empty());
    }

    /**
     * Gives the commands that make collections, validators and indexes, for an administrator to run in {@code mongosh}; a
     * store with {@link MongoOptions.SchemaMode#VALIDATE} needs no rights to make any. Running them twice does no harm.
     *
     * @param options names the database and the collection
     * @return the commands, a line each
     */
    public static String schemaCommands(MongoOptions options) {
        return Schema.commands(options);
    }

    private static Capabilities capabilities(Server server, MongoOptions options) {
        EnumSet<Capability> declared = EnumSet.of(Capability.SCANS, Capability.SHARED);
        if (server.isJournaled()) {
            declared.add(Capability.DURABLE);
        }
        if (server.isReplicated()) {
            declared.addAll(Set.of(Capability.ATOMIC_BATCH, Capability.ERASURE));
        }
        // The places that shards give out may be equal, which the walk of the feed does not provide for.
        boolean fed = server.isReplicated() && !server.isSharded();
        if (fed) {
            declared.add(Capability.CHANGE_FEED);
        }
        return new Capabilities(
                server.describe(),
                declared,
                server.isReplicated() ? options.reads() : ReadMode.LINEARIZABLE,
                LARGEST_DOCUMENT - Documents.ENVELOPE,
                fed ? Optional.of(options.feedRetention().orElse(Duration.ZERO)) : Optional.empty());
    }

    @Override
    public AppendOutcome append(Append append) {
        return call(() -> appends.append(append));
    }

    @Override
    public BatchOutcome appendAll(List<Append> entries) {
        return call(Capability.ATOMIC_BATCH, () -> batches.append(entries));
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        return call(() -> {
            Deadline deadline = access.deadline();
            return Faults.reading(() -> present(heads.last(access.reads(deadline), key, detail)))
                    .map(Row::record);
        });
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        return call(() -> {
            Deadline deadline = access.deadline();
            Map<ResourceKey, RevisionRecord> found = new HashMap<>();
            Faults.reading(() -> heads.all(access.reads(deadline), keys, detail))
                    .forEach((key, row) -> {
                        if (!row.isMarker()) {
                            found.put(key, row.record());
                        }
                    });
            return found;
        });
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        return call(() -> {
            Deadline deadline = access.deadline();
            BsonDocument id = new BsonDocument(Documents.ID, Documents.id(key, version));
            return Faults.reading(
                    () -> Optional.ofNullable(access.reads(deadline).find(id).first())
                            .flatMap(Documents::row)
                            .filter(row -> !row.isMarker())
                            .map(Row::record));
        });
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        return call(() -> histories.page(request, access.deadline()));
    }

    /** Reads the head alone: a life's versions are all from its first to its newest (VER-02). */
    @Override
    public List<Long> versions(ResourceKey key) {
        return call(() -> {
            Deadline deadline = access.deadline();
            return Faults.reading(() -> present(heads.last(access.reads(deadline), key, Detail.METADATA)))
                    .map(head -> LongStream.rangeClosed(head.standing().first(), head.version())
                            .boxed()
                            .toList())
                    .orElse(List.of());
        });
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return call(() -> lists.list(tenant, type, afterId, bounds, access.deadline()));
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        return call(() -> lists.count(tenant, type, access.deadline()));
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return call(Capability.CHANGE_FEED, () -> feed.read(tenant, position, bounds));
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        return call(Capability.ERASURE, () -> erasures.erase(erase));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return call(() -> checks.page(position, keys));
    }

    @Override
    public UUID identity() {
        return call(identity::store);
    }

    @Override
    public Capabilities capabilities() {
        return call(() -> capabilities);
    }

    /** Waits for running calls, and closes the client if it is the store's own. */
    @Override
    public void close() {
        closed = true;
        if (owned.isPresent()) {
            running.writeLock().lock();
            try {
                owned.get().close();
            } finally {
                running.writeLock().unlock();
            }
        }
    }

    private static Optional<Row> present(@Nullable Row last) {
        return Optional.ofNullable(last).filter(row -> !row.isMarker());
    }

    private <T> T call(Capability needed, Supplier<T> call) {
        return call(() -> {
            if (!capabilities.has(needed)) {
                throw new UnsupportedCapabilityException(needed, capabilities.backend());
            }
            return call.get();
        });
    }

    private <T> T call(Supplier<T> call) {
        requireOpen();
        running.readLock().lock();
        try {
            requireOpen();
            return call.get();
        } finally {
            running.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This store is closed");
        }
    }
}
