package dev.verso;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/**
 * The way between content and what Jackson's mappers read and write.
 *
 * <p>A mapper's exceptions quote names and values. They end here: what is thrown instead names their class and a place.
 */
final class ContentMapping {

    /** Reads and writes trees with every digit and character, and reads without limits, as content was validated. */
    static final ObjectMapper EXACT = exact();

    private ContentMapping() {}

    private static ObjectMapper exact() {
        StreamReadConstraints unlimited = StreamReadConstraints.builder()
                .maxNestingDepth(Content.MAX_DEPTH)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        // Without a table of names that all parsers share, hostile names can neither fill it nor collide in it.
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                .streamReadConstraints(unlimited)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .build();
    }

    /**
     * Writes an object as JSON, in which numbers that are not finite stand bare and so will be refused.
     *
     * @throws InvalidContentException if the mapper fails
     */
    static byte[] write(Object object, ObjectMapper mapper) {
        try {
            return mapper.writer()
                    .without(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .writeValueAsBytes(object);
        } catch (IOException | RuntimeException e) {
            throw failure("the mapper could not write an object of " + object.getClass(), e);
        }
    }

    /**
     * Reads an object from JSON.
     *
     * @throws InvalidContentException if the mapper fails, or gives null
     */
    static <T> T read(InputStream json, Class<T> type, ObjectMapper mapper) {
        T object;
        try {
            object = mapper.readValue(json, type);
        } catch (IOException | RuntimeException e) {
            throw failure("the mapper could not read an object of " + type, e);
        }
        if (object == null) {
            throw new InvalidContentException("Invalid content: the mapper made null of it, not an object of " + type);
        }
        return object;
    }

    private static InvalidContentException failure(String what, Exception e) {
        JsonLocation location = e instanceof JacksonException jackson ? jackson.getLocation() : null;
        String where = location == null || location.getLineNr() < 1
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        return new InvalidContentException(
                "Invalid content: " + what + ": " + e.getClass().getName() + where);
    }
}
