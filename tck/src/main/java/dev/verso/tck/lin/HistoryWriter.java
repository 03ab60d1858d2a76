package dev.verso.tck.lin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.verso.Change;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes histories as {@link HistoryFile} says. */
final class HistoryWriter {

    static final int FORMAT = 1;

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private HistoryWriter(JsonGenerator json) {
        this.json = json;
    }

    static void write(History history, Writer out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
            HistoryWriter writer = new HistoryWriter(json);
            writer.header(history);
            for (Operation operation : history.operations()) {
                writer.operation(operation);
            }
            for (Audit audit : history.audits()) {
                writer.audit(audit);
            }
            json.writeRaw('\n');
        }
        out.flush();
    }

    private void header(History history) throws IOException {
        json.writeStartObject();
        json.writeStringField("history", "verso");
        json.writeNumberField("format", FORMAT);
        json.writeNumberField("seed", history.seed());
        json.writeObjectFieldStart("notes");
        for (Map.Entry<String, String> note : history.notes().entrySet()) {
            json.writeStringField(note.getKey(), note.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("operations", history.operations().size());
        json.writeEndObject();
    }

    private void operation(Operation operation) throws IOException {
        json.writeStartObject();
        json.writeStringField("operation", operation.call().kind().label());
        json.writeNumberField("process", operation.process());
        json.writeStringField("instance", operation.instance());
        json.writeStringField("key", operation.key());
        text("version", operation.call().version());
        text("writeId", operation.call().writeId().map(UUID::toString));
        text("content", operation.call().content());
        json.writeNumberField("invoked", operation.invoked());
        if (operation.returned() != Operation.NEVER) {
            json.writeNumberField("returned", operation.returned());
        }
        json.writeObjectFieldStart("outcome");
        outcome(operation.outcome());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void outcome(Outcome outcome) throws IOException {
        json.writeStringField("is", label(outcome));
        if (outcome instanceof Outcome.Accepted accepted) {
            json.writeNumberField("version", accepted.version());
            change(accepted.change());
        } else if (outcome instanceof Outcome.Found found) {
            json.writeNumberField("version", found.version());
            change(found.change());
            json.writeStringField("writeId", found.writeId().toString());
            text("content", found.content());
        } else if (outcome instanceof Outcome.Current current) {
            json.writeNumberField("version", current.version());
        } else if (outcome instanceof Outcome.Exists exists) {
            json.writeBooleanField("live", exists.live());
        } else if (outcome instanceof Outcome.Listed listed) {
            json.writeNumberField("last", listed.last());
        } else if (outcome instanceof Outcome.AlreadyExists exists) {
            version(exists.head());
        } else if (outcome instanceof Outcome.VersionConflict conflict) {
            version(conflict.actual());
        } else if (outcome instanceof Outcome.Gone gone) {
            version(gone.tombstone());
        } else if (outcome instanceof Outcome.Rejected rejected) {
            json.writeStringField("reason", rejected.reason());
        } else if (outcome instanceof Outcome.Unlawful unlawful) {
            json.writeStringField("answer", unlawful.answer());
        }
    }

    static String label(Outcome outcome) {
        String name = outcome.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private void audit(Audit audit) throws IOException {
        json.writeStartObject();
        json.writeStringField("audit", audit.key());
        json.writeNumberField("versions", audit.slots().size());
        json.writeEndObject();
        for (Audit.Slot slot : audit.slots()) {
            json.writeStartObject();
            json.writeNumberField("slot", slot.version());
            json.writeStringField("key", audit.key());
            change(slot.change());
            json.writeStringField("writeId", slot.writeId().toString());
            text("content", slot.content());
            json.writeEndObject();
        }
    }

    private void change(Change change) throws IOException {
        json.writeStringField("change", change.name());
    }

    private void text(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private void version(OptionalLong version) throws IOException {
        if (version.isPresent()) {
            json.writeNumberField("version", version.getAsLong());
        }
    }
}
