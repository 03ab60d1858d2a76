package dev.verso.tck.load;

/** What happens to a backend while a {@link Workload} runs. */
@FunctionalInterface
public interface Faults {

    /**
     * Does harm, and in the end undoes it: when it returns, the backend works again.
     *
     * @param progress tells how far the load is, so that harm hits operations and not the time between
     * @throws Exception any exception ends the run and is passed on
     */
    void strike(Progress progress) throws Exception;
}
