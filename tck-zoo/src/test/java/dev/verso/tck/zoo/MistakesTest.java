package dev.verso.tck.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.spi.RevisionStore;
import dev.verso.tck.Rules;
import dev.verso.tck.zoo.KitRun.Verdict;
import dev.verso.tck.zoo.Mistakes.Mistake;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.surefire.api.testset.TestListResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What the kit tells the author of an adapter who made a typical mistake: the rule, what was expected, what was seen, and how
 * to run this check alone again.
 */
class MistakesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern AGAIN =
            Pattern.compile("^ {2}again: +mvn test -Dtest='?([^' ]+)'?", Pattern.MULTILINE);

    @ParameterizedTest
    @MethodSource("dev.verso.tck.zoo.Mistakes#all")
    void the_kit_over_the_contract_tells(Mistake mistake) {
        assertIsTold(
                mistake.contract(),
                mistake.told(),
                KitRun.ofStorage(mistake.opener(), PATIENCE, start(mistake.contract())));
    }

    @ParameterizedTest
    @MethodSource("dev.verso.tck.zoo.Mistakes#all")
    void the_kit_over_the_store_tells(Mistake mistake) {
        Supplier<RevisionStore> open = mistake.stores().get();
        assertIsTold(mistake.store(), mistake.toldOfStore(), KitRun.ofStore(open, PATIENCE, start(mistake.store())));
    }

    /** All of a check's name but the last word, which is enough to tell it from the others. */
    private static String start(String check) {
        return check.substring(0, check.lastIndexOf('_'));
    }

    private static void assertIsTold(String check, List<String> told, KitRun run) {
        assertThat(run.failed()).as("what %s found", check).isNotEmpty();
        String message = run.failed().get(0).message();
        String rule =
                check.substring(0, check.indexOf('_', check.indexOf('_') + 1)).replace('_', '-');
        assertThat(message)
                .startsWith(rule + " (MUST) is broken by")
                .contains("  rule:", Rules.get(rule).text().strip())
                .containsPattern("(?m)^ {2}expected: \\S")
                .containsPattern("(?m)^ {2}seen: +\\S")
                .contains("  the last calls")
                .contains("-Dverso.tck.seed=")
                .contains(told);
        for (Verdict verdict : run.failed()) {
            assertThat(selectedBy(verdict.message())).containsExactly(verdict.method());
        }
    }

    /** What Surefire runs if it is given what a message says. */
    private static List<String> selectedBy(String message) {
        Matcher again = AGAIN.matcher(message);
        assertThat(again.find()).as("a command in: %s", message).isTrue();
        TestListResolver resolver = new TestListResolver(again.group(1));
        return Stream.of(KitRun.DrivingPort.class, KitRun.DrivenPort.class, MistakesTest.class)
                .flatMap(kit -> Arrays.stream(kit.getMethods())
                        .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                        .map(Method::getName)
                        .distinct()
                        .filter(method -> resolver.shouldRun(kit.getName().replace('.', '/') + ".class", method)))
                .toList();
    }

    @Test
    void once_a_shared_backend_is_closed_the_checks_that_follow_say_what_may_have_closed_it() {
        Mistake pool = Mistakes.all()
                .filter(each -> each.name().startsWith("closes"))
                .findFirst()
                .orElseThrow();
        KitRun contract = KitRun.ofStorage(pool.opener(), PATIENCE, "VER-01");
        KitRun store = KitRun.ofStore(pool.stores().get(), PATIENCE, "DEL-03", "VER-01");
        for (KitRun run : List.of(contract, store)) {
            Verdict last = run.failed().get(run.failed().size() - 1);
            assertThat(last.reported()).isEqualTo("ERROR");
            assertThat(last.message())
                    .contains(" (MUST) could not be checked on", "  rule:", "new", "closed", "(ERR-09)");
            assertThat(selectedBy(last.message())).containsExactly(last.method());
        }
    }
}
