package dev.verso.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
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
import dev.verso.spi.HistoryRequest.OfKey;
import dev.verso.spi.HistoryRequest.OfType;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Keeps revisions in PostgreSQL 14 to 18, in one append-only table.
 *
 * <p>It has every {@linkplain dev.verso.Capability capability}; {@code DURABLE} only while the server's {@code fsync} is on
 * (FLT-05). Every operation is one statement and one round trip, a refused write included; only a write that lost a race,
 * or a key that turned out not to be fresh, takes a second one. Each statement is a transaction of its own in autocommit, at
 * whatever isolation the server's default is, and commits to disk whatever {@code synchronous_commit} says (ERR-08). Reads
 * are linearizable (LOCK-06).
 *
 * <p>Instances are thread-safe, and any number of them, in any number of processes, may work on the same schema. Blocking is
 * in the driver alone, which holds no monitors while it waits.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-insert.html#SQL-ON-CONFLICT">INSERT ... ON CONFLICT</a>
 */
public final class JdbcRevisionStore implements RevisionStore {

    private final Database database;
    private final Server server;
    private final Appends appends;
    private final Batches batches;
    private final Reads reads;
    private final KeyHistories keyHistories;
    private final Histories histories;
    private final Lists lists;
    private final Feed feed;
    private final Eraser eraser;
    private final Checks checks;
    private volatile boolean closed;

    private JdbcRevisionStore(Database database, Server server) {
        this.database = database;
        this.server = server;
        this.reads = new Reads(database);
        this.appends = new Appends(database);
        this.batches = new Batches(database, reads);
        this.keyHistories = new KeyHistories(database);
        this.histories = new Histories(database);
        this.lists = new Lists(database);
        this.feed = new Feed(database);
        this.eraser = new Eraser(database);
        this.checks = new Checks(database);
    }

    /**
     * Opens a store over the caller's connections, with default options.
     *
     * @param source gives connections of PostgreSQL's driver, wrapped or not, that no transaction of the caller's is bound
     *     to; {@link java.sql.Wrapper#unwrap} must reach the driver's own. {@link #close()} leaves it open
     * @return the store
     * @throws BackendUnavailableException if the server cannot be reached or takes no writes
     * @throws BackendFaultException if the tables or the server are not as they must be; the message says how to mend it
     */
    public static JdbcRevisionStore over(DataSource source) {
        return over(source, JdbcOptions.defaults());
    }

    /**
     * Opens a store over the caller's connections.
     *
     * @param source gives connections of PostgreSQL's driver, wrapped or not, that no transaction of the caller's is bound
     *     to; {@link java.sql.Wrapper#unwrap} must reach the driver's own. {@link #close()} leaves it open
     * @param options how to work
     * @return the store
     * @throws BackendUnavailableException if the server cannot be reached or takes no writes
     * @throws BackendFaultException if the tables or the server are not as they must be; the message says how to mend it
     */
    public static JdbcRevisionStore over(DataSource source, JdbcOptions options) {
        return open(source, Optional.empty(), options);
    }

    /**
     * Opens a store with a pool of connections of its own, with default options.
     *
     * @param url a URL of PostgreSQL's JDBC driver; {@link #close()} closes the pool
     * @return the store
     * @throws BackendUnavailableException if the server cannot be reached or takes no writes
     * @throws BackendFaultException if the credentials, the tables or the server are not as they must be; the message says
     *     how to mend it
     */
    public static JdbcRevisionStore open(String url) {
        return open(url, JdbcOptions.defaults());
    }

    /**
     * Opens a store with a pool of connections of its own.
     *
     * @param url a URL of PostgreSQL's JDBC driver; {@link #close()} closes the pool
     * @param options how to work
     * @return the store
     * @throws BackendUnavailableException if the server cannot be reached or takes no writes
     * @throws BackendFaultException if the credentials, the tables or the server are not as they must be; the message says
     *     how to mend it
     */
    public static JdbcRevisionStore open(String url, JdbcOptions options) {
        HikariDataSource pool = Pool.open(url, options);
        try {
            return open(pool, Optional.of(pool), options);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static JdbcRevisionStore open(DataSource source, Optional<HikariDataSource> own, JdbcOptions options) {
        Database database = new Database(source, own, options);
        Server.Look look = Server.look(database, options);
        new Schema(options).open(source, options.schemaMode());
        return new JdbcRevisionStore(database, Server.inspect(database, options, look));
    }

    /**
     * Gives the statements that make the tables, for a DBA to read and to run, with the grants that a role needs at run
     * time. Open the store with {@link JdbcOptions.SchemaMode#VALIDATE} then.
     *
     * @param options which schema, and whether with row-level security
     * @return a script for {@code psql}
     */
    public static String ddl(JdbcOptions options) {
        return new Schema(options).ddl();
    }

    /**
     * Gives the change feed new places and a new epoch: to be called once after the data were restored into another
     * cluster, or to an earlier state, while nothing else works on them (FEED-03). It rewrites every row, and refuses to where
     * the cluster has not yet passed as many transaction ids as that takes.
     *
     * @param source connections of the tables' owner
     * @param options which schema
     * @throws dev.verso.BackendException if it did not work out; then nothing has changed, unless the outcome is unknown
     */
    public static void rebaseFeed(DataSource source, JdbcOptions options) {
        new Schema(options).rebaseFeed(source);
    }

    @Override
    public AppendOutcome append(Append append) {
        refuseClosed();
        return appends.append(append);
    }

    @Override
    public BatchOutcome appendAll(List<Append> appends) {
        refuseClosed();
        return batches.appendAll(appends);
    }

    @Override
    public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        refuseClosed();
        return reads.head(key, detail);
    }

    @Override
    public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
        refuseClosed();
        return reads.heads(keys, detail);
    }

    @Override
    public Optional<RevisionRecord> revision(ResourceKey key, long version) {
        refuseClosed();
        return reads.revision(key, version);
    }

    @Override
    public List<Long> versions(ResourceKey key) {
        refuseClosed();
        return reads.versions(key);
    }

    @Override
    public Optional<RevisionRecord> asOf(ResourceKey key, Instant instant) {
        refuseClosed();
        return reads.asOf(key, instant);
    }

    @Override
    public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
        refuseClosed();
        if (request.scope() instanceof OfKey scope) {
            return keyHistories.page(request, scope.key());
        }
        return request.scope() instanceof OfType scope
                ? histories.ofType(request, scope)
                : histories.ofTenant(request, request.scope().tenant());
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        refuseClosed();
        return lists.list(tenant, type, afterId, bounds);
    }

    @Override
    public long count(TenantId tenant, Optional<String> type) {
        refuseClosed();
        return lists.count(tenant, type);
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        refuseClosed();
        return feed.read(tenant, position, bounds);
    }

    @Override
    public EraseOutcome erase(Erase erase) {
        refuseClosed();
        return eraser.erase(erase);
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        refuseClosed();
        return checks.check(position, keys);
    }

    @Override
    public UUID identity() {
        refuseClosed();
        return server.storeId();
    }

    @Override
    public Capabilities capabilities() {
        refuseClosed();
        return server.capabilities();
    }

    /** Closes the pool that the store opened itself, and no {@code DataSource} of the caller's. */
    @Override
    public void close() {
        closed = true;
        database.close();
    }

    private void refuseClosed() {
        if (closed) {
            throw new IllegalStateException("This store is closed");
        }
    }
}
