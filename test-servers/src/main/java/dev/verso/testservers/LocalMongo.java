package dev.verso.testservers;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * MongoDB servers of the test's own, on free loopback ports: each can be killed, frozen, and started again on the same data
 * and port.
 *
 * <p>They are durable as production servers are (the journal is on) unless the arguments say otherwise, and take the test
 * commands for failpoints. A set of three elects a new primary about two seconds after the old one went. They end with the
 * JVM, and their data with them. Not thread-safe.
 */
public final class LocalMongo implements AutoCloseable {

    /** The administrator of a deployment with authentication. */
    public static final String ADMINISTRATOR = "administrator";

    private static final String SET = "verso";
    private static final Duration STARTUP = Duration.ofMinutes(1);
    private static final int BOOTS = 5;
    private static final int ELECTION_TIMEOUT_MILLIS = 2000;
    private static final int HEARTBEAT_INTERVAL_MILLIS = 500;
    private static final int HEARTBEAT_TIMEOUT_SECONDS = 2;

    private final MongoTopology topology;
    private final boolean authentication;
    private final List<String> arguments;
    private final IntUnaryOperator addresses;
    private final Path directory;
    private final String password = UUID.randomUUID().toString();
    private final int[] ports;
    private final int[] knownPorts;
    private final @Nullable Process[] processes;
    private final boolean[] paused;
    private final Thread closer = new Thread(this::stop, "local-mongo-closer");

