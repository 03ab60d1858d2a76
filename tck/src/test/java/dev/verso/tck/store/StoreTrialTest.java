package dev.verso.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.ReadMode;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Rules;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a failure of a check over stores is taken for, and what it says. */
class StoreTrialTest {

    /** A store that can be opened, and throws whatever it is asked. */
    private static final class Throwing extends RevisionStoreTck {

        private final Throwable thrown;

        Throwing(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        protected String name() {
            return "throwing 0";
        }

        @Override
        protected RevisionStore open() {
            return (RevisionStore) Proxy.newProxyInstance(
                    RevisionStore.class.getClassLoader(),
                    new Class<?>[] {RevisionStore.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "close" -> null;
                        case "capabilities" ->
                            new Capabilities(
                                    "nothing", Set.of(), ReadMode.LINEARIZABLE, Integer.MAX_VALUE, Optional.empty());
                        default -> throw thrown;
                    });
        }

        @Override
        protected Set<Capability> declared() {
            return Set.of();
        }
    }

    private static StoreTrial trial(Throwable thrown) {
        return new StoreTrial(new Throwing(thrown), Rules.get("VER-01"), 7);
    }

    @Test
    void what_the_store_throws_breaks_the_rule_whatever_it_is() {
        for (Throwable thrown : new Throwable[] {new IllegalStateException("no"), new AssertionError("never")}) {
            try (StoreTrial trial = trial(thrown)) {
                Throwable seen = catchThrowable(() -> trial.store().identity());

                assertThat(trial.isBrokenBy(seen)).isTrue();
                assertThat(trial.explain(seen, "again"))
                        .startsWith("VER-01 (MUST) is broken by throwing 0\n  rule:     \"")
                        .contains("\n  expected: the call returns\n")
                        .contains("\n  seen:     it threw " + thrown.getClass().getName())
                        .contains("\n  seed:     7\n  again:    again -Dverso.tck.seed=7");
            }
        }
    }

    @Test
    void what_the_check_itself_throws_is_no_verdict_on_the_store() {
        try (StoreTrial trial = trial(new IllegalStateException("no"))) {
            Throwable bug = new ClassCastException("a mistake of the kit");

            assertThat(trial.isBrokenBy(bug)).isFalse();
            assertThat(trial.explain(bug, "again"))
                    .startsWith("VER-01 (MUST) could not be checked on throwing 0")
                    .contains("\n  the check itself failed: java.lang.ClassCastException: a mistake of the kit")
                    .doesNotContain("expected:");
        }
    }

    @Test
    void an_expectation_that_is_not_met_is_told_with_what_was_seen() {
        try (StoreTrial trial = trial(new IllegalStateException("no"))) {
            Throwable unmet = catchThrowable(() -> Require.equal(1, 2, "The version"));

            assertThat(trial.isBrokenBy(unmet)).isTrue();
            assertThat(trial.explain(unmet, "again"))
                    .contains("\n  expected: The version = 1\n  seen:     2\n  the last calls");
        }
    }
}
