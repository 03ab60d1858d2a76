package dev.verso.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** CONTRACT.md, rules.yaml and the kit's checks say the same. */
class ContractTest {

    private static final Pattern BULLET =
            Pattern.compile("^- \\*\\*([A-Z]{3,4}-[0-9]{2})\\*\\*( \\(SHOULD\\))? (.*(?:\\n  .*)*)", Pattern.MULTILINE);
    private static final Pattern CHECK = Pattern.compile("([A-Z]{3,4})_([0-9]{2})_.+");

    @Test
    void CONTRACT_md_has_the_rules_of_rules_yaml_in_their_order_and_words() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        Rules.all().forEach(rule -> expected.put(rule.id(), level(rule) + words(rule.text())));
        Map<String, String> shown = new LinkedHashMap<>();
        Matcher bullets = BULLET.matcher(contract());
        while (bullets.find()) {
            String level = bullets.group(2) == null ? "" : "(SHOULD) ";
            String before = shown.put(bullets.group(1), level + words(bullets.group(3)));
            assertThat(before).as("CONTRACT.md has %s once", bullets.group(1)).isNull();
        }
        assertThat(shown.entrySet()).containsExactlyElementsOf(expected.entrySet());
    }

    @Test
    void CONTRACT_md_has_no_other_rule_in_any_form() throws IOException {
        Set<String> known = Rules.all().stream().map(Rule::id).collect(Collectors.toSet());
        List<String> named = Pattern.compile("\\b[A-Z]{3,4}-[0-9]{2,}\\b")
                .matcher(contract())
                .results()
                .map(found -> found.group())
                .toList();
        assertThat(known).containsAll(named);
    }

    @Test
    void CONTRACT_md_names_the_version_of_rules_yaml() throws IOException {
        assertThat(contract()).contains("version " + Rules.contract() + " of the contract");
    }

    @Test
    void every_MUST_has_a_check_or_a_reason_why_it_has_none() throws Exception {
        Set<String> checked = checkedRules();
        assertThat(Rules.all().stream()
                        .filter(rule -> rule.level() == Level.MUST)
                        .filter(rule -> rule.untestable().isEmpty())
                        .map(Rule::id)
                        .filter(id -> !checked.contains(id)))
                .as("rules with neither a check nor a reason")
                .isEmpty();
    }

    @Test
    void no_rule_has_both_a_check_and_a_reason_why_it_has_none() throws Exception {
        Set<String> checked = checkedRules();
        assertThat(Rules.all().stream()
                        .filter(rule -> rule.untestable().isPresent())
                        .map(Rule::id)
                        .filter(checked::contains))
                .as("rules with a check that rules.yaml calls untestable")
                .isEmpty();
    }

    @Test
    void every_check_is_named_after_a_rule_of_the_contract() throws Exception {
        Set<String> known = Rules.all().stream().map(Rule::id).collect(Collectors.toSet());
        assertThat(checks().stream().filter(check -> !known.contains(ruleOf(check))))
                .as("checks whose name does not begin with a rule")
                .isEmpty();
    }

    private static Set<String> checkedRules() throws Exception {
        return checks().stream().map(ContractTest::ruleOf).collect(Collectors.toSet());
    }

    private static String ruleOf(Method check) {
        Matcher name = CHECK.matcher(check.getName());
        return name.matches() ? name.group(1) + "-" + name.group(2) : "none: " + check.getName();
    }

    /** Every method of the kit's main classes that JUnit runs. */
    private static List<Method> checks() throws Exception {
        List<Method> checks = new ArrayList<>();
        for (Class<?> type : kit()) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                    .forEach(checks::add);
        }
        assertThat(checks).as("the kit's checks").hasSizeGreaterThan(50);
        return checks;
    }

    private static List<Class<?>> kit() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                Rules.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                    .filter(path -> !path.endsWith("package-info.class"))
                    .toList()) {
                String name = root.relativize(file).toString().replaceAll("[/\\\\]", ".");
                classes.add(Class.forName(
                        name.substring(0, name.length() - ".class".length()), false, Rules.class.getClassLoader()));
            }
        }
        return classes;
    }

    private static String contract() throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("CONTRACT.md"))) {
            directory = directory.getParent();
            assertThat(directory).as("a directory above with CONTRACT.md").isNotNull();
        }
        return Files.readString(directory.resolve("CONTRACT.md"));
    }

    private static String level(Rule rule) {
        return rule.level() == Level.MUST ? "" : "(SHOULD) ";
    }

    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