    private LocalMongo(
            MongoTopology topology, boolean authentication, IntUnaryOperator addresses, List<String> arguments) {
        this.topology = topology;
        this.addresses = addresses;
        this.authentication = authentication;
        this.arguments = List.copyOf(arguments);
        this.ports = new int[topology.members()];
        this.knownPorts = new int[topology.members()];
        this.processes = new Process[topology.members()];
        this.paused = new boolean[topology.members()];
        try {
            this.directory = Files.createTempDirectory("verso-mongo-");
        } catch (IOException e) {
            throw new UncheckedIOException("There is no place for the data of a MongoDB server", e);
        }
        Runtime.getRuntime().addShutdownHook(closer);
        try {
            begin();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a deployment without authentication.
     *
     * @param topology its topology
     * @param arguments of {@code mongod}, beside the usual ones
     * @return the deployment, ready for writes
     */
    public static LocalMongo start(MongoTopology topology, String... arguments) {
        return new LocalMongo(topology, false, IntUnaryOperator.identity(), List.of(arguments));
    }

    /**
     * Starts a deployment whose members know each other, and are known to clients, by other ports than those they listen on:
     * those of proxies before them.
     *
     * @param topology its topology
     * @param proxies opens a proxy before a member's loopback port and gives the proxy's own, once for each member
     * @return the deployment, ready for writes
     */
    public static LocalMongo behind(MongoTopology topology, IntUnaryOperator proxies) {
        return new LocalMongo(topology, false, proxies, List.of());
    }

    /**
     * Starts a deployment that asks for credentials.
     *
     * @param topology its topology
     * @return the deployment, ready for writes
     */
    public static LocalMongo withAuthentication(MongoTopology topology) {
        return new LocalMongo(topology, true, IntUnaryOperator.identity(), List.of());
    }

    /**
     * Gives the connection string, with the administrator's credentials if there is authentication.
     *
     * @return the URI
     */
    public String uri() {
        return authentication ? uri(ADMINISTRATOR, password) : "mongodb://" + hosts() + "/" + query("?");
    }

    /**
     * Gives the connection string for a user of the database {@code admin}.
     *
     * @param user the user
     * @param userPassword the password
     * @return the URI
     */
    public String uri(String user, String userPassword) {
        return "mongodb://" + user + ":" + userPassword + "@" + hosts() + "/?authSource=admin" + query("&");
    }

    /**
     * Gives the number of servers.
     *
     * @return 1 or 3
     */
    public int members() {
        return ports.length;
    }

    /**
     * Gives the port of a server.
     *
     * @param member from 0
     * @return the loopback port, the same after a restart
     */
    public int port(int member) {
        return ports[member];
    }

    /**
     * Kills a server with SIGKILL, as a crash would; its data stay.
     *
     * @param member from 0
     */
    public void kill(int member) {
        Process process = processes[member];
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /**
     * Starts a killed server again, on the same data and port, and waits until it answers.
     *
     * @param member from 0
     */
    public void restart(int member) {
        kill(member);
        for (int tried = 1; ; tried++) {
            boot(member);
            try {
                await("the server answers", () -> answers(member));
                return;
            } catch (IllegalStateException e) {
                // Meanwhile the port may have been given to a connection of somebody's.
                if (tried == BOOTS) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
    }

    /**
     * Freezes a server with SIGSTOP: its connections stay open and nothing is answered from the return on.
     *
     * @param member from 0
     */
    public void pause(int member) {
        Freezer.freeze(process(member));
        paused[member] = true;
    }

    /**
     * Lets a frozen server go on.
     *
     * @param member from 0
     */
    public void resume(int member) {
        Freezer.thaw(process(member));
        paused[member] = false;
    }

    /** Makes the primary step down, at once; another member is elected. */
    public void stepDown() {
        try (MongoClient client = client(primary())) {
            admin(client, new Document("replSetStepDown", 10).append("force", true));
        }
    }

    /**
     * Finds the primary, and waits for an election if there is none; killed and frozen servers count as gone.
     *
     * @return its number, from 0
     */
    public int primary() {
        int[] found = {-1};
        await("there is a primary", () -> {
            for (int member = 0; member < ports.length && found[0] < 0; member++) {
                found[0] = !paused[member] && isPrimary(member) ? member : -1;
            }
            return found[0] >= 0;
        });
        return found[0];
    }

    /**
     * Runs a command on one server, as the administrator.
     *
     * @param member from 0
     * @param database the database
     * @param command the command
     * @return the answer
     */
    public Document run(int member, String database, Document command) {
        try (MongoClient client = client(member)) {
            return client.getDatabase(database).runCommand(command);
        }
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(closer);
    }

    private void begin() {
        for (int member = 0; member < ports.length; member++) {
            ports[member] = freePort();
            knownPorts[member] = addresses.applyAsInt(ports[member]);
        }
        if (authentication && topology.isReplicaSet()) {
            writeKeyFile();
        }
        for (int member = 0; member < ports.length; member++) {
            boot(member);
        }
        for (int member = 0; member < ports.length; member++) {
            int each = member;
            await("the server answers", () -> answers(each));
        }
        if (topology.isReplicaSet()) {
            initiate();
        }
        primary();
        if (authentication) {
            try (MongoClient client = MongoClients.create(settings(primary(), false))) {
                admin(
                        client,
                        new Document("createUser", ADMINISTRATOR)
                                .append("pwd", password)
                                .append("roles", List.of("root")));
            }
        }
    }

    private void initiate() {
        List<Document> members = IntStream.range(0, ports.length)
                .mapToObj(member -> new Document("_id", member).append("host", "127.0.0.1:" + knownPorts[member]))
                .toList();
        Document configuration = new Document("_id", SET)
                .append("members", members)
                .append(
                        "settings",
                        new Document("electionTimeoutMillis", ELECTION_TIMEOUT_MILLIS)
                                .append("heartbeatIntervalMillis", HEARTBEAT_INTERVAL_MILLIS)
                                // Else a set is longer without a primary when one is frozen than when one is dead.
                                .append("heartbeatTimeoutSecs", HEARTBEAT_TIMEOUT_SECONDS));
        try (MongoClient client = MongoClients.create(settings(0, false))) {
            admin(client, new Document("replSetInitiate", configuration));
        }
    }

    private void boot(int member) {
        Path data = directory.resolve("member-" + member);
        List<String> command = new ArrayList<>(List.of(
                MongoBinary.find().toString(),
                "--dbpath",
                data.toString(),
                "--port",
                String.valueOf(ports[member]),
                "--bind_ip",
                "127.0.0.1",
                "--nounixsocket",
                "--wiredTigerCacheSizeGB",
                "0.25",
                "--setParameter",
                "enableTestCommands=1",
                "--setParameter",
                "diagnosticDataCollectionEnabled=false"));
        if (topology.isReplicaSet()) {
            Collections.addAll(command, "--replSet", SET);
            if (!arguments.contains("--oplogSize")) {
                Collections.addAll(command, "--oplogSize", "256");
            }
            if (authentication) {
                Collections.addAll(command, "--keyFile", keyFile().toString());
            }
        } else if (authentication) {
            command.add("--auth");
        }
        command.addAll(arguments);
        try {
            Files.createDirectories(data);
            paused[member] = false;
            processes[member] = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(member).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("mongod did not start: " + command, e);
        }
    }

    private boolean answers(int member) {
        Process process = processes[member];
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("mongod has ended; the end of its log:\n" + tail(log(member)));
        }
        try (MongoClient client = MongoClients.create(settings(member, false))) {
            admin(client, new Document("hello", 1));
            return true;
        } catch (MongoException e) {
            return false;
        }
    }

    private boolean isPrimary(int member) {
        Process process = processes[member];
        if (process == null || !process.isAlive()) {
            return false;
        }
        try (MongoClient client = MongoClients.create(settings(member, false))) {
            return Boolean.TRUE.equals(admin(client, new Document("hello", 1)).getBoolean("isWritablePrimary"));
        } catch (MongoException e) {
            return false;
        }
    }

    private MongoClient client(int member) {
        return MongoClients.create(settings(member, authentication));
    }

    private MongoClientSettings settings(int member, boolean credentials) {
        String user = credentials ? ADMINISTRATOR + ":" + password + "@" : "";
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString("mongodb://" + user + "127.0.0.1:" + ports[member]
                        + "/?directConnection=true&serverSelectionTimeoutMS=1000&socketTimeoutMS=10000"))
                .build();
    }

    private static Document admin(MongoClient client, Document command) {
        try {
            return client.getDatabase("admin").runCommand(command);
        } catch (MongoCommandException e) {
            throw new IllegalStateException("The test's server refused: " + command.keySet(), e);
        }
    }

    private String hosts() {
        return Arrays.stream(knownPorts).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    private String query(String separator) {
        return topology.isReplicaSet() ? separator + "replicaSet=" + SET : "";
    }

    private void writeKeyFile() {
        try {
            Files.createFile(
                    keyFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(keyFile(), UUID.randomUUID().toString().replace("-", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("The set's key file could not be written", e);
        }
    }

    private Path keyFile() {
        return directory.resolve("key");
    }

    private Path log(int member) {
        return directory.resolve("member-" + member + ".log");
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(none)";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("There is no free port", e);
        }
    }

    private ProcessHandle process(int member) {
        Process process = processes[member];
        if (process == null) {
            throw new IllegalStateException("Server " + member + " was not started");
        }
        return process.toHandle();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + STARTUP.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("Within " + STARTUP + " it was not so that " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void stop() {
        for (int member = 0; member < processes.length; member++) {
            kill(member);
        }
        FileUtils.deleteQuietly(directory.toFile());
    }
}
