package dev.verso.jdbc;

import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.CutProxy;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import dev.verso.testservers.LocalPostgres;
import dev.verso.testservers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A PostgreSQL server of the test's own, behind a proxy of its own, and what can happen to both. */
final class FaultyPostgres implements FaultPort {

    static final JdbcOptions OPTIONS = options().build();

    private static final String TERMINATE = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            """;

    private static final String AT_WORK = """
            SELECT count(*) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'
            """;

    private final LocalPostgres server;
    private final FaultyDatabase database;
    private final String url;
    private final JdbcOptions options;
    private boolean down;
    private boolean paused;

    private FaultyPostgres(LocalPostgres server, FaultyDatabase database, String role, JdbcOptions options) {
        this.server = server;
        this.database = database;
        this.url = database.through(role);
        this.options = options;
    }

    /** Short waits, so that a frozen server is given up within seconds. */
    static JdbcOptions.Builder options() {
        return JdbcOptions.builder().callTimeout(Duration.ofSeconds(1)).connectTimeout(Duration.ofSeconds(3));
    }

    static FaultyPostgres start() {
        return start(Map.of());
    }

    static FaultyPostgres start(Map<String, String> settings) {
        LocalPostgres server = server(settings);
        FaultyDatabase database = FaultyDatabase.at(server.url("postgres"));
        return new FaultyPostgres(server, database, database.direct(), OPTIONS);
    }

    /** One whose storages work under a role that may do what it needs at run time, and nothing more. */
    static FaultyPostgres restricted(JdbcOptions options) throws SQLException {
        LocalPostgres server = server(Map.of());
        FaultyDatabase database = FaultyDatabase.at(server.url("postgres"));
        return new FaultyPostgres(server, database, RestrictedRole.create(database.direct(), options), options);
    }

    private static LocalPostgres server(Map<String, String> settings) {
        return LocalPostgres.start(
                System.getProperty(PostgresServer.RELEASE_PROPERTY, LocalPostgres.RELEASES.get(0)), settings);
    }

    LocalPostgres server() {
        return server;
    }

    FaultyDatabase database() {
        return database;
    }

    @Override
    public Set<Fault> offers() {
        return EnumSet.of(Fault.KILL_CONNECTIONS, Fault.KILL_SERVER, Fault.PAUSE_SERVER, Fault.CUT);
    }

    @Override
    public VersionedStorage open(StorageOptions options) {
        return VersionedStorage.over(JdbcRevisionStore.open(url, this.options), options);
    }

    @Override
    public void killConnections() throws SQLException {
        FaultyDatabase.value(database.direct(), TERMINATE);
    }

    @Override
    public void killServer() {
        server.kill();
        down = true;
    }

    @Override
    public void startServer() {
        server.restart();
        down = false;
        paused = false;
    }

    /** Lets nothing finish, and does not say farewell: the next start recovers as after a crash. */
    void stopImmediately() throws IOException, InterruptedException {
        stop("QUIT");
    }

    /** Rolls back what is under way and ends every session in good order. */
    void stopFast() throws IOException, InterruptedException {
        stop("INT");
    }

    private void stop(String signal) throws IOException, InterruptedException {
        String pid = Files.readAllLines(server.data().resolve("postmaster.pid"))
                .get(0)
                .strip();
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
        postmaster.onExit().join();
        down = true;
    }

    @Override
    public void pauseServer() {
        server.pause();
        paused = true;
    }

    @Override
    public void resumeServer() {
        server.resume();
        paused = false;
    }

    @Override
    public CutProxy proxy() {
        return database.proxy();
    }

    @Override
    public void heal() {
        if (paused) {
            resumeServer();
        }
        if (down) {
            startServer();
        }
        proxy().disarm();
        proxy().accepting();
    }

    /** Sessions of clients that are gone go on with what they had begun. */
    @Override
    public void awaitQuiescence() {
        FaultCall.await("no session is at work", () -> {
            try {
                return FaultyDatabase.value(database.direct(), AT_WORK).equals("0");
            } catch (SQLException e) {
                return false;
            }
        });
    }

    @Override
    public void close() {
        database.close();
        server.close();
    }
}
