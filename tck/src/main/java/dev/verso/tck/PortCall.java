package dev.verso.tck;

import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of one method of the port with good arguments: one for every method that there is, found by reflection, so that
 * none is forgotten by the rules that bind all of them.
 */
final class PortCall {

    private final Method method;
    private final List<@Nullable Object> arguments;

    private PortCall(Method method, List<@Nullable Object> arguments) {
        this.method = method;
        this.arguments = arguments;
    }

    /** Gives a call of every method of the port but {@code close}, on a fresh key. */
    static List<PortCall> all(Trial t) {
        ResourceKey key = t.key("Patient");
        return Arrays.stream(VersionedStorage.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.getName().equals("close"))
                .sorted(Comparator.comparing(Method::toString))
                .map(method -> new PortCall(method, arguments(t, key, method)))
                .toList();
    }

    private static List<@Nullable Object> arguments(Trial t, ResourceKey key, Method method) {
        List<@Nullable Object> arguments = new ArrayList<>();
        List<String> texts = new ArrayList<>(List.of(key.type(), key.id(), "1"));
        for (Class<?> type : method.getParameterTypes()) {
            arguments.add(type == String.class ? texts.remove(0) : argument(t, key, method, type));
        }
        return arguments;
    }

    private static Object argument(Trial t, ResourceKey key, Method method, Class<?> type) {
        if (type == TenantContext.class) {
            return t.tenant();
        } else if (type == ResourceKey.class) {
            return key;
        } else if (type == Content.class) {
            return t.content();
        } else if (type == IfMatch.class) {
            return IfMatch.any();
        } else if (type == Write.class) {
            return Write.createOrUpdate(key.type(), key.id(), t.content());
        } else if (type == HistoryQuery.class) {
            return HistoryQuery.ofResource(key.type(), key.id());
        } else if (type == PageRequest.class) {
            return PageRequest.first();
        } else if (type == FeedStart.class) {
            return FeedStart.oldest();
        } else if (type == int.class) {
            return 10;
        } else if (type == Instant.class) {
            return Trial.START;
        } else if (type == UUID.class) {
            return UUID.randomUUID();
        } else if (type == Erasure.class) {
            return Erasure.ofResource(key.type(), key.id());
        } else if (type == Consumer.class) {
            Consumer<Object> ignore = found -> {};
            return ignore;
        } else if (Collection.class.isAssignableFrom(type)) {
            return method.getName().equals("readBatch")
                    ? List.of(key)
                    : List.of(Write.createOrUpdate(key.type(), key.id(), t.content()));
        }
        throw new IllegalStateException("The kit does not know what to give for " + type + " of " + method);
    }

    boolean takesKey() {
        return arguments.stream().anyMatch(ResourceKey.class::isInstance)
                || method.getName().equals("readBatch");
    }

    /** Gives the same call with another key. */
    PortCall withKey(ResourceKey key) {
        return with(arguments.stream()
                .map(argument -> argument instanceof ResourceKey
                        ? key
                        : method.getName().equals("readBatch") && argument instanceof Collection
                                ? List.of(key)
                                : argument)
                .collect(Collectors.toCollection(ArrayList::new)));
    }

    /** Gives the same call once for each argument that may be missing, with null in its place. */
    List<PortCall> withNulls() {
        List<PortCall> calls = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (!method.getParameterTypes()[i].isPrimitive()) {
                List<@Nullable Object> holed = new ArrayList<>(arguments);
                holed.set(i, null);
                calls.add(with(holed));
                if (arguments.get(i) instanceof Collection) {
                    List<@Nullable Object> inner = new ArrayList<>(arguments);
                    inner.set(i, Collections.singletonList(null));
                    calls.add(with(inner));
                }
            }
        }
        return calls;
    }

    private PortCall with(List<@Nullable Object> other) {
        return new PortCall(method, other);
    }

    /** Makes the call; a stream is consumed. */
    @Nullable
    Object run(VersionedStorage storage) throws Exception {
        try {
            Object result = method.invoke(storage, arguments.toArray());
            return result instanceof Stream<?> stream ? stream.toList() : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return method.getName()
                + arguments.stream()
                        .map(argument ->
                                argument == null ? "null" : argument.getClass().getSimpleName())
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
