package dev.verso.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.BackendFaultException;
import dev.verso.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Runs single statements, each on a connection of its own in autocommit: one round trip, fenced in to one tenant where
 * row-level security is on.
 *
 * <p>The fence is set by a statement that the driver sends together with the one it protects. Both run in one transaction,
 * which the server ends after the second; the setting ends with it, so nothing of it is left on a pooled connection.
 */
final class Database implements AutoCloseable {

    /** What no tenant can be called (KEY-01): lets a verification read all of them. */
    static final String EVERY_TENANT = "*";

    private static final String SCHEMA = "$schema";
    private static final String FENCE = "SELECT set_config('verso.tenant', ?, true);\n";
    private static final Executor DIRECT = Runnable::run;

    private final DataSource source;
    private final Optional<HikariDataSource> own;
    private final String schema;
    private final boolean fenced;
    private final int networkTimeout;

    Database(DataSource source, Optional<HikariDataSource> own, JdbcOptions options) {
        this.source = source;
        this.own = own;
        this.schema = '"' + options.schema() + '"';
        this.fenced = options.rowLevelSecurity();
        this.networkTimeout = Math.toIntExact(Pool.networkTimeout(options).toMillis());
    }

    /** Binds a statement's parameters. */
    @FunctionalInterface
    interface Binding {
        void bind(Parameters parameters) throws SQLException;
    }

    /** Turns what a statement returned into a value. */
    @FunctionalInterface
    interface Mapping<T> {
        T map(ResultSet rows) throws SQLException;
    }

    /** Gives the text of a statement as it is sent: in the configured schema, and behind the fence. */
    String statement(String text) {
        return (fenced ? FENCE : "") + text.replace(SCHEMA, schema);
    }

    /**
     * Reads. What was lost on the way is asked for again, on another connection: after a restart of the server the
     * pool still holds connections to the former one.
     */
    <T> T read(TenantId tenant, String statement, Binding binding, Mapping<T> mapping) {
        return read(tenant.value(), statement, binding, mapping);
    }

    /** Reads the rows of all tenants. */
    <T> T readAll(String statement, Binding binding, Mapping<T> mapping) {
        return read(EVERY_TENANT, statement, binding, mapping);
    }

    private <T> T read(String tenant, String statement, Binding binding, Mapping<T> mapping) {
        Tries tries = new Tries();
        while (true) {
            try {
                return run(tenant, statement, binding, mapping);
            } catch (SQLException e) {
                if (!tries.again(e)) {
                    throw SqlStates.ofRead(e);
                }
            }
        }
    }

    /**
     * Writes, once.
     *
     * @throws SQLException what the server or the driver said after the statement had been sent
     * @throws dev.verso.BackendException if nothing was sent
     */
    <T> T write(TenantId tenant, String statement, Binding binding, Mapping<T> mapping) throws SQLException {
        return run(tenant.value(), statement, binding, mapping);
    }

    private <T> T run(String tenant, String statement, Binding binding, Mapping<T> mapping) throws SQLException {
        Connection connection = borrow();
        Lent lent = Lent.AS_IT_IS;
        try {
            lent = begin(connection);
            try (PreparedStatement prepared = prepare(connection, tenant, statement, binding)) {
                return execute(prepared, mapping);
            }
        } catch (SQLException e) {
            forgetDeadConnections(e);
            throw e;
        } finally {
            giveBack(connection, lent);
        }
    }

    /** Does all that needs no trip: a connection that fails here was lost before anything was sent. */
    private PreparedStatement prepare(Connection connection, String tenant, String statement, Binding binding) {
        try {
            PreparedStatement prepared = connection.prepareStatement(statement);
            Parameters parameters = new Parameters(prepared);
            if (fenced) {
                parameters.text(tenant);
            }
            binding.bind(parameters);
            return prepared;
        } catch (SQLException e) {
            forgetDeadConnections(e);
            throw SqlStates.withoutConnection(e);
        }
    }

    private <T> T execute(PreparedStatement prepared, Mapping<T> mapping) throws SQLException {
        prepared.execute();
        if (fenced) {
            prepared.getMoreResults();
        }
        try (ResultSet rows = prepared.getResultSet()) {
            return mapping.map(rows);
        }
    }

    private Connection borrow() {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw SqlStates.withoutConnection(e);
        }
    }

    /** How a connection was before it was used, which is how its owner gets it back. */
    private record Lent(boolean autoCommit, boolean untimed) {

        static final Lent AS_IT_IS = new Lent(true, false);
    }

    /** Makes sure that the statement is a transaction of its own and cannot wait for ever (ERR-04, ERR-08). */
    private Lent begin(Connection connection) {
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (own.isEmpty()) {
                // Also in autocommit, where the caller may have sent BEGIN as a statement.
                refuseOpenTransaction(connection);
            }
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            boolean untimed = own.isEmpty() && connection.getNetworkTimeout() == 0;
            if (untimed) {
                connection.setNetworkTimeout(DIRECT, networkTimeout);
            }
            return new Lent(autoCommit, untimed);
        } catch (SQLException e) {
            throw SqlStates.withoutConnection(e);
        }
    }

    static void refuseOpenTransaction(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(BaseConnection.class)) {
            throw new BackendFaultException(
                    "The DataSource gives out connections of "
                            + connection.getClass().getName()
                            + ", which unwrap to none of PostgreSQL's driver; give it a DataSource over that driver",
                    null);
        }
        if (connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
            throw new BackendFaultException(
                    "The DataSource gave out a connection with a transaction under way, which a store never joins; give"
                            + " it a DataSource that is not bound to the caller's transaction",
                    null);
        }
    }

    /** What fails here changes nothing any more: the answer was received, or the call has failed for another reason. */
    private void giveBack(Connection connection, Lent lent) {
        try (connection) {
            if (lent.untimed() && !connection.isClosed()) {
                connection.setNetworkTimeout(DIRECT, 0);
            }
            if (!lent.autoCommit() && !connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException ignored) {
            // The pool finds out by itself that the connection is of no more use.
        }
    }

    /** One dead connection is seldom alone: the others of the pool are looked at before they are used. */
    private void forgetDeadConnections(SQLException e) {
        if (SqlStates.endedConnection(e)) {
            own.ifPresent(pool -> pool.getHikariPoolMXBean().softEvictConnections());
        }
    }

    @Override
    public void close() {
        own.ifPresent(HikariDataSource::close);
    }
}
