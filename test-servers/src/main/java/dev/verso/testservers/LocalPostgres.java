package dev.verso.testservers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * A PostgreSQL server of the test's own, from the binaries that the build brings: it can be killed, stopped in its tracks and
 * started again on the same data and port.
 *
 * <p>It is durable as a production server is (fsync and synchronous_commit are on), unless the settings say otherwise. It ends
 * with the JVM, and its data with it. Not thread-safe.
 */
public final class LocalPostgres implements AutoCloseable {

    /** The releases that the build brings, newest first. */
    public static final List<String> RELEASES = List.of("18", "15");

    private static final Duration STARTUP = Duration.ofMinutes(2);

    private final String release;
    private final Map<String, String> settings;
    private final Path data;
    private final Thread closer = new Thread(this::stop, "local-postgres-closer");
    private EmbeddedPostgres server;

    private LocalPostgres(String release, Map<String, String> settings) {
        if (!RELEASES.contains(release)) {
            throw new IllegalArgumentException("There are binaries of PostgreSQL " + RELEASES + ", not of " + release);
        }
        this.release = release;
        this.settings = Map.copyOf(settings);
        try {
            this.data = Files.createTempDirectory("verso-postgres-");
            this.server = boot(0);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL " + release + " did not start from the build's own binaries", e);
        }
        Runtime.getRuntime().addShutdownHook(closer);
    }

    /**
     * Starts a server.
     *
     * @param release one of {@link #RELEASES}
     * @param settings server settings beside the defaults
     * @return the server, ready for connections
     */
    public static LocalPostgres start(String release, Map<String, String> settings) {
        return new LocalPostgres(release, settings);
    }

    /**
     * Gives the port.
     *
     * @return the loopback port, the same after a restart
     */
    public int port() {
        return server.getPort();
    }

    /**
     * Gives the URL of a database for the superuser.
     *
     * @param database the database
     * @return a JDBC URL
     */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database + "?user=postgres";
    }

    /** Kills every process of the server with SIGKILL, as a crash would; its data stay. */
    public void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** Starts the server again after {@link #kill()}, on the same data and port. */
    public void restart() {
        int port = port();
        stop();
        try {
            server = boot(port);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL " + release + " did not start again", e);
        }
    }

    /** Freezes every process of the server with SIGSTOP: connections stay open and nothing is answered from the return on. */
    public void pause() {
        // A postmaster that stands still begins no further process.
        processes().stream().findFirst().ifPresent(Freezer::freeze);
        processes().forEach(Freezer::freeze);
    }

    /** Lets a frozen server go on. */
    public void resume() {
        processes().forEach(Freezer::thaw);
    }

    /**
     * Gives the directory of the server's data, for tests that turn to its files.
     *
     * @return the directory
     */
    public Path data() {
        return data;
    }

    @Override
    public void close() {
        stop();
        FileUtils.deleteQuietly(data.toFile());
        Runtime.getRuntime().removeShutdownHook(closer);
    }

    private EmbeddedPostgres boot(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> binaries())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP)
                // The library starts servers that may lose data: a test of durability needs the opposite.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "200");
        settings.forEach(builder::setServerConfig);
        if (port != 0) {
            builder.setPort(port);
        }
        return builder.start();
    }

    private InputStream binaries() {
        String archive = "postgres-" + release + "/binaries.txz";
        return Objects.requireNonNull(LocalPostgres.class.getResourceAsStream(archive), archive);
    }

    private void stop() {
        try {
            resume();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> processes() {
        Path file = data.resolve("postmaster.pid");
        try {
            long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            return ProcessHandle.of(pid)
                    .map(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants())
                            .toList())
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }
}
