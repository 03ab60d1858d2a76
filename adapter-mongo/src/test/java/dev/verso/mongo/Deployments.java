package dev.verso.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.Capability;
import dev.verso.ReadMode;
import dev.verso.testservers.MongoServer;
import dev.verso.testservers.MongoTopology;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The deployments that this JVM's tests share, with one client each, and databases of their own on them. */
final class Deployments {

    static final Set<Capability> OF_A_STANDALONE = Set.of(Capability.SCANS, Capability.DURABLE, Capability.SHARED);
    static final Set<Capability> OF_A_SET = Set.of(Capability.values());

    private static final Map<MongoTopology, MongoClient> CLIENTS = new EnumMap<>(MongoTopology.class);

    private Deployments() {}

    /** Gives a client that lasts as long as the JVM. */
    static synchronized MongoClient client(MongoTopology topology) {
        return CLIENTS.computeIfAbsent(topology, any -> {
            MongoClient client =
                    MongoClients.create(MongoServer.shared(topology).uri());
            Runtime.getRuntime().addShutdownHook(new Thread(client::close));
            return client;
        });
    }

    /** Options for a database that no other test uses. */
    static MongoOptions.Builder fresh() {
        return MongoOptions.builder()
                .database(
                        "verso_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20));
    }

    static MongoOptions fresh(ReadMode reads) {
        return fresh().reads(reads).build();
    }

    static MongoRevisionStore open(MongoTopology topology, MongoOptions options) {
        return MongoRevisionStore.over(client(topology), options);
    }
}
