package dev.verso.tck.load;

/** How far a running {@link Workload} is. Thread-safe. */
public interface Progress {

    /**
     * Waits until more operations have ended, in whatever way, than had when it was called.
     *
     * @param operations how many more, at least 1
     * @throws Workload.StuckException if they did not within the workload's deadline
     * @throws InterruptedException if the thread was interrupted
     */
    void await(int operations) throws InterruptedException;

    /**
     * Waits until more writes were acknowledged than were when it was called: the backend takes writes again.
     *
     * @param writes how many more, at least 1
     * @throws Workload.StuckException if they were not within the workload's deadline
     * @throws InterruptedException if the thread was interrupted
     */
    void awaitAcknowledged(int writes) throws InterruptedException;

    /**
     * Waits until operations have met what was just done to the backend. Of those that were under way these are the ones
     * that are turned away or left unknown, for the others may only have waited for an answer that was on its way already; of
     * those that begin from now on, all that end.
     *
     * @param operations how many, at least 1
     * @throws Workload.StuckException if they did not within the workload's deadline
     * @throws InterruptedException if the thread was interrupted
     */
    void awaitMet(int operations) throws InterruptedException;

    /**
     * Tells how many operations have ended.
     *
     * @return the number
     */
    long ended();
}
