package dev.verso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @Test
    void a_strong_and_a_weak_tag_name_the_same_version() {
        assertThat(IfMatch.parse("\"3\"").versionIds()).containsExactly("3");
        assertThat(IfMatch.parse("W/\"3\"").versionIds()).containsExactly("3");
        assertThat(IfMatch.parse("W/\"3\""))
                .isEqualTo(IfMatch.parse("\"3\""))
                .hasSameHashCodeAs(IfMatch.parse("\"3\""))
                .isEqualTo(IfMatch.version("3"))
                .hasSameHashCodeAs(IfMatch.version("3"));
    }

    @Test
    void a_star_alone_is_any() {
        assertThat(IfMatch.parse("*")).isEqualTo(IfMatch.any());
        assertThat(IfMatch.parse(" \t* ").isAny()).isTrue();
        assertThat(IfMatch.any().versionIds()).isEmpty();
        assertThat(IfMatch.any().contains("3")).isTrue();
        assertThat(IfMatch.any()).hasToString("*");
    }

    @Test
    void VER_06_a_raw_version_id_is_never_the_wildcard_nor_header_text() {
        IfMatch star = IfMatch.version("*");

        assertThat(star.isAny()).isFalse();
        assertThat(star.versionIds()).containsExactly("*");
        assertThat(star.contains("3")).isFalse();
        assertThat(star).isNotEqualTo(IfMatch.any()).hasToString("W/\"*\"");
        assertThat(IfMatch.parse("\"*\"")).isEqualTo(star);
        assertThat(IfMatch.version("W/\"3\"").contains("3")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "0", "-1", "+1", "007", "1.0", "9223372036854775808", "W/", "a,b", "\\", "\u00fc"})
    void VER_06_a_tag_that_is_no_canonical_version_is_kept_as_given(String versionId) {
        IfMatch parsed = IfMatch.parse('"' + versionId + '"');

        assertThat(parsed.versionIds()).containsExactly(versionId);
        assertThat(parsed.contains(versionId)).isTrue();
        assertThat(parsed).isEqualTo(IfMatch.version(versionId));
        assertThat(IfMatch.parse(parsed.toString())).isEqualTo(parsed);
    }

    @Test
    void a_version_id_equals_only_itself() {
        assertThat(IfMatch.parse("\"7\"").contains("7")).isTrue();
        assertThat(IfMatch.parse("\"007\"").contains("7")).isFalse();
        assertThat(IfMatch.parse("\"7\"").contains("07")).isFalse();
        assertThat(IfMatch.parse("\"7\"").contains("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2\",W/\"3\",\"4\"",
                "  \"2\" ,\t\"3\"  , W/\"4\"\t",
                ",\"2\",\"3\",\"4\"",
                "\"2\",\"3\",\"4\",",
                " , ,\"2\",,\t,\"3\" , , \"4\" , ,",
                "\"2\",\"3\",W/\"2\",\"4\",\"3\"",
            })
    void a_list_names_each_version_once_in_order_of_first_mention(String header) {
        assertThat(IfMatch.parse(header).versionIds()).containsExactly("2", "3", "4");
        assertThat(IfMatch.parse(header)).hasToString("W/\"2\", W/\"3\", W/\"4\"");
    }

    @Test
    void repeated_lines_form_one_list() {
        IfMatch lines = IfMatch.parse(List.of("\"2\"", "", " W/\"3\" , \"2\"", ","));

        assertThat(lines.versionIds()).containsExactly("2", "3");
        assertThat(lines).isEqualTo(IfMatch.parse("\"2\",\"3\""));
        assertThat(IfMatch.parse(List.of("*"))).isEqualTo(IfMatch.any());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "3|quotation mark|1",
                "w/\"3\"|quotation mark|1",
                "W\"3\"|quotation mark|1",
                "W/ \"3\"|quotation mark|3",
                "W/3|quotation mark|3",
                "W/|quotation mark|3",
                "W/W/\"3\"|quotation mark|3",
                "W/*|quotation mark|3",
                "'3'|quotation mark|1",
                "\"2\", 3|quotation mark|6",
                "\"2\";\"3\"|comma|4",
                "\"2\" \"3\"|comma|5",
                "\"2\"\"3\"|comma|4",
                "\"2\"x|comma|4",
                "\"2\"W/\"3\"|comma|4",
                "\"2\"*|comma|4",
                "\"|missing|2",
                "\"3|missing|3",
                "W/\"3|missing|5",
                "\"2\",\"3|missing|7",
                "\"2 3\"|blank|3",
                "\" 3\"|blank|2",
                "*,\"3\"|*|1",
                "* \"3\"|*|1",
                "**|*|1",
                "*,|*|1",
                "\"3\",*|*|5",
                ",*|*|2",
            })
    void a_malformed_value_is_refused_with_what_and_where(String header, String what, int where) {
        assertThatThrownBy(() -> IfMatch.parse(header))
                .isInstanceOf(InvalidArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(what)
                .hasMessageContaining("at character " + where + " of line 1")
                .hasMessageContaining("write versions as W/\"3\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", ",", " , ,, "})
    void a_value_that_names_nothing_is_refused(String header) {
        assertThatThrownBy(() -> IfMatch.parse(header))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("names no version");
    }

    @Test
    void no_lines_are_refused_since_an_absent_header_is_no_condition() {
        assertThatThrownBy(() -> IfMatch.parse(List.of())).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> IfMatch.parse(List.of("", " "))).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void control_characters_are_refused_inside_and_outside_a_tag() {
        IntStream.concat(IntStream.rangeClosed(0, 0x20), IntStream.of(0x7f, 0x100, 0x2028, 0xff13, 0xd800))
                .forEach(c -> {
                    assertThatThrownBy(() -> IfMatch.parse("\"3" + (char) c + "\""))
                            .as("U+%04X inside", c)
                            .isInstanceOf(InvalidArgumentException.class);
                    if (c != ' ' && c != '\t') {
                        assertThatThrownBy(() -> IfMatch.parse("\"3\"" + (char) c))
                                .as("U+%04X outside", c)
                                .isInstanceOf(InvalidArgumentException.class);
                    }
                });
    }

    @Test
    void every_character_that_a_tag_may_hold_is_accepted() {
        String all = IntStream.rangeClosed(0, 0xff)
                .filter(c -> c == 0x21 || (c >= 0x23 && c <= 0x7e) || c >= 0x80)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        assertThat(IfMatch.parse("\"" + all + "\"").versionIds()).containsExactly(all);
    }

    @Test
    void a_star_stands_alone_among_lines_too() {
        for (List<String> lines : List.of(
                List.of("*", "\"3\""), List.of("\"3\"", "*"), List.of("*", "*"), List.of("*", ""), List.of("", "*"))) {
            assertThatThrownBy(() -> IfMatch.parse(lines))
                    .as("%s", lines)
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("*")
                    .hasMessageContaining("of line 2");
        }
    }

    @Test
    void a_tag_does_not_span_lines() {
        assertThatThrownBy(() -> IfMatch.parse(List.of("\"3", "4\"")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("of line 1");
    }

    @Test
    void order_does_not_matter_for_equality_but_members_do() {
        assertThat(IfMatch.parse("\"2\",\"3\""))
                .isEqualTo(IfMatch.parse("\"3\",\"2\""))
                .hasSameHashCodeAs(IfMatch.parse("\"3\",\"2\""))
                .isNotEqualTo(IfMatch.parse("\"2\""))
                .isNotEqualTo(IfMatch.any())
                .isNotEqualTo("\"2\",\"3\"");
    }

    @Test
    void what_no_tag_can_hold_does_not_get_into_a_rendered_header() {
        assertThat(IfMatch.version("3\r\nX: y\"\u2028")).hasToString("W/\"3??X:?y??\"");
    }

    @Test
    void the_version_ids_cannot_be_changed() {
        List<String> ids = IfMatch.parse("\"2\"").versionIds();

        assertThatThrownBy(() -> ids.add("3")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_very_long_list_of_tags_with_colliding_hashes_is_parsed() {
        List<String> ids = IntStream.range(0, 1 << 16)
                .mapToObj(i -> IntStream.range(0, 16)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()))
                .toList();

        IfMatch parsed = IfMatch.parse(ids.stream().map(id -> '"' + id + '"').collect(Collectors.joining(",")));

        assertThat(parsed.versionIds()).isEqualTo(ids);
    }

    @Test
    void ERR_07_nulls_are_refused() {
        assertThatNullPointerException().isThrownBy(() -> IfMatch.parse((String) null));
        assertThatNullPointerException().isThrownBy(() -> IfMatch.parse((List<String>) null));
        assertThatNullPointerException().isThrownBy(() -> IfMatch.parse(Arrays.asList("\"3\"", null)));
        assertThatNullPointerException().isThrownBy(() -> IfMatch.version(null));
        assertThatNullPointerException().isThrownBy(() -> IfMatch.any().contains(null));
    }
}
