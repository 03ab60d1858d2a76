package dev.verso.tck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.verso.UnsupportedCapabilityException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No check of the kit passes in silence or waits for time to pass; each ban is seen to catch a class that breaks it. */
class KitDisciplineTest {

    private static final JavaClasses KIT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.verso.tck");

    /** A ban, by its name, and a class that breaks it. */
    record Ban(String name, ArchRule rule, Class<?> breaker) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Ban> bans() {
        return Stream.of(
                new Ban("no sleep", noSleep(), Sleeps.class),
                new Ban("no sleep by unit", noSleep(), SleepsByUnit.class),
                new Ban("no catch of UnsupportedCapability", noCatch(), CatchesAndPasses.class),
                new Ban("every check runs in a trial", everyCheckIsJudged(), ChecksNothing.class));
    }

    @ParameterizedTest
    @MethodSource("bans")
    void the_kit_obeys(Ban ban) {
        ban.rule().check(KIT);
    }

    @ParameterizedTest
    @MethodSource("bans")
    void a_class_that_breaks_it_is_caught(Ban ban) {
        JavaClasses broken = new ClassFileImporter().importClasses(ban.breaker(), Chapter.class);

        assertThat(ban.rule().evaluate(broken).hasViolation()).isTrue();
    }

    @Test
    void the_checks_of_the_kit_are_seen_at_all() {
        long checks = KIT.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(KitDisciplineTest::isCheckOfChapter)
                .count();

        assertThat(checks).isGreaterThan(150);
    }

    private static ArchRule noSleep() {
        return noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "sleep",
                        (JavaMethodCall call) -> call.getTarget().getName().equals("sleep")));
    }

    private static ArchRule noCatch() {
        return noClasses().should(new ArchCondition<>("catch UnsupportedCapabilityException") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean catches = type.getCodeUnits().stream()
                        .flatMap(code -> code.getTryCatchBlocks().stream())
                        .flatMap(block -> block.getCaughtThrowables().stream())
                        .anyMatch(caught -> caught.isEquivalentTo(UnsupportedCapabilityException.class));
                events.add(new SimpleConditionEvent(type, catches, type.getName() + " catches it"));
            }
        });
    }

    private static ArchRule everyCheckIsJudged() {
        return methods()
                .that(DescribedPredicate.describe("are checks of chapters", KitDisciplineTest::isCheckOfChapter))
                .should(new ArchCondition<>("hand their work to rule(...)") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                method, isJudged(method), method.getFullName() + " does not call rule(...)"));
                    }
                });
    }

    /** A check may leave the call of rule(...) to a method of its own chapter. */
    private static boolean isJudged(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTarget().getName().equals("rule")
                        || (call.getTargetOwner().equals(method.getOwner())
                                && call.getTarget()
                                        .resolveMember()
                                        .filter(target -> !target.equals(method) && isJudged(target))
                                        .isPresent()));
    }

    private static boolean isCheckOfChapter(JavaMethod method) {
        return method.getOwner().isAssignableTo(Chapter.class)
                && (method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class));
    }

    private static final class Sleeps {

        void check() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    private static final class SleepsByUnit {

        void check() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static final class CatchesAndPasses {

        int check(IntSupplier call) {
            try {
                return call.getAsInt();
            } catch (UnsupportedCapabilityException e) {
                return 0;
            }
        }
    }

    /** An interface is no test class: nobody runs this. */
    private interface ChecksNothing extends Chapter {

        @Test
        default void KEY_01_nothing_is_checked() {
            assertThat(getClass()).isNotNull();
        }
    }
}
