package dev.verso.tck;

import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.Written;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Notes every call of a trial's storage instances: who called what on which instance, and what came back.
 *
 * <p>Thread-safe. In words, content is size and hash only. The last {@value #KEPT} calls are kept.
 */
final class Journal {

    private static final int KEPT = 500;
    private static final String EVERYTHING = "*";

    private final AtomicInteger calls = new AtomicInteger();
    private final Deque<Call> kept = new ArrayDeque<>();
    private final Map<Throwable, Call> thrown = new IdentityHashMap<>();
    private final Map<ResourceKey, Long> acknowledged = new ConcurrentHashMap<>();

    /** One call; it is put into words only when they are wanted. */
    record Call(
            int number,
            String instance,
            String thread,
            String method,
            List<@Nullable Object> arguments,
            @Nullable Object outcome) {

        Set<String> concerns() {
            return Journal.concerns(arguments);
        }

        boolean concerns(Set<String> keys) {
            Set<String> own = concerns();
            return own.contains(EVERYTHING) || own.stream().anyMatch(keys::contains);
        }

        @Override
        public String toString() {
            return "#" + number + " " + instance + " [" + thread + "] " + method
                    + arguments.stream().map(Words::of).collect(Collectors.joining(", ", "(", ")"))
                    + (outcome instanceof Throwable ? " threw " : " -> ") + Words.of(outcome);
        }
    }

    VersionedStorage over(String instance, VersionedStorage storage) {
        return (VersionedStorage) Proxy.newProxyInstance(
                VersionedStorage.class.getClassLoader(),
                new Class<?>[] {VersionedStorage.class},
                (proxy, method, arguments) -> call(instance, storage, method, arguments));
    }

    private @Nullable Object call(
            String instance, VersionedStorage storage, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(storage, given);
        }
        // Not List.of: a check may pass null.
        List<@Nullable Object> noted = Collections.unmodifiableList(Arrays.asList(given));
        int number = calls.incrementAndGet();
        try {
            Object result = method.invoke(storage, given);
            note(number, instance, method, noted, result);
            if (result == null && method.getReturnType() != void.class) {
                throw new Expect.Unmet(instance + "." + method.getName() + " returns a value", "null", concerns(noted));
            }
            acknowledge(method, given, result);
            return result;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Call call = note(number, instance, method, noted, cause);
            synchronized (kept) {
                thrown.put(cause, call);
            }
            throw cause;
        }
    }

    private Call note(
            int number, String instance, Method method, List<@Nullable Object> given, @Nullable Object outcome) {
        Call call = new Call(number, instance, Thread.currentThread().getName(), method.getName(), given, outcome);
        synchronized (kept) {
            kept.addLast(call);
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
        }
        return call;
    }

    private void acknowledge(Method method, @Nullable Object[] given, @Nullable Object result) {
        switch (method.getName()) {
            case "vread", "readAsOf", "findWrite", "head", "read" -> {}
            default -> {
                if (result instanceof Revision revision) {
                    acknowledged.merge(revision.key(), revision.version(), Math::max);
                } else if (result instanceof Written written) {
                    acknowledged.merge(
                            written.resource().key(), written.resource().version(), Math::max);
                } else if (result instanceof List<?> many && method.getName().equals("writeBatch")) {
                    many.stream()
                            .map(Revision.class::cast)
                            .forEach(revision -> acknowledged.merge(revision.key(), revision.version(), Math::max));
                } else if (result instanceof ErasureReceipt receipt && isOfResource(given) && receipt.revisions() > 0) {
                    long highest = receipt.versionIds().stream()
                            .mapToLong(Long::parseLong)
                            .max()
                            .orElse(0);
                    acknowledged.compute(
                            receipt.key(), (key, known) -> Math.max(known == null ? 0 : known, highest) + 1);
                }
            }
        }
    }

    private static boolean isOfResource(@Nullable Object[] given) {
        return Stream.of(given)
                .noneMatch(argument -> argument instanceof Erasure erasure
                        && erasure.versionId().isPresent());
    }

    /** Gives the highest version that was acknowledged of each key; an erasure's marker counts. */
    Map<ResourceKey, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    int calls() {
        return calls.get();
    }

    /** Tells whether an instance threw this, as opposed to the kit itself. */
    boolean threw(Throwable throwable) {
        synchronized (kept) {
            return thrown.containsKey(throwable);
        }
    }

    /** Gives the keys of the newest call, for a failure that names none itself. */
    Set<String> newestConcerns() {
        synchronized (kept) {
            return kept.isEmpty() ? Set.of() : kept.getLast().concerns();
        }
    }

    /** Gives the last calls that concern some keys, at most so many, in the order in which they began. */
    List<Call> trace(Set<String> keys, int most) {
        List<Call> all;
        synchronized (kept) {
            all = List.copyOf(kept);
        }
        List<Call> relevant = keys.isEmpty() || keys.contains(EVERYTHING)
                ? all
                : all.stream().filter(call -> call.concerns(keys)).toList();
        return relevant.stream()
                .sorted(Comparator.comparingInt(Call::number))
                .skip(Math.max(0, relevant.size() - most))
                .toList();
    }

    static String concern(ResourceKey key) {
        return key.type() + "/" + key.id();
    }

    private static Set<String> concerns(List<@Nullable Object> given) {
        Set<String> concerns = new LinkedHashSet<>();
        for (Object argument : given) {
            collect(argument, concerns);
        }
        if (given.size() > 2
                && given.get(0) instanceof TenantContext
                && given.get(1) instanceof String type
                && given.get(2) instanceof String id) {
            concerns.add(type + "/" + id);
        }
        return concerns.isEmpty() ? Set.of(EVERYTHING) : concerns;
    }

    private static void collect(@Nullable Object argument, Set<String> concerns) {
        if (argument instanceof ResourceKey key) {
            concerns.add(concern(key));
        } else if (argument instanceof Write write) {
            concerns.add(write.type() + "/" + idOf(write));
        } else if (argument instanceof Erasure erasure) {
            concerns.add(erasure.type() + "/" + erasure.id());
        } else if (argument instanceof HistoryQuery query && query.id().isPresent()) {
            concerns.add(query.type().orElse("") + "/" + query.id().get());
        } else if (argument instanceof Collection<?> many) {
            many.stream().limit(50).forEach(each -> collect(each, concerns));
        }
    }

    private static String idOf(Write write) {
        if (write instanceof Write.Create create) {
            return create.id().orElse("");
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return create.id();
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return put.id();
        }
        if (write instanceof Write.Update update) {
            return update.id();
        }
        return write instanceof Write.Delete delete ? delete.id() : ((Write.Restore) write).id();
    }
}
