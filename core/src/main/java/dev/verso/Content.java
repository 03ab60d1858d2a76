package dev.verso;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that owns its exact UTF-8 bytes.
 *
 * <p>What is read back is byte for byte what was accepted: white space, the spelling of numbers, the order of names and
 * all escapes (JSON-01). Only the factories named {@code of} let content in, each after one pass over the bytes that
 * refuses what JSON-01 and JSON-03 refuse:
 *
 * <ul>
 *   <li>what is not exactly one object as RFC 8259 has it, in strictly valid UTF-8 without a byte order mark;
 *   <li>an object, at any depth, that has a name twice; names are compared after unescaping;
 *   <li>a surrogate without its other half, raw or escaped;
 *   <li>more than {@value #MAX_DEPTH} objects and arrays open at once.
 * </ul>
 *
 * <p>There is no other limit: none on the length of numbers, names and strings, nor on how many there are. The limits on
 * size and depth that a storage is configured with are the storage's to check, by {@link #size()} and {@link #depth()}.
 *
 * <p>Immutable and thread-safe: nothing that is done with what was passed in, or with what any method returned, changes
 * it (JSON-02). Content may be confidential, so neither {@link #toString()} nor any exception shows a piece of it.
 */
public final class Content {

    /** The most objects and arrays that may be open at once (JSON-03). */
    public static final int MAX_DEPTH = 512;

    private static final int UNKNOWN = 0;

    private final byte[] bytes;

    // Both are found when first asked for; a race finds the same number twice.
    private int depth;
    private int hash;

    private Content(byte[] bytes, int depth) {
        this.bytes = bytes;
        this.depth = depth;
    }

    /**
     * Accepts JSON as bytes, which are copied.
     *
     * @param utf8 a JSON object in UTF-8
     * @return the content, with exactly these bytes
     * @throws InvalidContentException if JSON-01 or JSON-03 refuses it; the message says what is wrong and at which byte
     */
    public static Content of(byte[] utf8) {
        return validated(utf8.clone());
    }

    /**
     * Accepts JSON as text.
     *
     * @param json a JSON object, of at most 715,827,882 {@code char}s
     * @return the content, with the bytes of the text's UTF-8 form
     * @throws InvalidContentException if JSON-01 or JSON-03 refuses it; the message says what is wrong and where
     */
    public static Content of(String json) {
        return validated(ContentText.encode(json));
    }

    /**
     * Writes a Jackson tree as JSON and accepts that. Later changes of the tree do not matter.
     *
     * @param tree an object node; numbers in it that are not finite are refused, as JSON has none
     * @return the content, with the bytes that were written
     * @throws InvalidContentException if the tree cannot be written, or JSON-03 refuses what was written
     */
    public static Content of(JsonNode tree) {
        return of(Objects.requireNonNull(tree, "tree"), ContentMapping.EXACT);
    }

    /**
     * Writes an object as JSON by way of a mapper and accepts that. Later changes of the object do not matter.
     *
     * @param object what the mapper makes a JSON object of
     * @param mapper decides about names and formats; whatever it is configured to do, a number that is not finite is
     *     refused instead of being written as text
     * @return the content, with the bytes that were written
     * @throws InvalidContentException if the mapper fails, or JSON-01 or JSON-03 refuses what it wrote; the message
     *     names the mapper's exception but, as that may quote content, does not repeat its words
     */
    public static Content of(Object object, ObjectMapper mapper) {
        return validated(ContentMapping.write(
                Objects.requireNonNull(object, "object"), Objects.requireNonNull(mapper, "mapper")));
    }

    /**
     * Takes over bytes that a store accepted earlier, without a copy and without a look at them.
     *
     * <p>Meant only for those who implement {@link dev.verso.spi}: the caller vouches that the bytes came out of a
     * {@code Content} and that nobody holds the array, which from now on is this object's own.
     *
     * @param utf8 the bytes of a content, handed over for good
     * @return the content
     */
    public static Content ofStored(byte[] utf8) {
        return new Content(Objects.requireNonNull(utf8, "utf8"), UNKNOWN);
    }

    private static Content validated(byte[] owned) {
        return new Content(owned, JsonValidation.requireObject(owned));
    }

    /**
     * Gives the size.
     *
     * @return the number of bytes
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Gives the depth. For content that came from a store the first call takes a pass over the bytes.
     *
     * @return how many objects and arrays are open at the deepest point, 1 to {@value #MAX_DEPTH}; 1 for an object
     *     without objects and arrays in it
     * @throws InvalidContentException if bytes that a store gave turn out to be none that were ever accepted
     */
    public int depth() {
        int known = depth;
        if (known == UNKNOWN) {
            known = JsonValidation.requireObject(bytes);
            depth = known;
        }
        return known;
    }

    /**
     * Gives a copy of the bytes.
     *
     * @return a new array at each call
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Gives the JSON as text.
     *
     * @return the text of which {@link #bytes()} is the UTF-8 form
     */
    public String json() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Gives the bytes without copying them.
     *
     * @return a new read-only buffer, with its position at the first byte and its limit behind the last one
     */
    public ByteBuffer asReadOnlyByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * Gives a stream over the bytes; no copy of all of them is made.
     *
     * @return a new stream, for one thread, that need not be closed
     */
    public InputStream newInputStream() {
        return new ContentInputStream(bytes);
    }

    /**
     * Writes the bytes to a stream, a few kilobytes at a time, and neither flushes nor closes it.
     *
     * @param out where to write
     * @throws IOException if the stream throws it; some of the bytes may have been written
     */
    public void writeTo(OutputStream out) throws IOException {
        newInputStream().transferTo(out);
    }

    /**
     * Parses the content into a Jackson tree, anew at each call: the caller may change the tree.
     *
     * <p>Numbers keep all digits, and trailing zeroes of fractions: integers become {@code int}, {@code long} or
     * {@link java.math.BigInteger}, all others {@link java.math.BigDecimal}. Two things of the bytes a tree cannot hold:
     * the sign of {@code -0}, which is dropped, and an exponent beyond what a {@code BigDecimal} takes.
     *
     * @return the tree
     * @throws InvalidContentException if a number's exponent is beyond about two thousand millions, which no Jackson
     *     node can hold; the content is good nevertheless, and {@link #json()} and {@link #bytes()} give it
     */
    public JsonNode toJsonNode() {
        return ContentMapping.read(new ContentInputStream(bytes), JsonNode.class, ContentMapping.EXACT);
    }

    /**
     * Reads the content into an object by way of a mapper, anew at each call.
     *
     * @param <T> the type of the object
     * @param type its class
     * @param mapper decides about names and formats. A mapper has limits of its own, such as numbers of 1,000 digits,
     *     unless its factory's {@code StreamReadConstraints} say otherwise
     * @return the object
     * @throws InvalidContentException if the mapper makes no such object of the content; the message names the mapper's
     *     exception and the place but, as the exception may quote content, does not repeat its words
     */
    public <T> T as(Class<T> type, ObjectMapper mapper) {
        return ContentMapping.read(
                new ContentInputStream(bytes),
                Objects.requireNonNull(type, "type"),
                Objects.requireNonNull(mapper, "mapper"));
    }

    /**
     * Compares byte for byte: {@code {"a":1}} and {@code {"a": 1}} are different contents.
     *
     * @param other any object
     * @return whether the other is content of the same bytes
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Content content && Arrays.equals(bytes, content.bytes));
    }

    /**
     * Gives a hash of all bytes.
     *
     * @return the same number for equal contents
     */
    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(bytes);
            hash = known;
        }
        return known;
    }

    /**
     * Gives the size and, on purpose, nothing of what the content says.
     *
     * @return for instance {@code Content[1234 bytes]}
     */
    @Override
    public String toString() {
        return "Content[" + bytes.length + " bytes]";
    }
}
