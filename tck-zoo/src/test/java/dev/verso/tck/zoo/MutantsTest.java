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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A backend with one defect is caught by the rule that the defect breaks, and by the random sequences in a few calls. */
class MutantsTest {

    private static final Set<Capability> ALL =
            Set.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);

    private static final Set<String> KILLING_STORAGES = new TreeSet<>();
    private static final Set<String> KILLING_STORES = new TreeSet<>();
    private static final Set<String> KILLING_UNDER_FAULTS = new TreeSet<>();
    private static final Mutant SOUND = Mutant.ofStore(MutantsTest.class, UnaryOperator.identity());
    private static final Mutant SOUND_UNDER_FAULTS =
            Mutant.underFaults(MutantsTest.class, UnaryOperator.identity(), store -> new Harbour(store, 0, 0));

    static Stream<Mutant> all() {
        return Zoo.all().stream();
    }

    /** Defects that show without a race, and in more than a representation. */
    static Stream<Mutant> sequential() {
        return Stream.of(
                        "VreadIgnoresTenant",
                        "RestartsVersions",
                        "WritesASecondTombstone",
                        "CachesHeads",
                        "DropsAtThePageEdge",
                        "FeedKeepsTheNewestOfAKey",
                        "TellsAWrongActual")
                .map(Zoo::named);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void is_killed_by_the_rules_that_it_breaks(Mutant mutant) {
        assertThat(mutant.killers()).isNotEmpty();
        for (Mutant.Killer killer : mutant.killers()) {
            KitRun run = KitRun.untilKilled(mutant, killer);
            Optional<KitRun.Verdict> kill = run.kill(killer.rule());
            assertThat(kill)
                    .as("a verdict of %s that kills %s, among\n%s", killer, mutant, run.told())
                    .isPresent();
            killing(mutant, killer.kit()).add(kill.get().method());
        }
    }

    /** What fails on what is sound would kill everything: each check that has killed a mutant passes without the defect. */
    @AfterAll
    static void the_checks_that_kill_let_the_sound_store_pass() {
        killing(Map.of(Kit.STORAGE, KILLING_STORAGES, Kit.STORE, KILLING_STORES), SOUND);
        killing(Map.of(Kit.STORAGE, KILLING_UNDER_FAULTS), SOUND_UNDER_FAULTS);
    }

    private static void killing(Map<Kit, Set<String>> checks, Mutant sound) {
        checks.forEach((kit, names) -> {
            if (!names.isEmpty()) {
                KitRun run = KitRun.of(sound, kit, KitRun.PATIENT, names.toArray(String[]::new));
                assertThat(run.failed())
                        .as("the sound store, by %s:\n%s", kit, run.told())
                        .isEmpty();
            }
        });
    }

    private static Set<String> killing(Mutant mutant, Kit kit) {
        if (mutant.harbour().isPresent()) {
            return KILLING_UNDER_FAULTS;
        }
        return kit == Kit.STORAGE ? KILLING_STORAGES : KILLING_STORES;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequential")
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
        Mutant mutant = Zoo.named("WritesASecondTombstone");
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
        assertThat(sequences.search(new Random(), 150)).isEmpty();
    }

    @Test
    void the_sound_backend_agrees_where_it_is_asked_for_nothing_optional() {
        MemoryRevisionStore backend = MemoryRevisionStore.create();
        RandomSequences sequences = sequences(options -> VersionedStorage.over(backend.sibling(), options), Set.of());
        assertThat(sequences.search(new Random(), 50)).isEmpty();
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
