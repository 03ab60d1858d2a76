package dev.verso.tck;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** Nothing in the kit can skip a check: what is not declared is checked the other way round, never left out. */
class NoSkippingTest {

    private static final DescribedPredicate<JavaClass> SKIPPERS = nameMatching(
                    "org\\.junit\\.jupiter\\.api\\.(Assumptions|Disabled|extension\\.ExecutionCondition)")
            .or(nameMatching(
                    "org\\.opentest4j\\.(TestAbortedException|TestSkippedException|IncompleteExecutionException)"))
            .<JavaClass>forSubtype()
            .or(resideInAPackage("org.junit.jupiter.api.condition.."))
            .as("skip checks");

    private static final ArchRule NO_SKIPPING = noClasses()
            .should()
            .dependOnClassesThat(SKIPPERS)
            .because("a check that is skipped says nothing, and looks as if it had passed");

    @Test
    void the_kit_cannot_skip() {
        JavaClasses kit = new ClassFileImporter()
                .importUrl(VersionedStorageTck.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation());
        assertThat(kit.stream().map(JavaClass::getSimpleName))
                .contains("VersionedStorageTck", "LockRules", "RevisionStoreTck", "RaceRules");
        NO_SKIPPING.check(kit);
    }

    @ParameterizedTest
    @ValueSource(classes = {Assumes.class, IsDisabled.class, HasCondition.class, Aborts.class})
    void each_way_to_skip_is_caught(Class<?> planted) {
        EvaluationResult result = NO_SKIPPING.evaluate(new ClassFileImporter().importClasses(planted));
        assertThat(result.getFailureReport().getDetails()).isNotEmpty();
    }

    /** The ways to skip, planted for the rule to catch; none of them is a test that runs. */
    private abstract static class Assumes {

        void check(boolean declared) {
            Assumptions.assumeTrue(declared);
        }
    }

    private abstract static class IsDisabled {

        @Disabled("planted")
        void check() {}
    }

    private abstract static class HasCondition {

        @EnabledOnOs(OS.LINUX)
        void check() {}
    }

    private abstract static class Aborts {

        void check(List<String> declared) {
            if (declared.isEmpty()) {
                throw new TestAbortedException("planted");
            }
        }
    }
}
