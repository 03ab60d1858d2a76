package dev.verso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The validating pass against an independent judge: the JDK's decoder for UTF-8, Jackson's parser for the grammar and
 * for duplicate names, and a plain look at each string for surrogates.
 */
class ContentDifferentialTest {

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final int REFUSED = -1;

    private static final List<byte[]> TOKENS = List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\\\"",
                    "\\\\",
                    "\\/",
                    "\\u",
                    "\\u0041",
                    "\\ud83d",
                    "\\ude00",
                    "\\x",
                    "\\n",
                    "0",
                    "-",
                    "00",
                    "1e400",
                    "1.10",
                    ".",
                    "e",
                    "E+",
                    "true",
                    "null",
                    "false",
                    "nul",
                    "NaN",
                    " ",
                    "\n",
                    "\t",
                    "\u000b",
                    "\u0000",
                    "\u001f",
                    "\u007f",
                    "\u00e9",
                    "\u20ac",
                    "\ud83d\ude00",
                    "\ufeff",
                    "\"a\":",
                    ",\"a\":1",
                    ",\"\\u0061\":2",
                    "{\"a\":{}}",
                    "[[]]",
                    "\"\"",
                    "/**/",
                    "'",
                    "+",
                    ",,",
                    "12345678",
                    "abcdefgh")
            .stream()
            .map(token -> token.getBytes(UTF_8))
            .toList();

    private static final byte[][] BROKEN_UTF_8 = {
        {(byte) 0xc0, (byte) 0xaf},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        {(byte) 0xff},
        {(byte) 0x80},
        {(byte) 0xe2, (byte) 0x82},
        {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0xf0, (byte) 0x8f, (byte) 0xbf, (byte) 0xbf},
        {(byte) 0xef, (byte) 0xbb}
    };

    @Test
    void random_texts_and_their_mutations_are_judged_as_by_jackson_and_the_jdk() throws IOException {
        int accepted = 0;
        int refused = 0;
        for (int seed = 0; seed < 800; seed++) {
            Random random = new Random(seed);
            byte[] text = new RandomJson(random).object().getBytes(UTF_8);
            for (int mutations = 0; mutations < 12; mutations++) {
                if (agreesWithJudge(text, seed, mutations)) {
                    accepted++;
                } else {
                    refused++;
                    text = new RandomJson(random).object().getBytes(UTF_8);
                }
                text = mutate(text, random);
            }
        }
        // Either answer must have been right often enough to mean something.
        assertThat(accepted).isGreaterThan(2_000);
        assertThat(refused).isGreaterThan(2_000);
    }

    @Test
    void sequences_of_bytes_at_all_edges_of_utf_8_are_judged_as_by_the_jdk() throws IOException {
        int[] edges = {0x00, 0x22, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
        for (int first = 0x80; first <= 0xff; first++) {
            agreesWithJudge(quoted(first), first, 0);
            for (int second : edges) {
                agreesWithJudge(quoted(first, second), first, second);
            }
        }
        for (int first :
                new int[] {0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8}) {
            for (int second : edges) {
                for (int third : edges) {
                    agreesWithJudge(quoted(first, second, third), first, second);
                    agreesWithJudge(quoted(first, second, third, 0x7f), first, second);
                    agreesWithJudge(quoted(first, second, third, 0x80), first, second);
                    agreesWithJudge(quoted(first, second, third, 0xbf), first, second);
                    agreesWithJudge(quoted(first, second, third, 0xc0), first, second);
                }
            }
        }
    }

    @Test
    void every_code_unit_that_is_no_half_of_a_pair_is_accepted_as_an_escape() {
        HexFormat lower = HexFormat.of();
        HexFormat upper = lower.withUpperCase();
        for (int page = 0; page <= 0xff; page++) {
            StringBuilder escapes = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int unit = page << 8; unit <= (page << 8 | 0xff); unit++) {
                char c = (char) unit;
                String partner = Character.isHighSurrogate(c) ? "\\udead" : "";
                escapes.append(Character.isLowSurrogate(c) ? "\\uD83D" : "")
                        .append("\\u")
                        .append((unit % 2 == 0 ? lower : upper).toHexDigits(c))
                        .append(partner);
                text.append(Character.isLowSurrogate(c) ? "\ud83d" : "")
                        .append(c)
                        .append(Character.isHighSurrogate(c) ? "\udead" : "");
            }

            Content content = Content.of("{\"v\":\"" + escapes + "\"}");

            assertThat(content.toJsonNode().get("v").textValue()).isEqualTo(text.toString());
        }
    }

    @Test
    void every_code_unit_that_is_half_a_pair_is_refused_as_an_escape() {
        for (int unit = Character.MIN_SURROGATE; unit <= Character.MAX_SURROGATE; unit++) {
            byte[] json = ("{\"v\":\"\\u" + Integer.toHexString(unit) + "\"}").getBytes(UTF_8);

            assertThatThrownBy(() -> Content.of(json)).isInstanceOf(InvalidContentException.class);
        }
    }

    @Test
    void a_byte_that_ends_a_plain_run_is_seen_wherever_it_stands() throws IOException {
        int[] ends = {0x00, 0x01, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xa0, 0xa2, 0xdc, 0xff};
        for (int length = 0; length < 26; length++) {
            byte[] text = new byte[length];
            Arrays.fill(text, (byte) 'x');
            for (int place = 0; place <= length; place++) {
                for (int end : ends) {
                    byte[] json = splice("{\"v\":\"\"}".getBytes(UTF_8), 6, 6, text);
                    agreesWithJudge(splice(json, 6 + place, 6 + place, new byte[] {(byte) end}), length, end);
                }
            }
        }
    }

    private static byte[] quoted(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return splice("{\"v\":\"\"}".getBytes(UTF_8), 6, 6, bytes);
    }

    private static boolean agreesWithJudge(byte[] json, int seed, int step) throws IOException {
        int expected = judge(json);
        int actual;
        try {
            actual = Content.of(json).depth();
        } catch (InvalidContentException e) {
            actual = REFUSED;
        }
        if (actual != expected) {
            throw new AssertionError("Depth " + actual + " instead of " + expected + " (seed " + seed + ", step " + step
                    + ") for " + new String(json, ISO_8859_1));
        }
        return actual != REFUSED;
    }

    /** Gives the depth, or that the text must be refused. */
    private static int judge(byte[] json) throws IOException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        } catch (CharacterCodingException e) {
            return REFUSED;
        }
        int depth = 0;
        int deepest = 0;
        try (JsonParser parser = JACKSON.createParser(text.toCharArray())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return REFUSED;
            }
            for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                    deepest = Math.max(deepest, depth);
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (depth == 0 || !isPaired(parser.getText())) {
                    return REFUSED;
                }
                if (depth == 0 && parser.nextToken() != null) {
                    return REFUSED;
                }
            }
        } catch (JsonProcessingException e) {
            return REFUSED;
        }
        return deepest > 512 ? REFUSED : deepest;
    }

    private static boolean isPaired(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static byte[] mutate(byte[] text, Random random) {
        int from = random.nextInt(text.length + 1);
        int to = Math.min(text.length, from + random.nextInt(4));
        return switch (random.nextInt(9)) {
            case 0 -> splice(text, from, to, new byte[0]);
            case 1 -> splice(text, from, to, new byte[] {(byte) random.nextInt(256)});
            case 2 -> splice(text, from, from, BROKEN_UTF_8[random.nextInt(BROKEN_UTF_8.length)]);
            case 3 ->
                splice(
                        text,
                        from,
                        from,
                        Arrays.copyOfRange(text, from, Math.min(text.length, from + random.nextInt(20))));
            case 4, 5 -> splice(text, from, to, TOKENS.get(random.nextInt(TOKENS.size())));
            case 6, 7 -> splice(text, from, from, TOKENS.get(random.nextInt(TOKENS.size())));
            default -> Arrays.copyOf(text, from);
        };
    }

    private static byte[] splice(byte[] text, int from, int to, byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + piece.length);
        out.write(text, 0, from);
        out.writeBytes(piece);
        out.write(text, to, text.length - to);
        return out.toByteArray();
    }

    /** Texts that are well-formed, in every spelling, but may have a name twice or half a surrogate pair. */
    private record RandomJson(Random random) {

        private static final String[] NUMBERS = {
            "0",
            "-0",
            "1",
            "-12",
            "1.10",
            "0.5e-7",
            "1E+400",
            "12345678901234567890",
            "-0.0",
            "3e0",
            "99999999999999999999.125"
        };
        private static final String[] PIECES = {
            "a",
            "b",
            "name",
            "longer than a word",
            "\\u0061",
            "\\n",
            "\\\\",
            "\\\"",
            "\\/",
            "\u00e9",
            "\u20ac",
            "\ud83d\ude00",
            "\\ud83d\\ude00",
            "\\u0000",
            "$",
            ".",
            "{",
            "]",
            " ",
            "\u007f",
            "\\uD83D\\uDE00"
        };

        String object() {
            return space() + object(0) + space();
        }

        private String object(int depth) {
            List<String> members = new ArrayList<>();
            int size = random.nextInt(40) == 0 ? 36 : random.nextInt(5);
            for (int i = 0; i < size; i++) {
                String unique = random.nextInt(60) == 0 ? "" : Integer.toString(i);
                members.add(space() + "\"" + pieces() + unique + "\"" + space() + ":" + space() + value(depth + 1)
                        + space());
            }
            return "{" + String.join(",", members) + (size == 0 ? space() : "") + "}";
        }

        private String value(int depth) {
            return switch (random.nextInt(depth > 5 ? 4 : 7)) {
                case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
                case 1, 2 -> "\"" + pieces() + "\"";
                case 3 -> new String[] {"true", "false", "null"}[random.nextInt(3)];
                case 4 -> array(depth);
                default -> object(depth);
            };
        }

        private String array(int depth) {
            List<String> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(space() + value(depth + 1) + space());
            }
            return "[" + (elements.isEmpty() ? space() : String.join(",", elements)) + "]";
        }

        private String pieces() {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(4); i > 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            return random.nextInt(400) == 0 ? text + "\\ud83d" : text.toString();
        }

        private String space() {
            return random.nextInt(4) > 0 ? "" : new String[] {" ", "\n", "\t", "\r\n", "    "}[random.nextInt(5)];
        }
    }
}
