package dev.verso.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A source of one connection that counts what is asked of it: statements as they are executed, and trips on the wire, where
 * nothing is hidden. For one call at a time.
 */
final class CountedSource implements DataSource, AutoCloseable {

    private final Connection connection;
    private final AtomicLong trips;
    private final AtomicLong statements = new AtomicLong();
    private volatile String lastText = "";

    private CountedSource(Connection connection, AtomicLong trips) {
        this.connection = connection;
        this.trips = trips;
    }

    static CountedSource over(String url) throws SQLException {
        String counter = UUID.randomUUID().toString();
        return new CountedSource(
                DriverManager.getConnection(url + "&prepareThreshold=1&socketFactory=" + CountedSockets.class.getName()
                        + "&socketFactoryArg=" + counter),
                CountedSockets.trips(counter));
    }

    /** What a call took. */
    record Trips(long statements, long trips) {

        static final Trips NONE = new Trips(0, 0);
        static final Trips ONE = new Trips(1, 1);
        static final Trips TWO = new Trips(2, 2);
    }

    /** A call, which may well be refused. */
    @FunctionalInterface
    interface Call {
        void run() throws Exception;
    }

    /** Counts what a call takes, whether it returns or throws. */
    Trips of(Call call) {
        long statementsBefore = statements.get();
        long tripsBefore = trips.get();
        try {
            call.run();
        } catch (Exception refused) {
            // What came of it is not what is counted.
        }
        return new Trips(statements.get() - statementsBefore, trips.get() - tripsBefore);
    }

    /** Gives the text of the statement that was prepared last. */
    String lastText() {
        return lastText;
    }

    @Override
    public Connection getConnection() {
        return (Connection) Proxy.newProxyInstance(
                CountedSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    Object result = invoke(connection, method, arguments);
                    if (result instanceof PreparedStatement prepared) {
                        lastText = (String) arguments[0];
                        return counted(PreparedStatement.class, prepared);
                    }
                    return result instanceof Statement plain ? counted(Statement.class, plain) : result;
                });
    }

    private <S extends Statement> S counted(Class<S> type, S statement) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        statements.incrementAndGet();
                    }
                    return invoke(statement, method, arguments);
                }));
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
