package dev.verso.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.verso.testservers.PostgresServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database of the shared server, and two pools over it that instances take in turn. */
final class TestDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 20;

    private final String url;
    private final List<HikariDataSource> pools;
    private final AtomicInteger turn = new AtomicInteger();

    private TestDatabase(String url) {
        this.url = url;
        this.pools = List.of(pool(url), pool(url));
    }

    static TestDatabase create() {
        return new TestDatabase(PostgresServer.shared().newDatabase());
    }

    /** An empty database whose transactions run at this isolation unless they say otherwise. */
    static TestDatabase withIsolation(String level) {
        String url = PostgresServer.shared().newDatabase();
        PostgresServer.execute(
                url,
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = ''" + level
                        + "''', current_database()); END $$");
        return new TestDatabase(url);
    }

    String url() {
        return url;
    }

    JdbcRevisionStore open(JdbcOptions options) {
        return JdbcRevisionStore.over(nextPool(), options);
    }

    HikariDataSource nextPool() {
        return pools.get(Math.floorMod(turn.getAndIncrement(), pools.size()));
    }

    /** Gives connections that are not pooled. */
    static DataSource source(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    static HikariDataSource pool(String url) {
        return pool(url, CONNECTIONS);
    }

    static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.addDataSourceProperty("prepareThreshold", "1");
        return new HikariDataSource(config);
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
    }
}
