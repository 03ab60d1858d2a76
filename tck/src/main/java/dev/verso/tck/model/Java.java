package dev.verso.tck.model;

import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes calls as Java source. */
final class Java {

    private Java() {}

    /** A call of a method with arguments that are source already. */
    static String call(String method, String... arguments) {
        return Arrays.stream(arguments).collect(Collectors.joining(", ", method + "(", ")"));
    }

    static String text(String value) {
        StringBuilder source = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                source.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                source.append(String.format("\\u%04x", (int) c));
            } else {
                source.append(c);
            }
        }
        return source.append('"').toString();
    }

    static String content(Content content) {
        return call("Content.of", text(content.json()));
    }

    static String instant(Instant instant) {
        return call("Instant.parse", text(instant.toString()));
    }

    static String uuid(UUID id) {
        return call("UUID.fromString", text(id.toString()));
    }

    static String ifMatch(IfMatch match) {
        if (match.isAny()) {
            return "IfMatch.any()";
        }
        return match.versionIds().size() == 1
                ? call("IfMatch.version", text(match.versionIds().get(0)))
                : call("IfMatch.parse", text(match.toString()));
    }

    /** The named method that is short for a write, or {@code write} of the value if it has a write id. */
    static String named(String storage, String tenant, Write write) {
        if (write.writeId().isPresent()) {
            return call(storage + ".write", tenant, value(write));
        }
        List<String> arguments = new ArrayList<>(List.of(tenant));
        arguments.addAll(arguments(write, true));
        boolean one = Writes.ifMatch(write)
                .map(match -> match.versionIds().size() == 1)
                .orElse(false);
        return call(storage + "." + method(write) + (one ? "WithMatch" : ""), arguments.toArray(String[]::new));
    }

    /** The write as a value. */
    static String value(Write write) {
        return call("Write." + method(write), arguments(write, false).toArray(String[]::new))
                + write.writeId().map(id -> call(".withWriteId", uuid(id))).orElse("");
    }

    private static String method(Write write) {
        String name = write.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static List<String> arguments(Write write, boolean named) {
        List<String> arguments = new ArrayList<>(List.of(text(write.type())));
        Writes.id(write).map(Java::text).ifPresent(arguments::add);
        Writes.ifMatch(write)
                .map(match -> named && match.versionIds().size() == 1
                        ? text(match.versionIds().get(0))
                        : ifMatch(match))
                .ifPresent(arguments::add);
        if (write instanceof Write.Restore restore) {
            restore.versionId().map(Java::text).ifPresent(arguments::add);
        }
        Writes.content(write).map(Java::content).ifPresent(arguments::add);
        return arguments;
    }

    static String erasure(Erasure erasure) {
        String what = erasure.versionId()
                .map(version -> call("Erasure.ofVersion", text(erasure.type()), text(erasure.id()), text(version)))
                .orElseGet(() -> call("Erasure.ofResource", text(erasure.type()), text(erasure.id())));
        return what
                + erasure.reason().map(why -> call(".because", text(why))).orElse("")
                + erasure.writeId().map(id -> call(".withWriteId", uuid(id))).orElse("");
    }

    static String query(HistoryQuery query) {
        String scope = query.type().isEmpty()
                ? "HistoryQuery.ofTenant()"
                : query.id().isEmpty()
                        ? call("HistoryQuery.ofType", text(query.type().get()))
                        : call(
                                "HistoryQuery.ofResource",
                                text(query.type().get()),
                                text(query.id().get()));
        return scope
                + (query.order() == HistoryQuery.Order.OLDEST_FIRST ? ".oldestFirst()" : "")
                + bound(".since", query.since())
                + bound(".before", query.before());
    }

    private static String bound(String method, Optional<Instant> bound) {
        return bound.map(instant -> call(method, instant(instant))).orElse("");
    }
}
