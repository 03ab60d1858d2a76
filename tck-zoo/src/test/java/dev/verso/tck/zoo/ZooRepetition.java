package dev.verso.tck.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/** No kill is luck: every mutant is killed twenty times of twenty. It runs by name only; docs/zoo.md has the command. */
class ZooRepetition {

    @RepeatedTest(20)
    void every_mutant_is_killed_by_every_rule_that_it_names() {
        List<String> alive = new ArrayList<>();
        for (Mutant mutant : Zoo.chosen()) {
            for (Mutant.Killer killer : mutant.killers()) {
                KitRun run = KitRun.untilKilled(mutant, killer);
                if (run.kill(killer.rule()).isEmpty()) {
                    alive.add(mutant + " survived " + killer + ":\n" + run.told());
                }
            }
        }
        assertThat(alive).isEmpty();
    }
}
