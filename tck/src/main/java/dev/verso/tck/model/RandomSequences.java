package dev.verso.tck.model;

import dev.verso.tck.model.Replay.Mismatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Plays random sequences of all operations, one call after the other, and compares every answer with a model of the
 * contract.
 *
 * <p>For one thread.
 */
public final class RandomSequences {

    /** While shrinking, what is missing from the feed is waited for this many times less long. */
    private static final int HASTE = 200;

    private final Ground ground;
    private final Replay replay;

    /**
     * Makes ready to play.
     *
     * @param ground what to play on
     */
    public RandomSequences(Ground ground) {
        this.ground = ground;
        this.replay = new Replay(ground);
    }

    /**
     * Plays sequences until one is answered otherwise than the model answers it, and shrinks that one.
     *
     * @param random gives the seeds of the sequences
     * @param sequences how many sequences to play
     * @return the shortest sequence found that is answered wrongly; empty if all agree
     */
    public Optional<Counterexample> search(Random random, int sequences) {
        for (int i = 0; i < sequences; i++) {
            long seed = random.nextLong();
            List<Step> steps = new Generator(new Random(seed), ground.capabilities()).sequence();
            Optional<Mismatch> mismatch = replay.play(steps, ground.deadline());
            if (mismatch.isPresent()) {
                return Optional.of(shrunk(seed, steps, mismatch.get()));
            }
        }
        return Optional.empty();
    }

    private Counterexample shrunk(long seed, List<Step> steps, Mismatch original) {
        Duration haste = ground.deadline().dividedBy(HASTE);
        Shrinker shrinker = new Shrinker(shorter -> replay.play(shorter, haste).isPresent());
        List<Step> failing = steps.subList(0, original.calls().size());
        List<Step> shortest = shrinker.shrink(failing);
        // Played once more with patience, so that the last calls noted are these; what fails now and then only is told
        // whole.
        Mismatch mismatch = replay.play(shortest, ground.deadline()).orElse(original);
        return new Counterexample(
                seed,
                mismatch.calls(),
                mismatch.expected().stream().map(Answer::toString).collect(Collectors.joining("\n    or ")),
                mismatch.seen().toString());
    }
}
