package dev.verso.tck.zoo;

import dev.verso.BackendFaultException;
import java.lang.reflect.Proxy;

/** Throws a StorageException at every call but those that say what it is, and close. */
final class Throwing {

    private Throwing() {}

    /**
     * Gives a storage or a store that throws.
     *
     * @param <T> which
     * @param type its interface
     * @param honest answers what it is: a check must not fail for want of a name
     */
    static <T> T of(Class<T> type, T honest) {
        return type.cast(Proxy.newProxyInstance(
                Throwing.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "capabilities", "identity", "close", "toString", "hashCode", "equals" ->
                            method.invoke(honest, arguments);
                        default -> throw new BackendFaultException("The backend is out of order", null);
                    };
                }));
    }
}
