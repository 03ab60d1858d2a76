package dev.verso.examples.quickstart;

import dev.verso.BackendFaultException;
import dev.verso.jdbc.JdbcOptions;
import dev.verso.jdbc.JdbcRevisionStore;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.mongo.MongoRevisionStore;
import dev.verso.spi.RevisionStore;
import java.util.List;
import java.util.Optional;

/** The backends that {@code --store} can name. The rest of the program knows none of them. */
final class Stores {

    static final String MEMORY = "memory";

    private static final String POSTGRES = "postgres";
    private static final String POSTGRES_URL = "jdbc:postgresql:";

    private static final String MONGODB = "mongodb";
    private static final List<String> MONGODB_URLS = List.of("mongodb://", "mongodb+srv://");

    /** A connection for each thread that writes, and some for everything else. */
    private static final int MORE_CONNECTIONS = 2;

    private Stores() {}

    static List<String> names() {
        return List.of(MEMORY, POSTGRES, POSTGRES_URL + "//...", MONGODB, MONGODB_URLS.get(0) + "...");
    }

    /** Opens a backend for so many threads; empty if there is none of this name. */
    static Optional<Backend> open(String name, int threads) {
        JdbcOptions options =
                JdbcOptions.builder().poolSize(threads + MORE_CONNECTIONS).build();
        if (name.equals(MEMORY)) {
            return Optional.of(MemoryRevisionStore::create);
        } else if (name.equals(POSTGRES)) {
            return Optional.of(EmbeddedPostgresBackend.start(options));
        } else if (name.startsWith(POSTGRES_URL)) {
            return Optional.of(() -> JdbcRevisionStore.open(name, options));
        } else if (name.equals(MONGODB)) {
            return Optional.of(LocalMongoBackend.start());
        } else if (MONGODB_URLS.stream().anyMatch(name::startsWith)) {
            return Optional.of(() -> mongo(name));
        }
        return Optional.empty();
    }

    private static RevisionStore mongo(String uri) {
        try {
            return MongoRevisionStore.open(uri);
        } catch (IllegalArgumentException e) {
            throw new BackendFaultException(String.valueOf(e.getMessage()), e);
        }
    }
}
