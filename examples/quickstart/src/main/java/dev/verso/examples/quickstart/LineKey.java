package dev.verso.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Optional;

/**
 * Which resource a line is, by its own words.
 *
 * @param type its {@code resourceType}
 * @param id its {@code id}
 */
record LineKey(String type, String id) {

    // What a document may hold is the storage's to say; nothing is refused for its length here.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * Finds the two names at the top of a document, and reads no further than the second.
     *
     * @throws IOException if the document is not well-formed up to there
     * @throws RefusedLineException if it does not say which resource it is
     */
    static LineKey of(byte[] document) throws IOException, RefusedLineException {
        Optional<String> type = Optional.empty();
        Optional<String> id = Optional.empty();
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedLineException("is not a JSON object");
            }
            while ((type.isEmpty() || id.isEmpty()) && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "resourceType" -> type = Optional.of(text(parser, name));
                    case "id" -> id = Optional.of(text(parser, name));
                    default -> parser.skipChildren();
                }
            }
        }
        return new LineKey(required(type, "resourceType"), required(id, "id"));
    }

    private static String text(JsonParser parser, String name) throws IOException, RefusedLineException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new RefusedLineException("has a \"" + name + "\" that is not a string");
        }
        return parser.getText();
    }

    private static String required(Optional<String> value, String name) throws RefusedLineException {
        return value.orElseThrow(() -> new RefusedLineException("has no \"" + name + "\""));
    }
}
