package dev.verso.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.verso.BackendFaultException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/** The store's own pool of connections, with the settings that the contract needs whatever the URL or the server says. */
final class Pool {

    /** How much longer the client waits than the server works, so that the server's word comes first. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private static final Pattern URL = Pattern.compile("jdbc:postgresql:[^@?]*([?].*)?");

    private Pool() {}

    static Duration networkTimeout(JdbcOptions options) {
        return options.callTimeout().plus(GRACE);
    }

    static HikariDataSource open(String url, JdbcOptions options) {
        refuseNone(url);
        try {
            return new HikariDataSource(config(url, options));
        } catch (HikariPool.PoolInitializationException e) {
            throw e.getCause() instanceof SQLException refused
                    ? SqlStates.withoutConnection(refused)
                    : new BackendFaultException("The pool of connections could not be opened", e);
        }
    }

    static HikariConfig config(String url, JdbcOptions options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("verso");
        config.setJdbcUrl(url);
        options.user().ifPresent(config::setUsername);
        options.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(options.poolSize());
        config.setConnectionTimeout(options.connectTimeout().toMillis());
        // A look at a pooled connection that nobody answers must not take longer than the wait for a connection may.
        config.setValidationTimeout(
                Math.min(LONGEST_LOOK.toMillis(), options.connectTimeout().toMillis()));
        config.setAutoCommit(true);
        driverSettings(config, options);
        return config;
    }

    /** The driver would log parts of what it cannot read, and credentials may be among them. */
    private static void refuseNone(String url) {
        if (!URL.matcher(url).matches() || Driver.parseURL(url, null) == null) {
            throw new BackendFaultException(
                    "This is no URL of PostgreSQL's driver: give one as jdbc:postgresql://host:5432/database, with user and"
                            + " password as parameters or in the options",
                    null);
        }
    }

    private static void driverSettings(HikariConfig config, JdbcOptions options) {
        long seconds = options.connectTimeout().toSeconds();
        config.addDataSourceProperty("connectTimeout", Long.toString(seconds));
        config.addDataSourceProperty("loginTimeout", Long.toString(seconds));
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(networkTimeout(options).toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", options.applicationName());
        config.addDataSourceProperty("targetServerType", "primary");
        config.addDataSourceProperty("prepareThreshold", "1");
        // The detail of an error names keys and values, which have no place in a log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + options.callTimeout().toMillis()
                        + " -c default_transaction_isolation=read\\ committed -c default_transaction_read_only=off");
    }
}
