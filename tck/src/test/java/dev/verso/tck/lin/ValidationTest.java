package dev.verso.tck.lin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The checker and a search that tries every order agree on random small histories. */
class ValidationTest {

    /** {@link Validation} says how to compare more of them. */
    private static final int HISTORIES = Integer.getInteger("verso.lin.histories", 60_000);

    @Test
    void the_checker_agrees_with_brute_force() {
        Validation validation = Validation.of(HISTORIES, Long.getLong("verso.tck.seed", 1));

        System.out.println(validation);
        assertThat(validation.disagreements()).as("%s", validation).isEmpty();
        assertThat(validation.linearizable()).as("possible ones").isBetween(HISTORIES / 4, HISTORIES * 3 / 4);
        assertThat(validation.withUnknown()).as("with unknown outcomes").isGreaterThan(HISTORIES / 5);
        assertThat(validation.covered()).as("answers in linearizable histories").isEqualTo(Coverage.ofTheTable());
    }
}
