package dev.verso.tck.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Capability;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.tck.model.Counterexample;
import dev.verso.tck.model.Ground;
import dev.verso.tck.model.RandomSequences;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A backend with one defect is caught by the rule that the defect breaks, and by the random sequences in a few calls. */
class MutantsTest {

    private static final Set<Capability> ALL =
            Set.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);

    @ParameterizedTest
    @MethodSource("dev.verso.tck.zoo.Mutants#all")
    void is_killed_by_the_rule_that_it_breaks(Mutant mutant) {
        KitRun run = KitRun.ofStorage(mutant.opener(), KitRun.PATIENT, mutant.rule());
        assertThat(run.failed())
                .as("what %s found", mutant.rule())
                .anySatisfy(verdict -> assertThat(verdict.message())
                        .startsWith(mutant.rule() + " (MUST) is broken by")
                        .contains("expected: ", "seen: ", "the last calls:")
                        .doesNotContain("NullPointerException", "it threw", "deadline"));
    }

    @ParameterizedTest
    @MethodSource("dev.verso.tck.zoo.Mutants#sequential")
    void is_shown_by_a_few_calls_that_the_random_sequences_are_shrunk_to(Mutant mutant) {
        for (int seed = 0; seed < 3; seed++) {
            Optional<Counterexample> found = sequences(mutant.opener()).search(new Random(seed), 100);
            assertThat(found).as("seed %s", seed).isPresent();
            assertThat(found.get().calls()).as("seed %s", seed).hasSizeLessThanOrEqualTo(5);
            assertThat(found.get().expected()).isNotEqualTo(found.get().seen());
        }
    }

    @Test
    void the_random_sequences_print_calls_that_a_reader_can_run_again() {
        Mutant mutant = Mutants.sequential()
                .filter(each -> each.rule().equals("DEL-03"))
                .findFirst()
                .orElseThrow();
        KitRun run = KitRun.ofStorage(mutant.opener(), KitRun.PATIENT, "VER-07");
        assertThat(run.failed())
                .filteredOn(verdict -> verdict.method().equals("VER_07_random_sequences_agree_with_the_model"))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.message())
                        .startsWith("VER-07 (MUST) is broken by")
                        .containsPattern("// seed -?[0-9]+;")
                        .containsPattern(
                                Pattern.compile("^storage\\.delete\\(acme, \"[Pp]atient\", \"", Pattern.MULTILINE))
                        .contains("Gone[", "-Dverso.tck.seed="));
    }

    @Test
    void the_sound_backend_agrees_with_the_model_on_many_random_sequences() {
        MemoryRevisionStore backend = MemoryRevisionStore.create();
        RandomSequences sequences = sequences(options -> VersionedStorage.over(backend.sibling(), options));
        assertThat(sequences.search(new Random(), 500)).isEmpty();
    }

    @Test
    void the_sound_backend_agrees_where_it_is_asked_for_nothing_optional() {
        MemoryRevisionStore backend = MemoryRevisionStore.create();
        RandomSequences sequences = sequences(options -> VersionedStorage.over(backend.sibling(), options), Set.of());
        assertThat(sequences.search(new Random(), 100)).isEmpty();
    }

    private static RandomSequences sequences(Function<StorageOptions, VersionedStorage> opener) {
        return sequences(opener, ALL);
    }

    private static RandomSequences sequences(
            Function<StorageOptions, VersionedStorage> opener, Set<Capability> capabilities) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        StorageOptions options =
                StorageOptions.builder().clock(new SetClock(now)).build();
        return new RandomSequences(new Ground(
                List.of(opener.apply(options), opener.apply(options)),
                now::set,
                ending -> TenantContext.of("tenant" + ending, TenantPermissions.fullAccess())
                        .withPrincipal("dr.zoo"),
                capabilities,
                Duration.ofMillis(200)));
    }

    private static final class SetClock extends Clock {

        private final AtomicReference<Instant> now;

        SetClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
