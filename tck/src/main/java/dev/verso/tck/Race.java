package dev.verso.tck;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** Runs the rounds of a concurrent check, and keeps count of the contention that was reached. */
final class Race {

    private static final int ENOUGH = 20;

    private final Trial trial;
    private int rounds;
    private long tasks;
    private long overlaps;
    private long lost;

    Race(Trial trial) {
        this.trial = trial;
    }

    /**
     * Tells whether another round is wanted: at least so many, and more, up to ten times as many, until the tasks of some
     * rounds have really met. A fast store on a busy machine needs more rounds for that than a slow one.
     */
    boolean wantsAnother(int atLeast) {
        return rounds < atLeast || (overlaps < ENOUGH && rounds < atLeast * 10);
    }

    /** Makes the task of a number. */
    @FunctionalInterface
    interface Task<T> {

        T run(int number) throws Exception;
    }

    /** Runs as many tasks at once, each given its number. */
    <T> Rendezvous.Outcomes<T> run(int many, Task<T> task) {
        List<Callable<T>> callables = IntStream.range(0, many)
                .mapToObj(number -> (Callable<T>) () -> task.run(number))
                .toList();
        Rendezvous.Outcomes<T> outcomes = trial.rendezvous().run(callables);
        rounds++;
        tasks += many;
        overlaps += outcomes.overlaps();
        lost += outcomes.all().stream()
                .filter(outcome -> outcome.thrown().isPresent())
                .count();
        return outcomes;
    }

    /** Requires that one task returned, and that every other was refused with one type of exception. */
    <T> T oneWinner(String what, Rendezvous.Outcomes<T> outcomes, Class<? extends Throwable> refusal) {
        outcomes.onlyThrown("a concurrent " + what, List.of(refusal));
        Expect.equal(
                "the number of acknowledged ones of concurrent " + what,
                1,
                outcomes.values().size());
        return outcomes.values().get(0);
    }

    int rounds() {
        return rounds;
    }

    /** Tells the report what contention was reached. */
    void report() {
        trial.note("rounds " + rounds + ", tasks " + tasks + ", overlapping pairs " + overlaps + ", refused " + lost);
    }
}
