package dev.verso.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.tck.VersionedStorageTck;
import java.net.URL;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules obey their rules, and the code in {@code violations} shows that each of them can fail. */
class ModuleArchitectureTest {

    private static final JavaClasses MODULES = new ClassFileImporter()
            .importUrls(List.of(
                    module(VersionedStorage.class),
                    module(MemoryRevisionStore.class),
                    module(VersionedStorageTck.class)));
    private static final String BROKEN = "dev.verso.architecture.violations";
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(BROKEN);

    private static URL module(Class<?> member) {
        return member.getProtectionDomain().getCodeSource().getLocation();
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule(ModuleArchitecture::adapters_do_not_know_each_other, "KnowsAnotherAdapter"),
                rule(ModuleArchitecture::adapters_know_the_two_ports_only, "KnowsAnotherAdapter", "KnowsTheEngine"),
                rule(ModuleArchitecture::only_the_entry_class_and_its_options_are_public, "PublicWithoutNeed"),
                rule(ModuleArchitecture::database_types_stay_in_their_adapter, "SpeaksSql"),
                rule(
                        ModuleArchitecture::the_kit_knows_the_ports_and_what_its_users_have,
                        "KnowsAnAdapter",
                        "UsesAnotherLibrary"));
    }

    private static Arguments rule(Function<ModuleArchitecture, ArchRule> rule, String... violations) {
        return Arguments.of(rule, List.of(violations));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rules")
    void the_modules_obey(Function<ModuleArchitecture, ArchRule> rule, List<String> violations) {
        rule.apply(new ModuleArchitecture("dev.verso")).check(MODULES);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rules")
    void code_that_breaks_the_rule_is_found(Function<ModuleArchitecture, ArchRule> rule, List<String> violations) {
        List<String> details = rule.apply(new ModuleArchitecture(BROKEN))
                .evaluate(VIOLATIONS)
                .getFailureReport()
                .getDetails();

        for (String violation : violations) {
            assertThat(details).anyMatch(detail -> detail.contains(violation));
        }
        assertThat(details).allMatch(detail -> violations.stream().anyMatch(detail::contains));
    }

    @Test
    void all_modules_are_looked_at() {
        assertThat(MODULES.stream().map(type -> type.getPackageName()))
                .contains("dev.verso", "dev.verso.spi", "dev.verso.engine", "dev.verso.memory", "dev.verso.tck");
    }
}
