package dev.verso.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import dev.verso.Capability;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

    private static final String FILE = """
            contract: "0.1"
            rules:
              - id: KEY-01
                chapter: KEY
                level: MUST
                since: "0.1"
                text: Some text
              - id: BAT-07
                chapter: BAT
                level: SHOULD
                since: "0.2"
                capability: ATOMIC_BATCH
                text: >-
                  folded
                  text
                untestable: because
            """;

    @Test
    void the_kits_own_rules_are_read_in_the_order_of_the_contract() {
        assertThat(Rules.all()).hasSize(75);
        assertThat(Rules.all().get(0).id()).isEqualTo("KEY-01");
        assertThat(Rules.get("FLT-05").capability()).contains(Capability.DURABLE);
        assertThat(Rules.contract()).isEqualTo("0.1");
    }

    @Test
    void an_unknown_rule_is_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.get("KEY-99"))
                .withMessageContaining("KEY-99");
    }

    @Test
    void every_field_is_read() throws IOException {
        assertThat(Rules.parse(FILE).values())
                .containsExactly(
                        new Rule("KEY-01", "KEY", Level.MUST, "Some text", "0.1", Optional.empty(), Optional.empty()),
                        new Rule(
                                "BAT-07",
                                "BAT",
                                Level.SHOULD,
                                "folded text",
                                "0.2",
                                Optional.of(Capability.ATOMIC_BATCH),
                                Optional.of("because")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: BAT-07            | id: KEY-01         | No rule id of chapter BAT",
                "chapter: KEY          | chapter: VER       | No rule id of chapter VER",
                "id: KEY-01            | id: KEY_01         | KEY_01",
                "id: KEY-01            | id: 1              | id is not a text",
                "level: MUST           | level: must        | must is none of",
                "level: MUST           | levle: MUST        | no field level",
                "level: SHOULD         | levels: SHOULD     | no field level",
                "text: Some text       | text: ''           | blank",
                "text: Some text       | test: Some text    | no field text",
                "untestable: because   | untestable: ''     | blank",
                "untestable: because   | untested: because  | unknown field untested",
                "ATOMIC_BATCH          | BATCH              | BATCH is none of",
                "rules:                | rulez:             | no field rules",
            })
    void a_broken_file_is_refused_with_the_reason(String part, String broken, String reason) {
        assertThat(FILE).contains(part);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.parse(FILE.replace(part, broken)))
                .withMessageContaining(reason);
    }

    @Test
    void a_rule_that_is_there_twice_is_refused() {
        String twice = FILE + FILE.substring(FILE.indexOf("  - id: KEY-01"), FILE.indexOf("  - id: BAT-07"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.parse(twice))
                .withMessageContaining("KEY-01 is there twice");
    }

    @Test
    void a_field_that_is_there_twice_is_refused() {
        assertThatThrownBy(() -> Rules.parse(FILE.replace("    level: MUST\n", "    level: MUST\n    level: MUST\n")))
                .isInstanceOf(JsonParseException.class)
                .hasMessageContaining("level");
    }
}
