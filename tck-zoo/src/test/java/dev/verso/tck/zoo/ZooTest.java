package dev.verso.tck.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.VersionedStorage;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Level;
import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The zoo is whole: every rule kills, every mutant is let out, and the page shows what there is. */
class ZooTest {

    private static final Set<String> KILLING = Zoo.all().stream()
            .flatMap(mutant -> mutant.killers().stream())
            .map(Mutant.Killer::rule)
            .collect(Collectors.toSet());

    @Test
    void every_MUST_kills_a_mutant_or_says_why_none_can_exist() {
        assertThat(Rules.all().stream()
                        .filter(rule ->
                                rule.level() == Level.MUST && rule.untestable().isEmpty())
                        .map(Rule::id)
                        .filter(id -> !KILLING.contains(id)))
                .as("rules without a mutant, and without a reason in rules.yaml")
                .isEmpty();
    }

    @Test
    void no_rule_kills_a_mutant_that_says_none_can_exist() {
        assertThat(Rules.all().stream()
                        .filter(rule -> rule.untestable().isPresent())
                        .map(Rule::id)
                        .filter(KILLING::contains))
                .isEmpty();
    }

    @Test
    void every_mutant_names_rules_of_the_contract_and_has_a_name_of_its_own() {
        assertThat(Rules.all().stream().map(Rule::id)).containsAll(KILLING);
        assertThat(Zoo.all()).extracting(Mutant::name).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(45);
        assertThat(Zoo.all())
                .allSatisfy(
                        mutant -> assertThat(mutant.killers()).as(mutant.name()).isNotEmpty());
    }

    @Test
    void every_broken_store_in_the_rooms_is_let_out() {
        List<Class<?>> out = Zoo.all().stream().<Class<?>>map(Mutant::defect).toList();
        List<Class<?>> broken = out.stream()
                .map(Class::getEnclosingClass)
                .distinct()
                .flatMap(room -> Arrays.stream(room.getDeclaredClasses()))
                .filter(type ->
                        RevisionStore.class.isAssignableFrom(type) || VersionedStorage.class.isAssignableFrom(type))
                .filter(type -> Modifier.isFinal(type.getModifiers()))
                .toList();
        assertThat(broken)
                .hasSizeGreaterThan(45)
                .allSatisfy(type -> assertThat(out).as("the mutants").contains(type));
    }

    @Test
    void every_mutant_says_its_defect_in_one_sentence() throws IOException {
        var defects = ZooPage.defects();
        assertThat(Zoo.all())
                .allSatisfy(mutant -> assertThat(defects.get(mutant.name()))
                        .as("the Javadoc of %s", mutant)
                        .matches("[A-Z][^.@|]*(\\.[a-z0-9][^.@|]*)*\\."));
    }

    @Test
    void the_page_shows_the_zoo_as_it_is() throws IOException {
        if (Boolean.getBoolean("verso.zoo.write")) {
            Files.writeString(ZooPage.file(), ZooPage.text());
        }
        assertThat(ZooPage.file())
                .as("docs/zoo.md; write it anew with -Dtest=ZooTest -Dverso.zoo.write=true")
                .hasContent(ZooPage.text());
    }
}
