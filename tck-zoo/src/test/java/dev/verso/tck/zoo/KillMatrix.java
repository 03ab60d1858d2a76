package dev.verso.tck.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Runs the whole of both kits on every mutant and writes down every rule that kills it. It runs by name only; docs/zoo.md
 * has the command.
 */
class KillMatrix {

    /** What never comes is no kill, so it need not be waited for as long as where a mutant must be killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Path FILE = Path.of("target", "kill-matrix.csv");

    @Test
    void every_mutant_is_killed_by_the_rules_that_it_names_and_by_others() throws IOException {
        Set<String> only = Set.copyOf(
                Arrays.asList(System.getProperty("verso.zoo.only", "").split(",")));
        List<String> lines = new ArrayList<>(List.of("mutant,kit,rules"));
        for (Mutant mutant : Zoo.all()) {
            if (only.contains("") || only.contains(mutant.name())) {
                for (Kit kit : mutant.kits()) {
                    Set<String> killers = KitRun.of(mutant, kit, PATIENCE).killers();
                    lines.add(mutant + "," + kit + "," + String.join(" ", killers));
                    Files.createDirectories(FILE.getParent());
                    Files.write(FILE, lines);
                    mutant.killers().stream()
                            .filter(killer -> killer.kit() == kit)
                            .forEach(killer -> assertThat(killers)
                                    .as("the rules that kill %s by the kit of a %s", mutant, kit)
                                    .contains(killer.rule()));
                }
            }
        }
        assertThat(lines).hasSizeGreaterThan(1);
    }
}
