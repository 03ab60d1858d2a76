package dev.verso.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Notes the SQLState of whatever the driver throws to a store, and changes nothing. */
final class ErrorHeard {

    private final List<String> states = new CopyOnWriteArrayList<>();
    private final DataSource source;

    private ErrorHeard(DataSource source) {
        this.source = listening(DataSource.class, source);
    }

    static ErrorHeard at(DataSource source) {
        return new ErrorHeard(source);
    }

    DataSource source() {
        return source;
    }

    /** In the order of the exceptions. */
    List<String> states() {
        return states;
    }

    private <T> T listening(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(target, arguments);
                        return method.getName().equals("unwrap") ? result : wrapped(result);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof SQLException thrown) {
                            states.add(String.valueOf(thrown.getSQLState()));
                        }
                        throw e.getCause();
                    }
                }));
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof PreparedStatement statement) {
            return listening(PreparedStatement.class, statement);
        }
        return result instanceof Connection connection ? listening(Connection.class, connection) : result;
    }
}
