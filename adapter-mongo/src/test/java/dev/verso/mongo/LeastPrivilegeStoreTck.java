package dev.verso.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.Capability;
import dev.verso.mongo.MongoOptions.SchemaMode;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.store.RevisionStoreTck;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;

/** The kit with authentication on, as a user that has no rights but those that the guide lists. */
class LeastPrivilegeStoreTck extends RevisionStoreTck {

    private static final String USER = "application";
    private static final int CHECKS = 25;
    private static final LocalMongo SERVER = LocalMongo.withAuthentication(MongoTopology.SET_OF_ONE);
    private static final MongoClient CLIENT = client();
    private static MongoOptions current = prepared();
    private static int given;

    private final MongoOptions options = next();

    private static synchronized MongoOptions next() {
        if (++given % CHECKS == 0) {
            current = prepared();
        }
        return current;
    }

    /** The administrator makes the collections by the printed commands, and a role for this database. */
    private static MongoOptions prepared() {
        MongoOptions options =
                Deployments.fresh().schemaMode(SchemaMode.VALIDATE).build();
        try (MongoClient administrator = MongoClients.create(SERVER.uri())) {
            SchemaCommands.run(administrator.getDatabase(options.database()), options);
            administrator.getDatabase("admin").runCommand(LeastPrivilege.role(options));
            administrator
                    .getDatabase("admin")
                    .runCommand(new Document("grantRolesToUser", USER)
                            .append("roles", List.of(LeastPrivilege.name(options))));
        }
        return options;
    }

    private static MongoClient client() {
        String password = UUID.randomUUID().toString();
        try (MongoClient administrator = MongoClients.create(SERVER.uri())) {
            administrator
                    .getDatabase("admin")
                    .runCommand(new Document("createUser", USER)
                            .append("pwd", password)
                            .append("roles", List.of()));
        }
        MongoClient client = MongoClients.create(SERVER.uri(USER, password));
        Runtime.getRuntime().addShutdownHook(new Thread(client::close));
        return client;
    }

    @Override
    protected String name() {
        return "mongo 0.1.0, a user of least privilege";
    }

    @Override
    protected RevisionStore open() {
        return MongoRevisionStore.over(CLIENT, options);
    }

    @Override
    protected Set<Capability> declared() {
        return Deployments.OF_A_SET;
    }
}
