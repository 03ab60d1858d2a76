package dev.verso.examples.quickstart;

import dev.verso.BackendUnavailableException;
import dev.verso.mongo.MongoRevisionStore;
import dev.verso.spi.RevisionStore;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;

/** A MongoDB server for trying out, a replica set of one member: it ends with the run, and its data with it. */
final class LocalMongoBackend implements Backend {

    private final LocalMongo server;

    private LocalMongoBackend(LocalMongo server) {
        this.server = server;
    }

    static LocalMongoBackend start() {
        try {
            return new LocalMongoBackend(LocalMongo.start(MongoTopology.SET_OF_ONE));
        } catch (RuntimeException e) {
            throw new BackendUnavailableException(
                    "MongoDB could not be started here; put a mongod of release 6.0 or newer on the PATH, or start one"
                            + " yourself and give --store mongodb://...",
                    e);
        }
    }

    @Override
    public RevisionStore store() {
        return MongoRevisionStore.open(server.uri());
    }

    @Override
    public void close() {
        server.close();
    }
}
