package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** The lists of what must run are what the kits run, so that neither changes without the other. */
class ExpectedTest {

    private static final Set<String> RACES = Set.of("ContentionRules", "LinearizabilityRules", "RaceRules");

    @ParameterizedTest
    @EnumSource(Kit.class)
    void the_list_has_each_check_of_its_kit_and_how_often_it_runs(Kit kit) {
        Map<String, Integer> runs = new TreeMap<>();
        KitRuns.run(
                new TestExecutionListener() {
                    @Override
                    public void executionStarted(TestIdentifier identifier) {
                        if (identifier.isTest()) {
                            MethodSource source =
                                    (MethodSource) identifier.getSource().orElseThrow();
                            String chapter =
                                    source.getJavaMethod().getDeclaringClass().getSimpleName();
                            runs.merge(chapter + "\t" + source.getMethodName(), 1, Integer::sum);
                        }
                    }
                },
                selectClass(kit == Kit.DRIVING ? KitRuns.Driving.class : KitRuns.Driven.class));

        String listed = listed(kit).checks().stream()
                .map(check -> check.chapter() + "\t" + check.name() + "\t" + check.invocations())
                .sorted()
                .collect(Collectors.joining("\n"));
        String run = runs.entrySet().stream()
                .map(check -> check.getKey() + "\t" + check.getValue())
                .sorted()
                .collect(Collectors.joining("\n"));
        assertThat(listed).as("the checks of %s", kit.list()).isEqualTo(run);
    }

    @ParameterizedTest
    @EnumSource(Kit.class)
    void the_level_of_a_check_is_that_of_its_chapter(Kit kit) {
        for (Expected.Check check : listed(kit).checks()) {
            CertificateLevel level = check.chapter().equals("FaultRules")
                    ? CertificateLevel.FAULT_TESTED
                    : RACES.contains(check.chapter()) ? CertificateLevel.CONCURRENT : CertificateLevel.CORE;
            assertThat(check.level()).as(check.name()).isEqualTo(level);
        }
    }

    @Test
    void what_the_list_calls_untestable_is_what_the_rules_call_so() {
        assertThat(listed(Kit.DRIVING).untestable())
                .isEqualTo(Rules.all().stream()
                        .filter(rule -> rule.untestable().isPresent())
                        .map(Rule::id)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CORE\tKeyRules\tKEY_01_a",
                "CORE\tKeyRules\tKEY_01_a\t0",
                "CORE\tKeyRules\tKEY_01_a\t-1",
                "CORE\tKeyRules\ta_check\t1",
                "LOW\tKeyRules\tKEY_01_a\t1",
                "UNTESTABLE\tKEY-01\nUNTESTABLE\tKEY-01",
                "CORE\tKeyRules\tKEY_01_a\t1\nCORE\tKeyRules\tKEY_01_a\t1"
            })
    void a_broken_list_is_refused(String list) {
        assertThatIllegalArgumentException().isThrownBy(() -> Expected.parse(list));
    }

    static Expected listed(Kit kit) {
        return Expected.parse(Session.resource(kit.list()));
    }
}
