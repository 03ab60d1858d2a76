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

    /**
     * Waits until no write that was sent while the load ran can take effect any more. It is called once, when every call has
     * ended: a backend at work on the load itself is never quiet. By default it does nothing, which suffices as long as all
     * writes are conditional.
     *
     * @throws Exception any exception ends the run and is passed on
     */
    default void settle() throws Exception {}
}
