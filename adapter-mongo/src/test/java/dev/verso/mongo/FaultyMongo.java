package dev.verso.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.ReadMode;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.CutProxy;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.fault.StoreFaults;
import dev.verso.tck.fault.Wire;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;

/**
 * Servers of the test's own, and what can happen to them: a single one has a proxy before it, and of a set of three it is the
 * primary that is harmed.
 */
final class FaultyMongo implements FaultPort {

    private static final String APPLICATION = "faulty";
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final LocalMongo servers;
    private final CutProxy proxy;
    private final StoreFaults calls = StoreFaults.over(this::store);
    private final MongoOptions options;
    private final List<MongoClient> clients = new ArrayList<>();
    private int killed = -1;
    private int paused = -1;

    private FaultyMongo(LocalMongo servers, ReadMode reads) {
        this.servers = servers;
        this.proxy = CutProxy.to("127.0.0.1", servers.port(0));
        // Short, so that a frozen server is given up within seconds.
        this.options = Deployments.fresh()
                .reads(reads)
                .callTimeout(Duration.ofSeconds(servers.members() == 1 ? 1 : 3))
                .build();
    }

    static FaultyMongo start(MongoTopology topology, ReadMode reads) {
        return new FaultyMongo(LocalMongo.start(topology), reads);
    }

    private boolean isSingle() {
        return servers.members() == 1;
    }

    /**
     * The driver finds the members of a set by the names that they have among themselves, not through a proxy: a set's
     * connections are cut at the calls of the stores.
     */
    @Override
    public Set<Fault> offers() {
        return isSingle()
                ? EnumSet.of(Fault.KILL_CONNECTIONS, Fault.KILL_SERVER, Fault.PAUSE_SERVER, Fault.CUT)
                : EnumSet.of(Fault.KILL_SERVER, Fault.PAUSE_SERVER, Fault.FAIL_OVER, Fault.CUT);
    }

    @Override
    public VersionedStorage open(StorageOptions storageOptions) throws Exception {
        return VersionedStorage.over(isSingle() ? store() : calls.store(), storageOptions);
    }

    MongoRevisionStore store() {
        return MongoRevisionStore.over(client(), options);
    }

    /** A store of more patience. */
    MongoRevisionStore store(Duration callTimeout) {
        return MongoRevisionStore.over(
                client(),
                MongoOptions.builder()
                        .database(options.database())
                        .callTimeout(callTimeout)
                        .build());
    }

    /** The way past the proxy. */
    String uri() {
        return servers.uri();
    }

    MongoOptions options() {
        return options;
    }

    /** A client that looks for a server again at once after it lost one. */
    private MongoClient client() {
        String uri = isSingle()
                ? "mongodb://" + proxy.host() + ":" + proxy.port() + "/?directConnection=true"
                : servers.uri();
        MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applicationName(APPLICATION)
                .applyToServerSettings(server -> server.minHeartbeatFrequency(20, TimeUnit.MILLISECONDS))
                .build());
        clients.add(client);
        return client;
    }

    /** At the proxy: a server has no command that ends its clients' connections. */
    @Override
    public void killConnections() {
        proxy().cutAll();
    }

    @Override
    public void killServer() {
        killed = servers.primary();
        servers.kill(killed);
    }

    @Override
    public void startServer() {
        servers.restart(killed);
        killed = -1;
    }

    @Override
    public void pauseServer() {
        paused = servers.primary();
        servers.pause(paused);
    }

    @Override
    public void resumeServer() {
        servers.resume(paused);
        paused = -1;
    }

    @Override
    public void failOver() throws Exception {
        if (isSingle()) {
            FaultPort.super.failOver();
        }
        servers.stepDown();
        servers.primary();
    }

    @Override
    public Wire proxy() {
        return isSingle() ? proxy : calls.proxy();
    }

    @Override
    public void heal() {
        if (paused >= 0) {
            resumeServer();
        }
        if (killed >= 0) {
            startServer();
        }
        proxy.disarm();
        proxy.accepting();
        calls.heal();
        servers.primary();
    }

    /** The server goes on with what a client had begun that is gone. */
    @Override
    public void awaitQuiescence() {
        calls.awaitQuiescence();
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (isAtWork()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("Commands of clients have been under way for " + DEADLINE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean isAtWork() {
        Document inProgress = servers.run(
                servers.primary(),
                "admin",
                new Document("currentOp", 1)
                        .append("active", true)
                        .append("ns", new Document("$regex", "^" + options.database() + "\\.")));
        return !inProgress.getList("inprog", Document.class).isEmpty();
    }

    @Override
    public void close() {
        heal();
        clients.forEach(MongoClient::close);
        proxy.close();
        servers.close();
    }
}
