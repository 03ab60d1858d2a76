package dev.verso.tck.load;

import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A seeded script of concurrent operations on a few hot keys, over several instances of one store.
 *
 * <p>It is played in rounds, each on fresh keys, so that creation, deletion and a young history are met again and again and
 * no key grows without end. Rounds take turns: in one all threads begin each operation at a barrier, in the next they run
 * freely. About 70 % of the expected versions are the newest that anybody has seen, 20 % are older, 10 % newer. What each
 * thread asks for depends on the seed; which version is the newest, and so what happens, depends on the race.
 *
 * <p>Immutable and thread-safe.
 */
public final class Workload {

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);
    private static final int MOST_THREADS = 16;
    private static final int MOST_KEYS = 4;

    private final long seed;
    private final int threads;
    private final int keys;
    private final int operations;
    private final boolean reads;
    private final boolean unconditional;
    private final Duration deadline;

    private Workload(
            long seed, int threads, int keys, int operations, boolean reads, boolean unconditional, Duration deadline) {
        this.seed = seed;
        this.threads = threads;
        this.keys = keys;
        this.operations = operations;
        this.reads = reads;
        this.unconditional = unconditional;
        this.deadline = deadline;
    }

    /**
     * Starts from a workload of 8 threads, 3 keys a round, 2,000 operations, reads included, and a deadline of 2 minutes.
     *
     * @param seed the seed of the script
     * @return the workload
     */
    public static Workload seeded(long seed) {
        return new Workload(seed, 8, 3, 2_000, true, false, DEFAULT_DEADLINE);
    }

    /**
     * Gives this workload with another number of threads.
     *
     * @param newThreads 2 to 16
     * @return the workload
     * @throws IllegalArgumentException if it is not in that range
     */
    public Workload threads(int newThreads) {
        requireRange("threads", newThreads, 2, MOST_THREADS);
        return new Workload(seed, newThreads, keys, operations, reads, unconditional, deadline);
    }

    /**
     * Gives this workload with another number of keys that a round is about.
     *
     * @param newKeys 1 to 4
     * @return the workload
     * @throws IllegalArgumentException if it is not in that range
     */
    public Workload keys(int newKeys) {
        requireRange("keys", newKeys, 1, MOST_KEYS);
        return new Workload(seed, threads, newKeys, operations, reads, unconditional, deadline);
    }

    /**
     * Gives this workload with another number of operations.
     *
     * @param newOperations about how many in all, 1 to 10,000,000; rounds are played to their end, and under faults until
     *     these are over
     * @return the workload
     * @throws IllegalArgumentException if it is not in that range
     */
    public Workload operations(int newOperations) {
        requireRange("operations", newOperations, 1, 10_000_000);
        return new Workload(seed, threads, keys, newOperations, reads, unconditional, deadline);
    }

    /**
     * Gives this workload without reads: for a store whose reads are not linearizable in the mode that is in force
     * (LOCK-06). Writes and refusals are linearizable in every mode.
     *
     * @return the workload
     */
    public Workload writesOnly() {
        return new Workload(seed, threads, keys, operations, false, unconditional, deadline);
    }

    /**
     * Gives this workload with updates, deletes and creates without a condition, and with restores, under faults too: for
     * faults whose {@link Faults#settle()} knows when none of them can take effect any more.
     *
     * @return the workload
     */
    public Workload unconditionalUnderFaults() {
        return new Workload(seed, threads, keys, operations, reads, true, deadline);
    }

    /**
     * Gives this workload with another deadline, after which it gives up if no operation has ended in the meantime: longer
     * than any call may block.
     *
     * @param newDeadline positive
     * @return the workload
     * @throws IllegalArgumentException if it is not positive
     */
    public Workload deadline(Duration newDeadline) {
        if (newDeadline.isNegative() || newDeadline.isZero()) {
            throw new IllegalArgumentException("The deadline must be positive, not " + newDeadline);
        }
        return new Workload(seed, threads, keys, operations, reads, unconditional, newDeadline);
    }

    /**
     * Plays the script with all kinds of operations, on a backend that is well, and audits the keys.
     *
     * @param storages at least two instances over one backend, used in turn; they are not closed
     * @param tenant on whose behalf; with every permission of single-key operations
     * @return what happened
     * @throws IllegalArgumentException if there are fewer than two instances
     * @throws StuckException if no operation ended within the deadline
     * @throws dev.verso.StorageException if the audit cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Load run(List<VersionedStorage> storages, TenantContext tenant) throws InterruptedException {
        return new Run(this, storages, tenant).inRounds();
    }

    /**
     * Plays the script while faults happen, then fences each key, and audits it.
     *
     * <p>The only writes are conditional, unless {@link #unconditionalUnderFaults()} asks for more: create with an id, update
     * and delete of an expected version. A write whose outcome is unknown may take effect long after; when all calls have
     * ended and the faults have {@linkplain Faults#settle() settled}, further conditional writes therefore move the head of
     * each key that is not deleted beyond every version that anybody expected of it, after which none of them can take effect
     * any more, and only then the keys are audited.
     *
     * @param storages at least two instances over one backend, used in turn; they are not closed
     * @param tenant on whose behalf; with every permission of single-key operations
     * @param faults is run on this thread while the others call; the load goes on until it has returned and the operations
     *     are made
     * @return what happened
     * @throws IllegalArgumentException if there are fewer than two instances
     * @throws StuckException if no operation ended within the deadline, or a key could not be fenced
     * @throws dev.verso.StorageException if the audit cannot be read
     * @throws Exception what the faults throw
     */
    public Load runUnder(List<VersionedStorage> storages, TenantContext tenant, Faults faults) throws Exception {
        Objects.requireNonNull(faults, "faults");
        return new Run(this, storages, tenant).under(faults);
    }

    long seed() {
        return seed;
    }

    int threads() {
        return threads;
    }

    int keys() {
        return keys;
    }

    int operations() {
        return operations;
    }

    boolean reads() {
        return reads;
    }

    boolean unconditional() {
        return unconditional;
    }

    Duration deadline() {
        return deadline;
    }

    /** No call of a workload ended within its deadline, or the backend did not come back. */
    public static final class StuckException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        StuckException(String message) {
            super(message);
        }
    }

    private static void requireRange(String name, int value, int from, int to) {
        if (value < from || value > to) {
            throw new IllegalArgumentException(name + " must be " + from + " to " + to + ", not " + value);
        }
    }

    /** Gives the numbers, for a report. */
    @Override
    public String toString() {
        return "seed " + seed + ", " + threads + " threads, " + keys + " keys a round, " + operations + " operations"
                + (reads ? "" : ", writes only");
    }
}
