package dev.verso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VER-04, VER-06 and VER-08: which text is a version. */
class VersionsTest {

    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                2,
                9,
                10,
                99,
                100,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE + 1L,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Versions.LAST,
                Long.MAX_VALUE
            })
    void VER_06_the_canonical_decimal_form_of_a_positive_long_is_that_version(long version) {
        assertThat(Versions.parse(Long.toString(version))).hasValue(version);
        assertThat(Versions.format(version)).isEqualTo(Long.toString(version));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "00",
                "01",
                "007",
                "-1",
                "+1",
                "--1",
                "1.0",
                "1.",
                ".1",
                "1e3",
                "0x1",
                " 1",
                "1 ",
                "1\n",
                "\t1",
                "1_000",
                "1,000",
                "abc",
                "1a",
                "a1",
                "*",
                "W/\"1\"",
                "\"1\"",
                "null",
                "9223372036854775808",
                "9223372036854775809",
                "9999999999999999999",
                "10000000000000000000",
                "18446744073709551617",
                "184467440737095516171844674407370955161",
                "\u0661",
                "\uFF11",
                "1\u0000",
                "\u0000",
                "/",
                ":",
                "\uD835\uDFCF"
            })
    void VER_06_other_text_is_no_version(String text) {
        assertThat(Versions.parse(text)).isEmpty();
    }

    @Test
    void a_missing_text_is_a_null_pointer() {
        assertThatThrownBy(() -> Versions.parse(null)).isInstanceOf(NullPointerException.class);
    }
}
