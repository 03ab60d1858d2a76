package dev.verso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is made to be slow, large or deep: JSON-03 has no limit but depth and size. */
class ContentHostileInputTest {

    private static final BigInteger PRIME = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

    private static String object(int names, IntFunction<String> name) {
        return IntStream.range(0, names)
                .mapToObj(i -> "\"" + name.apply(i) + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Gives names that all have the same {@link String#hashCode()}, which is also the hash of their bytes. */
    private static String colliding(int number) {
        return IntStream.range(0, 16)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private static String andAgain(String object, String name) {
        return object.substring(0, object.length() - 1) + ",\"" + name + "\":0}";
    }

    private static void refusesAsDuplicateAt(String json, int offset) {
        assertThatThrownBy(() -> Content.of(json))
                .isInstanceOf(InvalidContentException.class)
                .hasMessageContaining("more than once")
                .hasMessageContaining("at byte " + offset + " ");
    }

    @Test
    void a_million_names_are_accepted_and_one_twice_is_found() {
        String json = object(1_000_000, Integer::toString);

        assertThat(Content.of(json).size()).isEqualTo(json.length());
        refusesAsDuplicateAt(andAgain(json, "499999"), json.length());
    }

    @Test
    void names_of_equal_hashes_are_accepted_and_one_twice_is_found() {
        String json = object(1 << 16, ContentHostileInputTest::colliding);
        assertThat(colliding(1)).hasSameHashCodeAs(colliding(40_000));

        assertThat(Content.of(json).depth()).isEqualTo(1);
        refusesAsDuplicateAt(andAgain(json, colliding(77)), json.length());
    }

    @Test
    void names_that_agree_at_both_ends_are_accepted_and_one_twice_is_found() {
        IntFunction<String> name = i -> "x".repeat(500) + String.format("%06d", i) + "x".repeat(500);
        for (int names : new int[] {2, 32, 33, 3000}) {
            String json = object(names, name);

            assertThat(Content.of(json).depth()).isEqualTo(1);
            refusesAsDuplicateAt(andAgain(json, name.apply(0)), json.length());
            refusesAsDuplicateAt(andAgain(json, name.apply(names - 1)), json.length());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 31, 32, 33, 34, 47, 48, 49, 200})
    void a_name_twice_is_found_in_objects_of_every_size_wherever_it_stands(int names) {
        String plain = object(names, i -> "n" + i);
        String escaped = object(names, i -> String.format("\\u006e%d", i));
        for (int twice = 0; twice < names; twice++) {
            refusesAsDuplicateAt(andAgain(plain, "n" + twice), plain.length());
            refusesAsDuplicateAt(andAgain(plain, "\\u006E" + twice), plain.length());
            refusesAsDuplicateAt(andAgain(escaped, "n" + twice), escaped.length());
        }
        assertThat(Content.of(andAgain(plain, "n" + names)).depth()).isEqualTo(1);
        assertThat(Content.of(andAgain(escaped, "n" + names)).depth()).isEqualTo(1);
    }

    @Test
    void of_several_names_twice_in_a_large_object_the_first_is_reported() {
        String json = object(100, i -> "n" + i);
        String twice = andAgain(andAgain(andAgain(json, "n70"), "n3"), "n70");

        refusesAsDuplicateAt(twice, json.length());
    }

    @Test
    void names_of_an_inner_object_are_not_those_of_the_outer_one() {
        String inner = object(40, i -> "n" + i);
        String json = object(40, i -> "n" + i).replace(":0", ":" + inner);

        assertThat(Content.of(json).depth()).isEqualTo(2);
        refusesAsDuplicateAt(andAgain(json, "n39"), json.length());
    }

    @Test
    void a_name_twice_is_found_in_an_object_that_opens_after_any_number_of_names() {
        for (int before = 0; before < 120; before++) {
            String outer = object(before, i -> "n" + i);
            String start = outer.substring(0, outer.length() - 1) + (before == 0 ? "" : ",") + "\"x\":";
            String inner = object(10, i -> (i % 3 == 0 ? "\\u006e" : "n") + i);

            assertThat(Content.of(start + inner + "}").depth()).isEqualTo(2);
            for (int twice = 0; twice < 10; twice++) {
                refusesAsDuplicateAt(start + andAgain(inner, "n" + twice) + "}", start.length() + inner.length());
            }
        }
    }

    @Test
    void escaped_names_of_many_objects_are_kept_apart() {
        String json = "{\"list\":["
                + IntStream.range(0, 2000)
                        .mapToObj(i -> "{\"\\u0061\":1,\"\\ud83d\\ude00\":2,\"\u20ac\":3}")
                        .collect(Collectors.joining(","))
                + "]}";

        assertThat(Content.of(json).depth()).isEqualTo(3);
        assertThatThrownBy(() -> Content.of(json.replace("3}]}", "3,\"\\u20ac\":4}]}")))
                .hasMessageContaining("more than once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"a\":[", "[{\"a\":"})
    void a_hundred_thousand_open_brackets_are_refused_without_a_stack_overflow(String open) {
        assertThatThrownBy(() -> Content.of("{\"a\":" + open.repeat(100_000)))
                .isInstanceOf(InvalidContentException.class)
                .hasMessageContaining("more than 512");
    }

    @Test
    void numbers_of_any_length_are_accepted_and_stay_exact() {
        for (int digits : new int[] {20, 5_000, 1_000_000}) {
            String number = "7".repeat(digits);
            Content content =
                    Content.of("{\"i\":" + number + ",\"f\":-0." + number + "0,\"e\":1e" + "0".repeat(digits) + "1}");

            JsonNode tree = content.toJsonNode();
            BigInteger integer = tree.get("i").bigIntegerValue();
            BigDecimal fraction = tree.get("f").decimalValue();

            // 7 repeated n times is 7 * (10^n - 1) / 9; compared modulo a prime, which is quick.
            BigInteger power = BigInteger.TEN.modPow(BigInteger.valueOf(digits), PRIME);
            assertThat(integer.multiply(BigInteger.valueOf(9)).mod(PRIME))
                    .isEqualTo(power.subtract(BigInteger.ONE)
                            .multiply(BigInteger.valueOf(7))
                            .mod(PRIME));
            assertThat(fraction.scale()).isEqualTo(digits + 1);
            assertThat(fraction.unscaledValue())
                    .isEqualTo(integer.multiply(BigInteger.TEN).negate());
        }
    }

    @Test
    void names_and_strings_of_any_length_are_accepted() {
        String long1 = "n".repeat(1_000_000);
        String long2 = "v".repeat(21_000_000);
        Content content = Content.of("{\"" + long1 + "\":\"" + long2 + "\"}");

        assertThat(content.toJsonNode().get(long1).textValue()).hasSize(long2.length());
        assertThat(content.size()).isEqualTo(22_000_007);
        refusesAsDuplicateAt("{\"" + long1 + "\":0,\"" + long1 + "\":1}", 1_000_006);
    }

    @Test
    void a_tree_of_many_names_can_be_had() {
        Content content = Content.of(object(100_000, Integer::toString));

        assertThat(content.toJsonNode().size()).isEqualTo(100_000);
        assertThat(Content.of(object(1 << 16, ContentHostileInputTest::colliding))
                        .toJsonNode()
                        .size())
                .isEqualTo(1 << 16);
    }

    @Test
    void the_end_may_come_at_any_byte() {
        byte[] whole = ("{\"a\\u0041\\n\":[1.5e+3,-0,true,false,null,\"\u20ac\ud83d\ude00\\ud83d\\ude00\"],"
                        + "\"a rather long name\":{\"b\":\"a rather long value\"}}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Content.of(whole).depth()).isEqualTo(2);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Content.of(cut)).isInstanceOf(InvalidContentException.class);
        }
    }
}
