package dev.verso.tck.lin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Reads histories as {@link HistoryFile} says. */
final class HistoryReader {

    private static final ObjectReader JSON = mapper().reader();

    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, List<Audit.Slot>> slots = new LinkedHashMap<>();
    private final Map<String, Audited> audited = new LinkedHashMap<>();
    private final Map<String, Integer> firstUses = new HashMap<>();
    private final Set<UUID> issued = new HashSet<>();
    private final Map<String, String> pool = new HashMap<>();

    private record Audited(int line, long versions) {}

    private record Header(long seed, Map<String, String> notes, Optional<Long> operations) {}

    private static ObjectMapper mapper() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    static History read(Reader in) throws IOException, UnreadableHistoryException {
        return new HistoryReader().history(in instanceof BufferedReader buffered ? buffered : new BufferedReader(in));
    }

    private History history(BufferedReader in) throws IOException, UnreadableHistoryException {
        @org.jspecify.annotations.Nullable Header header = null;
        int number = 0;
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            try {
                Fields line = new Fields(JSON.readTree(text));
                if (header == null) {
                    header = header(line);
                } else {
                    line(number, line);
                }
                line.requireAllRead();
            } catch (JsonProcessingException e) {
                throw unreadable(number, "is no JSON object: " + e.getOriginalMessage());
            } catch (IllegalArgumentException e) {
                throw unreadable(number, e.getMessage() == null ? "is wrong" : e.getMessage());
            }
        }
        if (header == null) {
            throw new UnreadableHistoryException("The file is empty; a history begins with {\"history\":\"verso\",…}");
        }
        requireWhole(header);
        List<Audit> audits = new ArrayList<>();
        for (String key : audited.keySet()) {
            audits.add(new Audit(key, slots.getOrDefault(key, List.of())));
        }
        return new History(header.seed(), header.notes(), operations, audits);
    }

    /** Keys and instances are few, and are named in every line. */
    private String pooled(String text) {
        String known = pool.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private static UnreadableHistoryException unreadable(int line, String problem) {
        return new UnreadableHistoryException("Line " + line + ": " + problem);
    }

    private void requireWhole(Header header) throws UnreadableHistoryException {
        if (header.operations().isPresent() && header.operations().get() != operations.size()) {
            throw new UnreadableHistoryException("The header counts "
                    + header.operations().get() + " operations, and there are " + operations.size()
                    + "; the file may have been cut");
        }
        for (Map.Entry<String, Integer> use : firstUses.entrySet()) {
            if (!audited.containsKey(use.getKey())) {
                throw unreadable(
                        use.getValue(), "the key \"" + use.getKey() + "\" has no line {\"audit\":…,\"versions\":…}");
            }
        }
        for (Map.Entry<String, Audited> audit : audited.entrySet()) {
            int found = slots.getOrDefault(audit.getKey(), List.of()).size();
            if (audit.getValue().versions() != found) {
                throw unreadable(
                        audit.getValue().line(),
                        "\"versions\" is " + audit.getValue().versions() + ", and the key has " + found + " slots");
            }
        }
    }

    private static Header header(Fields line) {
        if (!line.has("history") || !line.text("history").equals("verso")) {
            throw new IllegalArgumentException("a history begins with {\"history\":\"verso\",\"format\":1}");
        }
        if (line.number("format") != HistoryWriter.FORMAT) {
            throw new IllegalArgumentException("\"format\" is not " + HistoryWriter.FORMAT);
        }
        Map<String, String> notes = new LinkedHashMap<>();
        if (line.has("notes")) {
            Fields fields = line.object("notes");
            fields.names().forEach(name -> notes.put(name, fields.text(name)));
        }
        return new Header(
                line.has("seed") ? line.number("seed") : 0,
                notes,
                line.has("operations") ? Optional.of(line.number("operations")) : Optional.empty());
    }

    private void line(int number, Fields line) {
        if (line.has("operation")) {
            operation(number, line);
        } else if (line.has("audit")) {
            String key = pooled(line.text("audit"));
            Audited audit = new Audited(number, line.number("versions"));
            firstUses.putIfAbsent(key, number);
            if (audited.put(key, audit) != null) {
                throw new IllegalArgumentException("a second audit of the key \"" + key + "\"");
            }
        } else if (line.has("slot")) {
            String key = pooled(line.text("key"));
            firstUses.putIfAbsent(key, number);
            slots.computeIfAbsent(key, any -> new ArrayList<>())
                    .add(new Audit.Slot(
                            version(line, "slot"), line.change(), line.uuid("writeId"), line.optionalText("content")));
        } else {
            throw new IllegalArgumentException("has none of the fields \"operation\", \"audit\" and \"slot\"");
        }
    }

    private void operation(int number, Fields line) {
        String label = line.text("operation");
        Kind kind = Kind.labelled(label)
                .orElseThrow(() -> new IllegalArgumentException("\"" + label + "\" is no operation of one key"));
        Outcome outcome = outcome(line.object("outcome"));
        Operation operation = new Operation(
                line.smallNumber("process"),
                pooled(line.text("instance")),
                pooled(line.text("key")),
                new Call(
                        kind,
                        line.optionalText("version"),
                        line.has("writeId") ? Optional.of(line.uuid("writeId")) : Optional.empty(),
                        line.optionalText("content")),
                outcome,
                line.number("invoked"),
                outcome instanceof Outcome.Unknown && !line.has("returned")
                        ? Operation.NEVER
                        : line.number("returned"));
        if (operation.call().writeId().filter(id -> !issued.add(id)).isPresent()) {
            throw new IllegalArgumentException("an operation before has the same \"writeId\"");
        }
        firstUses.putIfAbsent(operation.key(), number);
        operations.add(operation);
    }

    private static Outcome outcome(Fields fields) {
        String is = fields.text("is");
        Outcome outcome = switch (is) {
            case "accepted" -> new Outcome.Accepted(version(fields, "version"), fields.change());
            case "found" ->
                new Outcome.Found(
                        version(fields, "version"),
                        fields.change(),
                        fields.uuid("writeId"),
                        fields.optionalText("content"));
            case "empty" -> new Outcome.Empty();
            case "current" -> new Outcome.Current(version(fields, "version"));
            case "exists" -> new Outcome.Exists(fields.truth("live"));
            case "listed" -> new Outcome.Listed(version(fields, "last"));
            case "alreadyExists" -> new Outcome.AlreadyExists(optionalVersion(fields));
            case "versionConflict" -> new Outcome.VersionConflict(optionalVersion(fields));
            case "gone" -> new Outcome.Gone(optionalVersion(fields));
            case "notFound" -> new Outcome.NotFound();
            case "notRestorable" -> new Outcome.NotRestorable();
            case "optimisticLockFailure" -> new Outcome.OptimisticLockFailure();
            case "rejected" -> new Outcome.Rejected(fields.text("reason"));
            case "unknown" -> new Outcome.Unknown();
            case "unlawful" -> new Outcome.Unlawful(fields.text("answer"));
            default -> throw new IllegalArgumentException("\"" + is + "\" is no outcome");
        };
        fields.requireAllRead();
        return outcome;
    }

    private static OptionalLong optionalVersion(Fields fields) {
        return fields.has("version") ? OptionalLong.of(version(fields, "version")) : fields.optionalNumber("version");
    }

    /** None at all is told as 0; what is less is a mistake of the recorder, and no answer of a storage. */
    private static long version(Fields fields, String name) {
        long version = fields.number(name);
        if (version < 0) {
            throw new IllegalArgumentException("\"" + name + "\" is " + version + ", which is no version");
        }
        return version;
    }
}
