package dev.verso.tck.lin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verso.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The fields of one JSON object, each of which must be asked for: an unknown one is a mistake. */
final class Fields {

    private static final Pattern WHOLE_UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final JsonNode object;
    private final Set<String> read = new HashSet<>();

    Fields(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("is no JSON object");
        }
        this.object = object;
    }

    boolean has(String name) {
        return object.has(name);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private JsonNode get(String name) {
        read.add(name);
        JsonNode value = object.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }

    String text(String name) {
        JsonNode value = get(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a text");
        }
        return value.textValue();
    }

    Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    long number(String name) {
        JsonNode value = get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a whole number of 64 bits");
        }
        return value.longValue();
    }

    int smallNumber(String name) {
        long number = number(name);
        if (number != (int) number) {
            throw new IllegalArgumentException("\"" + name + "\" is not a whole number of 32 bits");
        }
        return (int) number;
    }

    OptionalLong optionalNumber(String name) {
        return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    boolean truth(String name) {
        JsonNode value = get(name);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("\"" + name + "\" is neither true nor false");
        }
        return value.booleanValue();
    }

    UUID uuid(String name) {
        String text = text(name);
        // UUID.fromString takes shortened forms as well.
        if (!WHOLE_UUID.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a UUID of 36 characters");
        }
        return UUID.fromString(text);
    }

    Change change() {
        String text = text("change");
        return Arrays.stream(Change.values())
                .filter(change -> change.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"change\" is none of " + Arrays.toString(Change.values())));
    }

    Fields object(String name) {
        JsonNode value = get(name);
        if (!value.isObject()) {
            throw new IllegalArgumentException("\"" + name + "\" is not an object");
        }
        return new Fields(value);
    }

    void requireAllRead() {
        for (String name : names()) {
            if (!read.contains(name)) {
                throw new IllegalArgumentException("the field \"" + name + "\" is unknown or does not belong here");
            }
        }
    }
}
