package dev.verso.tck;

import java.util.List;

/** Texts that are no version ids. */
final class VersionText {

    static final List<String> MALFORMED = List.of(
            "",
            " ",
            "abc",
            "0",
            "-1",
            "+1",
            "+2",
            "007",
            "02",
            "1.0",
            "2.0",
            "2.",
            "2e0",
            "0x2",
            "2L",
            " 1",
            " 2",
            "2 ",
            "2\n",
            "\t2",
            "2\u0000",
            "1,2",
            "1_0",
            "\u0661",
            "\u0662",
            "\uff12",
            "\u00b2",
            "NaN",
            "null",
            "true",
            "9223372036854775808",
            "18446744073709551618",
            "4294967298.0",
            "99999999999999999999999999999999",
            "2".repeat(10_000));

    private VersionText() {}
}
