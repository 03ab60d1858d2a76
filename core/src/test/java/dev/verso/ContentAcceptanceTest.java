package dev.verso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What JSON-01 and JSON-03 accept and refuse. Texts are written in ISO 8859-1, where a char is a byte. */
class ContentAcceptanceTest {

    @ParameterizedTest
    @MethodSource("dev.verso.JsonSamples#goodValues")
    void JSON_01_a_well_formed_value_is_accepted_and_kept_byte_for_byte(String value) {
        for (String text : List.of(
                "{\"v\":" + value + "}",
                " \t\r\n{ \"v\" : " + value + "\n,\"w\":" + value + " } \r\n",
                "{\"v\":[" + value + "]}")) {
            byte[] bytes = text.getBytes(ISO_8859_1);

            Content content = Content.of(bytes);

            assertThat(content.bytes()).isEqualTo(bytes);
            assertThat(Content.of(content.json())).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.verso.JsonSamples#badValues")
    void JSON_03_a_value_that_is_not_well_formed_is_refused_without_showing_it(String value) {
        for (String text : List.of(
                "{\"secret\":\"secret\",\"v\":" + value + "}",
                "{\"secret\":\"secret\",\"v\":[" + value + "]}",
                "{\"secret\":\"secret\",\"v\":" + value)) {
            byte[] bytes = text.getBytes(ISO_8859_1);

            assertThatThrownBy(() -> Content.of(bytes))
                    .as(text)
                    .isInstanceOf(InvalidContentException.class)
                    .hasNoCause()
                    .hasMessageMatching(
                            "(?s)Invalid content: [a-zA-Z0-9 ,;+-]+ at byte \\d+ \\(line \\d+, column \\d+\\)(, its end)?")
                    .message()
                    .doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\t",
                "null",
                "true",
                "1",
                "\"a\"",
                "[]",
                "[{}]",
                "\u0000",
                "x",
                "*",
                "#",
                "{",
                "}",
                "]",
                "[",
                ",",
                ":",
                "{} x",
                "{}{}",
                "{} {}",
                "{},",
                "{}1",
                "{}\"a\"",
                "{}]",
                "{}}",
                "{}[]",
                "{}null",
                "{}\u0000",
                "{}#",
                "{}/",
                "{}//x",
                "{}\u00ff",
                "{}\u00c3\u00a9",
                "{}\u001a",
                "{}\f",
                "\f{}",
                "\u000b{}",
                "\u00a0{}",
                "\u00c2\u00a0{}",
                "\u0085{}",
                "\u00e2\u0081\u00a0{}",
                "\u00ef\u00bb\u00bf",
                "\u00ef\u00bb\u00bf{}",
                " \u00ef\u00bb\u00bf{}",
                "{\u00ef\u00bb\u00bf}",
                "{}\u00ef\u00bb\u00bf",
                "\u00ef\u00bb",
                "\u00ef\u00bb{}",
                "\u00fe\u00ff\u0000{\u0000}",
                "\u00ff\u00fe{\u0000}\u0000",
                "{\u0000}\u0000",
                "\u0000{\u0000}",
                "\u0000\u0000\u0000{\u0000\u0000\u0000}",
                "{\u0000\u0000\u0000}\u0000\u0000\u0000",
                " \u0000{\u0000}\u0000",
                ")]}',\n{}",
                "\u001e{}\n",
                "{}\n{}",
                "<!-- -->{}",
                "/**/{}",
                "\\u007b}",
                "'{}'",
                "({})",
            })
    void JSON_03_what_is_not_exactly_one_object_in_utf_8_is_refused(String text) {
        assertThatThrownBy(() -> Content.of(text.getBytes(ISO_8859_1)))
                .isInstanceOf(InvalidContentException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void JSON_01_other_encodings_are_refused_and_never_guessed(String encoding) {
        for (String text : List.of("{}", "{\"a\":1}", " {\"a\":\"b\"} ")) {
            assertThatThrownBy(() -> Content.of(text.getBytes(Charset.forName(encoding))))
                    .isInstanceOf(InvalidContentException.class);
        }
    }

    @Test
    void JSON_03_512_open_objects_and_arrays_are_accepted_and_513_refused() {
        for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
            for (String heart : List.of("0", "\"x\"")) {
                String deepest = "{\"a\":" + pair[0].repeat(511) + heart + pair[1].repeat(511) + "}";
                String tooDeep = "{\"a\":" + pair[0].repeat(512) + heart + pair[1].repeat(512) + "}";

                assertThat(Content.of(deepest).depth()).isEqualTo(512);
                assertThatThrownBy(() -> Content.of(tooDeep))
                        .isInstanceOf(InvalidContentException.class)
                        .hasMessageContaining("more than 512")
                        .hasMessageContaining("at byte " + tooDeep.lastIndexOf(pair[0]));
            }
        }
        String emptyAtTheBottom = "{\"a\":" + "[".repeat(510) + "{}" + "]".repeat(510) + "}";
        assertThat(Content.of(emptyAtTheBottom).depth()).isEqualTo(512);
        assertThatThrownBy(() -> Content.of(emptyAtTheBottom.replace("{}", "[{}]")))
                .isInstanceOf(InvalidContentException.class);
    }

    @Test
    void the_depth_is_that_of_the_deepest_point() {
        assertThat(Content.of("{}").depth()).isEqualTo(1);
        assertThat(Content.of("{\"a\":\"[[[{{{\"}").depth()).isEqualTo(1);
        assertThat(Content.of("{\"a\":[],\"b\":{}}").depth()).isEqualTo(2);
        assertThat(Content.of("{\"a\":[[[]],[]],\"b\":{}}").depth()).isEqualTo(4);
    }

    @Test
    void a_refusal_says_at_which_byte_line_and_column() {
        assertThatThrownBy(() -> Content.of("{\n \"\u00e9\u20ac\": \"\ud83d\ude00\",\n\"b\": x}"))
                .hasMessage("Invalid content: a value is expected at byte 25 (line 3, column 6)");
        assertThatThrownBy(() -> Content.of("{\"\u00e9\": x}"))
                .hasMessage("Invalid content: a value is expected at byte 7 (line 1, column 7)");
        assertThatThrownBy(() -> Content.of("{\"a\":1,\n \"b\":2,\n \"a\":3}"))
                .hasMessageContaining("more than once")
                .hasMessageContaining("at byte 17 (line 3, column 2)");
        assertThatThrownBy(() -> Content.of("{\"a\": [1"))
                .hasMessageEndingWith("at byte 8 (line 1, column 9), its end");
        assertThatThrownBy(() -> Content.of(HexFormat.of().parseHex("efbbbf7b7d")))
                .hasMessageContaining("byte order mark")
                .hasMessageContaining("at byte 0 ");
        assertThatThrownBy(() -> Content.of("{\"a\":\"\\u0041\\ud800\"}"))
                .hasMessageContaining("unpaired surrogate")
                .hasMessageContaining("at byte 12 ");
    }

    @Test
    void JSON_03_text_with_an_unpaired_surrogate_is_refused_and_never_mended() {
        for (String bad : List.of("\ud83d", "\ude00", "\ude00\ud83d", "x\ud83dx", "\ud83d\ud83d\ude00")) {
            for (String text : List.of("{\"v\":\"" + bad + "\"}", "{\"" + bad + "\":1}", "{}" + bad, bad + "{}")) {
                assertThatThrownBy(() -> Content.of(text))
                        .isInstanceOf(InvalidContentException.class)
                        .hasMessageContaining("unpaired surrogate")
                        .hasMessageMatching(".* at char \\d+");
            }
        }
    }

    @Test
    void JSON_01_text_and_its_utf_8_bytes_are_one_content() {
        String text = "{\"\u00e9\u20ac\ud83d\ude00\":\"\u0080\u07ff\u0800\uffff\udbff\udfff\"}";

        assertThat(Content.of(text)).isEqualTo(Content.of(text.getBytes(UTF_8)));
        assertThat(Content.of(text).json()).isEqualTo(text);
    }
}
