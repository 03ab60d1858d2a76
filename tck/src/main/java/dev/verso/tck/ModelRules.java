package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.tck.model.Counterexample;
import dev.verso.tck.model.Ground;
import dev.verso.tck.model.RandomSequences;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** All operations together, in sequences that nobody thought of. */
public interface ModelRules extends Chapter {

    /**
     * Random sequences of all operations that the declared capabilities allow, over two tenants with the same ids, through
     * two instances in turn, under a clock that stands still, leaps and goes back: each answer is the model's in every
     * fact. What differs is shrunk to a few calls and told as Java source.
     */
    @Test
    default void VER_07_random_sequences_agree_with_the_model() {
        int sequences = 100;
        rule("VER-07", t -> {
            Set<Capability> capabilities =
                    Arrays.stream(Capability.values()).filter(t::declares).collect(Collectors.toSet());
            Ground ground = new Ground(
                    List.of(t.first(), t.second()),
                    t.clock()::set,
                    t::tenantLike,
                    capabilities,
                    t.subject().deadline());
            Optional<Counterexample> found = new RandomSequences(ground).search(t.random(), sequences);
            if (found.isPresent()) {
                throw Expect.unmet(DeepRound.expected(found.get()), found.get().seen());
            }
            t.note(sequences + " random sequences");
            t.played(sequences);
            DeepRun.asAsked(t, DeepRun.Part.SEQUENCES);
        });
    }
}
