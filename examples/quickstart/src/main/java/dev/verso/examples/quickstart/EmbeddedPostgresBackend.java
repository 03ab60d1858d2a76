package dev.verso.examples.quickstart;

import dev.verso.BackendUnavailableException;
import dev.verso.jdbc.JdbcOptions;
import dev.verso.jdbc.JdbcRevisionStore;
import dev.verso.spi.RevisionStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A PostgreSQL server for trying out, from binaries that Maven brings: it ends with the run, and its data with it. */
final class EmbeddedPostgresBackend implements Backend {

    private final EmbeddedPostgres server;
    private final JdbcOptions options;

    private EmbeddedPostgresBackend(EmbeddedPostgres server, JdbcOptions options) {
        this.server = server;
        this.options = options;
    }

    static EmbeddedPostgresBackend start(JdbcOptions options) {
        try {
            // The library starts servers that may lose data; a try-out should show what durable writes cost.
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            return new EmbeddedPostgresBackend(server, options);
        } catch (IOException | RuntimeException e) {
            throw new BackendUnavailableException(
                    "PostgreSQL could not be started here; start one yourself and give --store jdbc:postgresql://...",
                    e);
        }
    }

    @Override
    public RevisionStore store() {
        return JdbcRevisionStore.open(server.getJdbcUrl("postgres", "postgres"), options);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
