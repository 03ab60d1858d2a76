package dev.verso.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.StorageOptions;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class JudgeTest {

    private final List<Map<String, String>> entries = new ArrayList<>();
    private final TestReporter reporter = new TestReporter() {
        @Override
        public void publishEntry(Map<String, String> entry) {
            entries.add(entry);
        }
    };

    @Test
    void a_broken_rule_is_told_with_sentence_expectation_calls_seed_and_how_to_run_it_again() {
        Throwable failure = judge("VER-01", answering(false), trial -> {
            trial.first().exists(trial.tenant(), "Other", "o1");
            Expect.equal("exists", true, trial.first().exists(trial.tenant(), "Patient", "p1"));
        });

        assertThat(failure)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("VER-01 (MUST) is broken by fake 1.0")
                .hasMessageContaining(Rules.get("VER-01").text())
                .hasMessageContaining("expected: exists = true")
                .hasMessageContaining("seen:     false")
                .hasMessageContaining("exists(tck-")
                .hasMessageContaining("\"Patient\", \"p1\") -> false")
                .hasMessageContaining("seed:     " + Seed.told())
                .hasMessageContaining("mvn test -Dtest=my.Tck#VER_01_check -Dverso.tck.seed=" + Seed.told());
        assertThat(failure.getMessage()).doesNotContain("o1");
        assertThat(verdict()).isEqualTo("FAIL");
    }

    @Test
    void what_a_check_found_is_not_hidden_by_a_backend_that_cannot_be_healed() {
        Subject subject =
                Subject.of("fake", "1.0", options -> storage(answering(false))).faults(new BeyondHelp());
        Throwable failure = catchThrowable(() -> judgeOf(subject)
                .judge(Rules.get("VER-01"), EnumSet.noneOf(Capability.class), Fault.CUT, (trial, port) -> {
                    trial.first().exists(trial.tenant(), "Patient", "p1");
                    throw Expect.unmet("a sound answer", "another one");
                }));

        assertThat(failure).hasMessageStartingWith("VER-01 (MUST) is broken by fake 1.0");
        assertThat(failure.getCause().getSuppressed()).singleElement().satisfies(suppressed -> {
            assertThat(suppressed).hasMessage("beyond help");
        });
        assertThat(verdict()).isEqualTo("FAIL");
    }

    @Test
    void a_backend_that_cannot_be_healed_is_an_error_of_a_check_that_found_nothing() {
        Subject subject =
                Subject.of("fake", "1.0", options -> storage(answering(true))).faults(new BeyondHelp());
        Throwable failure = catchThrowable(() -> judgeOf(subject)
                .judge(
                        Rules.get("VER-01"),
                        EnumSet.noneOf(Capability.class),
                        Fault.CUT,
                        (trial, port) -> trial.first().exists(trial.tenant(), "Patient", "p1")));

        assertThat(failure).hasMessageContaining("could not be checked").hasMessageContaining("beyond help");
        assertThat(verdict()).isEqualTo("ERROR");
    }

    /** Offers a fault, and cannot undo it. */
    private static final class BeyondHelp implements FaultPort {

        @Override
        public Set<Fault> offers() {
            return Set.of(Fault.CUT);
        }

        @Override
        public VersionedStorage open(StorageOptions options) {
            throw new IllegalStateException("not needed here");
        }

        @Override
        public void heal() {
            throw new IllegalStateException("beyond help");
        }

        @Override
        public void close() {}
    }

    @Test
    void what_the_storage_throws_breaks_the_rule() {
        Throwable failure = judge(
                "VER-01",
                throwing(new BackendUnavailableException("down", null)),
                trial -> trial.first().count(trial.tenant()));

        assertThat(failure)
                .hasMessageContaining("VER-01 (MUST) is broken")
                .hasMessageContaining("it threw BackendUnavailableException: down");
        assertThat(verdict()).isEqualTo("FAIL");
    }

    @Test
    void what_the_check_throws_is_an_error_and_not_a_verdict_on_the_rule() {
        Throwable failure = judge("VER-01", answering(true), trial -> {
            trial.first().exists(trial.tenant(), "Patient", "p1");
            throw new IllegalStateException("a mistake of the kit");
        });

        assertThat(failure)
                .hasMessageContaining("VER-01 (MUST) could not be checked on fake 1.0")
                .hasMessageContaining("a mistake of the kit");
        assertThat(verdict()).isEqualTo("ERROR");
    }

    @Test
    void a_check_that_asks_nothing_is_an_error() {
        Throwable failure = judge("VER-01", answering(true), trial -> {});

        assertThat(failure).hasMessageContaining("made no call");
        assertThat(verdict()).isEqualTo("ERROR");
    }

    @Test
    void a_check_that_finds_what_it_expects_passes() {
        Throwable failure = judge(
                "VER-01",
                answering(true),
                trial -> Expect.equal("exists", true, trial.second().exists(trial.tenant(), "Patient", "p1")));

        assertThat(failure).isNull();
        assertThat(verdict()).isEqualTo("PASS");
        assertThat(entries.get(0)).containsEntry("verso.rule", "VER-01").containsKey("verso.calls");
    }

    @Test
    void an_answer_of_null_breaks_the_rule() {
        Throwable failure =
                judge("VER-01", answering(null), trial -> trial.first().read(trial.tenant(), "Patient", "p1"));

        assertThat(failure).hasMessageContaining("VER-01").hasMessageContaining("seen:     null");
    }

    @Test
    void an_instance_that_declares_more_than_its_subject_breaks_CAP_02() {
        Throwable failure = judge(
                "FEED-01",
                declaring(Capability.CHANGE_FEED),
                trial -> trial.first().capabilities());

        assertThat(failure)
                .hasMessageStartingWith("CAP-02 (MUST) is broken")
                .hasMessageContaining("found by the check of FEED-01");
    }

    @Test
    void a_storage_that_cannot_be_opened_is_an_error() {
        Throwable failure = catchThrowable(() -> judgeOf(Subject.of("fake", "1.0", options -> {
                    throw new IllegalStateException("no server");
                }))
                .judge(Rules.get("VER-01"), EnumSet.noneOf(Capability.class), trial -> {}));

        assertThat(failure).hasMessageContaining("VER-01").hasMessageContaining("no server");
        assertThat(verdict()).isEqualTo("ERROR");
    }

    @Test
    void a_refusal_of_another_type_is_told_in_place_of_the_one_expected() {
        ResourceKey key = ResourceKey.of("acme", "Patient", "p1");
        Throwable failure = catchThrowable(() -> Expect.gone("delete", key, 2, () -> {
            throw new VersionConflictException(key, "1", Optional.empty());
        }));

        assertThat(failure)
                .hasMessageContaining("delete is refused with GoneException")
                .hasMessageContaining("VersionConflictException");
    }

    @Test
    void messages_show_size_and_hash_of_content_and_nothing_else() {
        assertThat(Words.of(Content.of("{\"name\":\"Ada\"}")))
                .contains("14 bytes")
                .doesNotContain("Ada");
    }

    private Throwable judge(String rule, InvocationHandler answers, Check check) {
        Subject subject = Subject.of("fake", "1.0", options -> storage(answers));
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        Rules.get(rule).capability().ifPresent(needed::add);
        return catchThrowable(() -> judgeOf(subject).judge(Rules.get(rule), needed, check));
    }

    private Judge judgeOf(Subject subject) {
        return new Judge(subject, "my.Tck", "VER_01_check", "VER_01_check()", reporter);
    }

    private String verdict() {
        assertThat(entries).hasSize(1);
        return entries.get(0).get("verso.verdict");
    }

    private static VersionedStorage storage(InvocationHandler answers) {
        return (VersionedStorage) Proxy.newProxyInstance(
                VersionedStorage.class.getClassLoader(),
                new Class<?>[] {VersionedStorage.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : answers.invoke(proxy, method, arguments));
    }

    private static InvocationHandler answering(Object answer) {
        return (proxy, method, arguments) -> answer;
    }

    private static InvocationHandler throwing(RuntimeException exception) {
        return (proxy, method, arguments) -> {
            throw exception;
        };
    }

    private static InvocationHandler declaring(Capability capability) {
        return answering(new Capabilities(
                "fake", Set.of(capability), ReadMode.LINEARIZABLE, Integer.MAX_VALUE, Optional.empty()));
    }
}
