package dev.verso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    private static final String PATIENT =
            "{ \"resourceType\":\"Patient\",\n\"weight\":1.10, \"name\":[{\"family\":\"\\u00e9t\u00e9\"}] }";

    private final ObjectMapper mapper = new ObjectMapper();

    record Person(String name, double weight) {}

    // Fidelity and immutability

    @Test
    void JSON_01_every_way_out_gives_the_accepted_bytes() throws IOException {
        byte[] accepted = PATIENT.getBytes(UTF_8);
        Content content = Content.of(accepted);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        ByteBuffer buffer = content.asReadOnlyByteBuffer();
        byte[] buffered = new byte[buffer.remaining()];
        buffer.get(buffered);

        assertThat(content.bytes()).isEqualTo(accepted);
        assertThat(out.toByteArray()).isEqualTo(accepted);
        assertThat(buffered).isEqualTo(accepted);
        assertThat(content.newInputStream().readAllBytes()).isEqualTo(accepted);
        assertThat(content.json()).isEqualTo(PATIENT);
        assertThat(content.size()).isEqualTo(accepted.length);
    }

    @Test
    void JSON_02_changing_what_was_passed_in_changes_nothing() {
        byte[] passed = PATIENT.getBytes(UTF_8);
        Content content = Content.of(passed);
        Arrays.fill(passed, (byte) 'x');
        ObjectNode tree = mapper.createObjectNode().put("a", 1);
        Content ofTree = Content.of(tree);
        tree.put("a", 2);
        Map<String, Object> map = new HashMap<>(Map.of("a", 1));
        Content ofObject = Content.of(map, mapper);
        map.put("a", 2);

        assertThat(content.json()).isEqualTo(PATIENT);
        assertThat(ofTree.json()).isEqualTo("{\"a\":1}");
        assertThat(ofObject.json()).isEqualTo("{\"a\":1}");
    }

    @Test
    void JSON_02_changing_what_was_given_out_changes_nothing() throws IOException {
        Content content = Content.of(PATIENT);

        Arrays.fill(content.bytes(), (byte) 'x');
        ((ObjectNode) content.toJsonNode()).removeAll();
        content.newInputStream().transferTo(new Vandal());
        content.writeTo(new Vandal());
        ByteBuffer buffer = content.asReadOnlyByteBuffer();
        buffer.position(5).limit(6);

        assertThatThrownBy(buffer::array).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> buffer.put(0, (byte) 'x')).isInstanceOf(RuntimeException.class);
        assertThat(content.json()).isEqualTo(PATIENT);
        assertThat(content.asReadOnlyByteBuffer().remaining()).isEqualTo(content.size());
    }

    /** Overwrites every array that it is handed. */
    private static final class Vandal extends OutputStream {
        @Override
        public void write(int b) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, (byte) 'x');
        }
    }

    @Test
    void JSON_02_an_array_changed_while_it_is_validated_cannot_smuggle_anything_in() throws Exception {
        byte[] shared =
                "{\"a\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"}".getBytes(UTF_8);
        AtomicBoolean done = new AtomicBoolean();
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> changes = other.submit(() -> {
                await(start);
                for (int i = 0; !done.get(); i++) {
                    shared[20] = (byte) (i % 2 == 0 ? '"' : 'b');
                }
                shared[20] = 'b';
            });
            await(start);
            for (int i = 0; i < 20_000; i++) {
                Content content;
                try {
                    content = Content.of(shared);
                } catch (InvalidContentException e) {
                    continue;
                }
                // What was accepted must be what was validated.
                Content.of(content.bytes());
            }
            done.set(true);
            changes.get();
        } finally {
            done.set(true);
            other.shutdownNow();
        }
        assertThat(Content.of(shared).size()).isEqualTo(shared.length);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_stream_reads_in_all_ways_a_stream_can_be_read() throws IOException {
        InputStream in = Content.of("{\"\u00ff\":1}").newInputStream();
        byte[] target = new byte[20];

        assertThat(in.available()).isEqualTo(8);
        assertThat(in.read()).isEqualTo('{');
        assertThat(in.skip(1)).isEqualTo(1);
        assertThat(in.skip(-5)).isZero();
        assertThat(in.read()).isEqualTo(0xc3);
        assertThat(in.read(target, 3, 0)).isZero();
        assertThat(in.read(target, 3, 2)).isEqualTo(2);
        assertThat(in.read(target, 5, 15)).isEqualTo(3);
        assertThat(Arrays.copyOf(target, 8)).isEqualTo(new byte[] {0, 0, 0, (byte) 0xbf, '"', ':', '1', '}'});
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(target)).isEqualTo(-1);
        assertThat(in.read(target, 0, 0)).isZero();
        assertThat(in.skip(Long.MAX_VALUE)).isZero();
        assertThat(in.readAllBytes()).isEmpty();
        assertThatThrownBy(() -> in.read(target, 15, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    // Identity and text

    @Test
    void contents_are_equal_byte_for_byte_only() {
        Content content = Content.of("{\"a\":1}");

        assertThat(content)
                .isEqualTo(content)
                .isEqualTo(Content.of("{\"a\":1}".getBytes(UTF_8)))
                .isEqualTo(Content.ofStored("{\"a\":1}".getBytes(UTF_8)))
                .hasSameHashCodeAs(Content.ofStored("{\"a\":1}".getBytes(UTF_8)))
                .isNotEqualTo(Content.of("{\"a\": 1}"))
                .isNotEqualTo(Content.of("{\"\\u0061\":1}"))
                .isNotEqualTo("{\"a\":1}");
        assertThat(content.hashCode()).isEqualTo(content.hashCode());
    }

    @Test
    void the_text_form_shows_the_size_and_never_the_content() {
        assertThat(Content.of(PATIENT)).hasToString("Content[" + PATIENT.getBytes(UTF_8).length + " bytes]");
    }

    // Stored content

    @Test
    void stored_content_is_adopted_as_it_is() {
        byte[] stored = PATIENT.getBytes(UTF_8);
        Content content = Content.ofStored(stored);
        assertThat(content.json()).isEqualTo(PATIENT);
        stored[0] = ' ';

        assertThat(content.json()).startsWith("  \"resourceType\"");
    }

    @Test
    void the_depth_of_stored_content_is_found_when_asked_for() {
        assertThat(Content.ofStored(PATIENT.getBytes(UTF_8)).depth()).isEqualTo(3);
        Content broken = Content.ofStored("{\"secret\"".getBytes(UTF_8));
        assertThatThrownBy(broken::depth)
                .isInstanceOf(InvalidContentException.class)
                .message()
                .doesNotContain("secret");
    }

    // Trees

    @Test
    void JSON_01_a_tree_keeps_numbers_exact() {
        JsonNode tree = Content.of("{\"a\":1.10,\"b\":1e400,\"c\":12345678901234567890,\"d\":-0,\"e\":100,\"f\":1E-400,"
                        + "\"g\":0.0,\"h\":9007199254740993,\"i\":[1.0,10e-1],\"j\":" + "8".repeat(5_000) + "}")
                .toJsonNode();

        assertThat(tree.get("a").decimalValue()).isEqualTo(new BigDecimal("1.10"));
        assertThat(tree.get("b").decimalValue()).isEqualTo(new BigDecimal("1e400"));
        assertThat(tree.get("c").bigIntegerValue()).isEqualTo(new BigInteger("12345678901234567890"));
        assertThat(tree.get("d").intValue()).isZero();
        assertThat(tree.get("e").isInt()).isTrue();
        assertThat(tree.get("f").decimalValue()).isEqualTo(new BigDecimal("1E-400"));
        assertThat(tree.get("g").decimalValue()).isEqualTo(new BigDecimal("0.0"));
        assertThat(tree.get("h").longValue()).isEqualTo(9007199254740993L);
        assertThat(tree.get("i").get(0).decimalValue()).isEqualTo(new BigDecimal("1.0"));
        assertThat(tree.get("i").get(1).decimalValue()).isEqualTo(new BigDecimal("1.0"));
        assertThat(tree.get("j").bigIntegerValue()).isEqualTo(new BigInteger("8".repeat(5_000)));
    }

    @Test
    void a_tree_goes_out_and_in_again_with_the_same_numbers_and_order() {
        String text = "{\"z\":1.10,\"a\":[1.0,20,12345678901234567890,true,null,\"\u20ac\ud83d\ude00\"],\"\":{}}";

        assertThat(Content.of(Content.of(text).toJsonNode()).json()).isEqualTo(text);
    }

    @Test
    void each_tree_is_a_new_one() {
        Content content = Content.of(PATIENT);

        assertThat(content.toJsonNode()).isEqualTo(content.toJsonNode()).isNotSameAs(content.toJsonNode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1.5E-99999999999", "1e9999999999999999999999999"})
    void an_exponent_that_no_tree_can_hold_is_accepted_kept_and_refused_by_the_tree_only(String number) {
        Content content = Content.of("{\"secret\":" + number + "}");

        assertThat(content.json()).contains(number);
        assertThatThrownBy(content::toJsonNode)
                .isInstanceOf(InvalidContentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("secret")
                .doesNotContain("999999");
    }

    @Test
    void JSON_03_a_tree_that_is_no_object_is_refused() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        for (JsonNode tree : List.of(
                nodes.arrayNode(),
                nodes.numberNode(1),
                nodes.textNode("{}"),
                nodes.nullNode(),
                MissingNode.getInstance())) {
            assertThatThrownBy(() -> Content.of(tree)).isInstanceOf(InvalidContentException.class);
        }
    }

    @Test
    void JSON_03_numbers_that_are_not_finite_are_refused() {
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            refuses(() -> Content.of(mapper.createObjectNode().put("secret", number)));
            refuses(() -> Content.of(mapper.createObjectNode().put("secret", (float) number)));
            refuses(() -> Content.of(Map.of("secret", number), mapper));
            refuses(() -> Content.of(Map.of("secret", (float) number), mapper));
            refuses(() -> Content.of(Map.of("secret", new double[] {1, number}), mapper));
            refuses(() -> Content.of(new Person("secret", number), mapper));
            refuses(() -> Content.of(
                    new Person("secret", number),
                    JsonMapper.builder()
                            .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                            .build()));
        }
    }

    @Test
    void JSON_03_unpaired_surrogates_in_trees_and_objects_are_refused() {
        JsonMapper escaping =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        for (String filler : List.of("", "secret", "x".repeat(5_000), "\u20ac".repeat(3_000))) {
            for (String half : List.of("\ud83d", "\ude00", "\ud83d\ud83d", "\ude00\ud83d", "\ud83dx")) {
                for (String bad : List.of(filler + half, half + filler, filler + half + filler)) {
                    refuses(() -> Content.of(mapper.createObjectNode().put("a", bad)));
                    refuses(() -> Content.of(mapper.createObjectNode().put(bad, 1)));
                    refuses(() -> Content.of(Map.of("a", bad), mapper));
                    refuses(() -> Content.of(Map.of(bad, "a"), mapper));
                    refuses(() -> Content.of(Map.of("a", bad), escaping));
                    refuses(() -> Content.of(Map.of("a", bad.toCharArray()), mapper));
                }
            }
        }
    }

    @Test
    void JSON_03_a_tree_that_is_too_deep_is_refused_without_a_stack_overflow() {
        ObjectNode root = mapper.createObjectNode();
        ObjectNode inner = root;
        for (int depth = 1; depth < 512; depth++) {
            inner = inner.putObject("a");
        }
        assertThat(Content.of(root).depth()).isEqualTo(512);
        for (int depth = 512; depth < 200_000; depth++) {
            inner = inner.putObject("a");
        }

        refuses(() -> Content.of(root));
        refuses(() -> Content.of(root, mapper));
    }

    // Objects through a mapper

    @Test
    void an_object_goes_in_and_out_through_its_mapper() {
        Person person = new Person("\u00e9t\u00e9", 1.5);

        Content content = Content.of(person, mapper);

        assertThat(content.json()).isEqualTo("{\"name\":\"\u00e9t\u00e9\",\"weight\":1.5}");
        assertThat(content.as(Person.class, mapper)).isEqualTo(person);
    }

    @Test
    void the_mapper_decides_about_the_form() {
        JsonMapper indenting = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .build();

        assertThat(Content.of(Map.of("a", "\u00e9"), indenting).json().replaceAll("\\s", ""))
                .isEqualTo("{\"a\":\"\\u00E9\"}");
    }

    @Test
    void a_mapper_that_fails_to_write_shows_nothing_of_the_object() {
        Map<String, Object> cyclic = new LinkedHashMap<>();
        cyclic.put("secret", cyclic);

        refuses(() -> Content.of(cyclic, mapper));
        refuses(() -> Content.of(new Failing(), mapper));
        refuses(() -> Content.of(Map.of("secret", new Object()), mapper));
        refuses(() -> Content.of("secret", mapper));
        refuses(() -> Content.of(List.of("secret"), mapper));
    }

    @Test
    void a_mapper_that_fails_to_read_shows_nothing_of_the_content() {
        Content content = Content.of("{\n\"name\":\"secret\",\"secret\":\"secret\"}");

        refuses(() -> content.as(Person.class, mapper));
        refuses(() -> content.as(Integer.class, mapper));
        refuses(() -> content.as(Failing.class, mapper));
        assertThatThrownBy(() -> content.as(Person.class, mapper))
                .hasMessageContaining("ContentTest$Person")
                .hasMessageContaining("UnrecognizedPropertyException at line 2, column ");
    }

    static final class Failing {
        public Failing() {}

        public String getName() {
            throw new IllegalStateException("secret");
        }

        public void setName(String name) {
            throw new IllegalStateException(name);
        }
    }

    @Test
    void a_mapper_that_makes_null_of_content_is_refused() {
        SimpleModule module = new SimpleModule();
        module.addDeserializer(Person.class, new StdDeserializer<>(Person.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Person deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                parser.skipChildren();
                return null;
            }
        });

        refuses(() -> Content.of("{}")
                .as(Person.class, JsonMapper.builder().addModule(module).build()));
    }

    @Test
    void ERR_07_nulls_are_refused() {
        assertThatNullPointerException().isThrownBy(() -> Content.of((byte[]) null));
        assertThatNullPointerException().isThrownBy(() -> Content.of((String) null));
        assertThatNullPointerException().isThrownBy(() -> Content.of((JsonNode) null));
        assertThatNullPointerException().isThrownBy(() -> Content.of(null, mapper));
        assertThatNullPointerException().isThrownBy(() -> Content.of(Map.of(), null));
        assertThatNullPointerException().isThrownBy(() -> Content.ofStored(null));
        assertThatNullPointerException().isThrownBy(() -> Content.of("{}").as(null, mapper));
        assertThatNullPointerException().isThrownBy(() -> Content.of("{}").as(Person.class, null));
        assertThatNullPointerException().isThrownBy(() -> Content.of("{}").writeTo(null));
    }

    private static void refuses(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOf(InvalidContentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("secret")
                .startsWith("Invalid content: ");
    }
}
