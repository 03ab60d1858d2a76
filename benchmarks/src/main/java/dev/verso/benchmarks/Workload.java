package dev.verso.benchmarks;

/**
 * One operation that is measured, on one or more lanes at once.
 *
 * <p>Each implementation has the loop in its own {@link #run}, so that the JIT compiler sees one loop for each operation.
 */
interface Workload {

    /**
     * Makes ready for a block; its time is not counted.
     *
     * @param operations how many will be performed on each lane
     */
    default void prepare(int operations) {}

    /**
     * Performs a block of operations and hands every result to the lane.
     *
     * @param lane where it runs; workloads keep lanes apart by their numbers
     * @param operations how many
     */
    void run(Lane lane, int operations);
}
