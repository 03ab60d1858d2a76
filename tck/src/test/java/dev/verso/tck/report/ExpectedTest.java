package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.ReadMode;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import dev.verso.tck.store.RevisionStoreTck;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** The lists of what must run are what the kits run, so that neither changes without the other. */
class ExpectedTest {

    private static final Set<String> RACES = Set.of("ContentionRules", "LinearizabilityRules", "RaceRules");

    @ParameterizedTest
    @EnumSource(Kit.class)
    void the_list_has_each_check_of_its_kit_how_often_it_runs_and_what_it_needs(Kit kit) {
        Map<String, Integer> runs = new TreeMap<>();
        Map<String, Set<String>> needs = new TreeMap<>();
        KitRuns.run(
                new TestExecutionListener() {
                    @Override
                    public void executionStarted(TestIdentifier identifier) {
                        if (identifier.isTest()) {
                            runs.merge(check(identifier), 1, Integer::sum);
                        }
                    }

                    @Override
                    public void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
                        needs.computeIfAbsent(check(identifier), any -> new TreeSet<>())
                                .add(entry.getKeyValuePairs().getOrDefault("verso.needs", ""));
                    }
                },
                selectClass(kit == Kit.DRIVING ? KitRuns.Driving.class : Boasting.class));

        String listed = Session.resource(kit.list())
                .lines()
                .filter(line -> line.matches("[A-Z_]+\t[A-Z].*\t.*"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .sorted()
                .collect(Collectors.joining("\n"));
        String run = runs.entrySet().stream()
                .map(check -> check.getKey() + "\t" + check.getValue() + "\t"
                        + told(needs.getOrDefault(check.getKey(), Set.of())))
                .sorted()
                .collect(Collectors.joining("\n"));
        assertThat(listed).as("the checks of %s", kit.list()).isEqualTo(run);
    }

    private static String check(TestIdentifier identifier) {
        MethodSource source = (MethodSource) identifier.getSource().orElseThrow();
        return source.getJavaMethod().getDeclaringClass().getSimpleName() + "\t" + source.getMethodName();
    }

    /** Of a check of which one invocation needs nothing, something is asked whatever is declared. */
    private static String told(Set<String> needs) {
        return needs.isEmpty() || needs.contains("") ? "-" : String.join("|", needs);
    }

    /** Declares everything and can do nothing, so that each check of the store's kit begins, and says what it needs. */
    static class Boasting extends RevisionStoreTck {

        @Override
        protected String name() {
            return "boasting 0";
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
                                    "nothing", declared(), ReadMode.LINEARIZABLE, Integer.MAX_VALUE, Optional.empty());
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        @Override
        protected Set<Capability> declared() {
            return EnumSet.allOf(Capability.class);
        }

        @Override
        protected Duration deadline() {
            return Duration.ofMillis(200);
        }
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
                "CORE\tKeyRules\tKEY_01_a\t1",
                "CORE\tKeyRules\tKEY_01_a\t0\t-",
                "CORE\tKeyRules\tKEY_01_a\t-1\t-",
                "CORE\tKeyRules\tKEY_01_a\t1\t",
                "CORE\tKeyRules\tKEY_01_a\t1\tSCAN",
                "CORE\tKeyRules\tKEY_01_a\t1\tSCANS|",
                "CORE\tKeyRules\ta_check\t1\t-",
                "LOW\tKeyRules\tKEY_01_a\t1\t-",
                "UNTESTABLE\tKEY-01\nUNTESTABLE\tKEY-01",
                "CORE\tKeyRules\tKEY_01_a\t1\t-\nCORE\tKeyRules\tKEY_01_a\t1\t-"
            })
    void a_broken_list_is_refused(String list) {
        assertThatIllegalArgumentException().isThrownBy(() -> Expected.parse(list));
    }

    @Test
    void what_a_check_asks_depends_on_what_is_declared() {
        List<Expected.Check> checks = Expected.parse("CORE\tKeyRules\tKEY_01_a\t2\tERASURE,SCANS|DURABLE\n"
                        + "CORE\tKeyRules\tKEY_01_b\t1\t-\nIF_OFFERED\tFaultRules\tFLT_03_c\t1\tDURABLE,FAIL_OVER")
                .checks();

        assertThat(checks.get(0).asks(Set.of("SCANS"))).isFalse();
        assertThat(checks.get(0).asks(Set.of("SCANS", "ERASURE"))).isTrue();
        assertThat(checks.get(0).asks(Set.of("DURABLE"))).isTrue();
        assertThat(checks.get(1).asks(Set.of())).isTrue();
        assertThat(checks.get(2).asks(Set.of("SCANS"))).isFalse();
        assertThat(checks.get(2).fault()).contains("FAIL_OVER");
    }

    static Expected listed(Kit kit) {
        return Expected.parse(Session.resource(kit.list()));
    }
}
