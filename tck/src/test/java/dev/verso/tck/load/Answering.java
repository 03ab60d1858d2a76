package dev.verso.tck.load;

import dev.verso.VersionedStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/** Storages that give, or throw, something else than they would. */
final class Answering {

    private Answering() {}

    interface Answers {
        Object instead(String method, Object answer);
    }

    static List<VersionedStorage> of(List<VersionedStorage> storages, Answers answers) {
        return storages.stream()
                .map(storage -> (VersionedStorage) Proxy.newProxyInstance(
                        VersionedStorage.class.getClassLoader(),
                        new Class<?>[] {VersionedStorage.class},
                        (proxy, method, arguments) -> {
                            try {
                                return answers.instead(method.getName(), method.invoke(storage, arguments));
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }))
                .toList();
    }
}
