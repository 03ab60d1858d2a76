package dev.verso.jdbc;

import dev.verso.tck.fault.CutProxy;
import dev.verso.testservers.PostgresServer;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database, reached by the tests past a proxy and by the stores through it. */
final class FaultyDatabase implements AutoCloseable {

    private static final String HOSTS = "^jdbc:postgresql://[^/]*";

    private final String direct;
    private final CutProxy proxy;

    private FaultyDatabase(String direct) {
        Properties parts = Driver.parseURL(direct, null);
        this.direct = direct;
        this.proxy = CutProxy.to(parts.getProperty("PGHOST"), Integer.parseInt(parts.getProperty("PGPORT")));
    }

    /** A new one, of the server that all tests share. */
    static FaultyDatabase create() {
        return at(PostgresServer.shared().newDatabase());
    }

    /** The database of a URL. */
    static FaultyDatabase at(String url) {
        return new FaultyDatabase(url);
    }

    /** The URL past the proxy. */
    String direct() {
        return direct;
    }

    /** The URL through the proxy. */
    String url() {
        return through(direct);
    }

    /** Any URL of the same server, for instance of another role, turned to the proxy. */
    String through(String url) {
        return url.replaceFirst(HOSTS, "jdbc:postgresql://" + proxy.host() + ":" + proxy.port());
    }

    CutProxy proxy() {
        return proxy;
    }

    /** A store with a pool of its own, through the proxy. */
    JdbcRevisionStore open(JdbcOptions options) {
        return JdbcRevisionStore.open(url(), options);
    }

    /** A source that opens a connection for each call, through the proxy. */
    DataSource unpooled() {
        return unpooled(url());
    }

    static DataSource unpooled(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setPrepareThreshold(1);
        return source;
    }

    /** Asks past everything for one value, on a connection of its own. */
    static String value(String url, String query, Object... parameters) throws SQLException {
        try (Sql sql = Sql.on(url)) {
            return sql.value(query, parameters);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
