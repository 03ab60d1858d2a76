package dev.verso.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.verso.VersionedStorage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The core obeys its rules, and the code in {@code violations} shows that each of them can fail. */
class CoreArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(
                    VersionedStorage.class.getProtectionDomain().getCodeSource().getLocation());
    private static final String BROKEN = "dev.verso.architecture.violations";
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(BROKEN);

    static Stream<Arguments> rules() {
        return Stream.of(
                rule(CoreArchitecture::depends_on_Java_Jackson_slf4j_and_JSpecify_only, "DependsOnAnotherLibrary"),
                rule(CoreArchitecture::the_api_knows_the_engine_in_one_place_only, "KnowsTheEngine"),
                rule(CoreArchitecture::the_driven_port_does_not_know_the_engine, "SpiKnowsTheEngine"),
                rule(CoreArchitecture::the_engine_has_one_public_type, "PublicWithoutNeed"),
                rule(CoreArchitecture::public_classes_are_closed, "OpenToAll"));
    }

    private static Arguments rule(Function<CoreArchitecture, ArchRule> rule, String violation) {
        return Arguments.of(rule, violation);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rules")
    void the_core_obeys(Function<CoreArchitecture, ArchRule> rule, String violation) {
        rule.apply(new CoreArchitecture("dev.verso")).check(CORE);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rules")
    void code_that_breaks_the_rule_is_found(Function<CoreArchitecture, ArchRule> rule, String violation) {
        var result = rule.apply(new CoreArchitecture(BROKEN)).evaluate(VIOLATIONS);

        assertThat(result.hasViolation()).isTrue();
        assertThat(result.getFailureReport().getDetails()).allMatch(detail -> detail.contains(violation));
    }

    @Test
    void the_engines_one_public_type_is_there() {
        assertThat(CORE.stream()
                        .filter(type -> type.getPackageName().equals("dev.verso.engine"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactly("StorageEngine");
    }
}
