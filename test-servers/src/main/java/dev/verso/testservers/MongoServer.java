package dev.verso.testservers;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The MongoDB deployments that this JVM's tests share, one for each topology: one given by the environment, else one that
 * Docker runs, else processes of a {@code mongod} of this machine. Tests are never left out for want of a server.
 *
 * <p>Instances are thread-safe. Tests that kill, freeze or authenticate start a {@link LocalMongo} of their own.
 */
public final class MongoServer {

    /** The environment variable with the URI of a deployment to use for the topology that it has. */
    public static final String URI_VARIABLE = "VERSO_MONGODB_URI";

    private static final String IMAGE = "mongo:6.0";
    private static final int PORT = 27017;
    private static final Map<MongoTopology, MongoServer> SHARED = new EnumMap<>(MongoTopology.class);

    private final String uri;

    private MongoServer(String uri) {
        this.uri = uri;
    }

    /**
     * Gives the deployment of a topology that this JVM's tests share, and starts it if need be.
     *
     * @param topology the topology
     * @return the deployment
     * @throws IllegalStateException if there is none to be had; the message says what to install
     */
    public static MongoServer shared(MongoTopology topology) {
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(topology, any -> find(topology));
        }
    }

    /**
     * Gives the connection string.
     *
     * @return the URI
     */
    public String uri() {
        return uri;
    }

    private static MongoServer find(MongoTopology topology) {
        String given = System.getenv(URI_VARIABLE);
        if (given != null && !given.isBlank() && topology(given) == topology) {
            return new MongoServer(given);
        }
        // A set whose members are in containers has addresses that its clients cannot reach, so only one member at
        // most.
        if (topology.members() == 1 && DockerClientFactory.instance().isDockerAvailable()) {
            return new MongoServer(inDocker(topology));
        }
        return new MongoServer(LocalMongo.start(topology).uri());
    }

    private static MongoTopology topology(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
            if (!hello.containsKey("setName")) {
                return MongoTopology.STANDALONE;
            }
            List<?> hosts = hello.getList("hosts", Object.class);
            return hosts.size() == 1 ? MongoTopology.SET_OF_ONE : MongoTopology.SET_OF_THREE;
        }
    }

    @SuppressWarnings("resource") // Testcontainers ends it with the JVM.
    private static String inDocker(MongoTopology topology) {
        if (topology.isReplicaSet()) {
            MongoDBContainer container = new MongoDBContainer(DockerImageName.parse(IMAGE))
                    .withReplicaSet()
                    .withCommand("--replSet", "docker-rs", "--setParameter", "enableTestCommands=1");
            container.start();
            return container.getReplicaSetUrl() + "?directConnection=true";
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withExposedPorts(PORT)
                .withCommand("mongod", "--bind_ip_all", "--setParameter", "enableTestCommands=1");
        container.start();
        return "mongodb://" + container.getHost() + ":" + container.getMappedPort(PORT) + "/?directConnection=true";
    }
}
