package dev.verso.tck;

import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.lin.History;
import dev.verso.tck.lin.Operation;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.load.Faults;
import dev.verso.tck.load.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults that strike one load, and how much of the load they met: a fault that hit nothing proves nothing.
 *
 * <p>An adapter may hide a fault from its callers, by sending again what can take effect once only. So it is not asked how
 * many calls failed, but how many met a fault:
 *
 * <ul>
 *   <li>The wire itself tells whether a cut met a request.
 *   <li>What strikes at one moment, a kill of connections or a failover, met what was under way at that moment, and what was
 *       turned away or left unknown before writes were acknowledged again.
 *   <li>What lasts until it is undone met what was turned away or left unknown meanwhile, and what took several times as long as
 *       every operation that was under way at no fault. That an operation ended says nothing: its answer may have been on
 *       its way.
 * </ul>
 *
 * <p>For the thread that strikes.
 */
final class Strikes implements Faults {

    /** Of the threads of a load half, so that not each of them has to wait for its time-out. */
    private static final int MET = 4;

    private static final int TIMES_AS_LONG = 3;

    private final FaultPort port;
    private final Plan plan;
    private final List<Strike> strikes = new ArrayList<>();
    private final List<Armed> cuts = new ArrayList<>();
    private @Nullable Progress progress;

    Strikes(FaultPort port, Plan plan) {
        this.port = port;
        this.plan = plan;
    }

    /** Which faults strike, and when. */
    @FunctionalInterface
    interface Plan {

        void carryOut(Strikes strikes) throws Exception;
    }

    /** Does something to a backend. */
    @FunctionalInterface
    interface Harm {

        void run() throws Exception;
    }

    /** One fault: when it began, when what does it had returned, and when it was over. */
    private record Strike(long began, long done, long over, boolean lasting) {

        boolean covers(Operation operation) {
            return operation.invoked() <= over && operation.returned() >= began;
        }

        boolean met(Operation operation, long longest) {
            boolean turnedAway =
                    operation.outcome() instanceof Outcome.Unknown || operation.outcome() instanceof Outcome.Rejected;
            return covers(operation)
                    && (turnedAway
                            || (lasting ? lengthOf(operation) / TIMES_AS_LONG > longest : operation.invoked() <= done));
        }
    }

    /** Cuts one request as soon as one comes, while so many operations end. */
    void cut(Cut cut, int operations) throws InterruptedException {
        cuts.add(port.proxy().arm(cut));
        progress().await(operations);
        port.proxy().disarm();
    }

    /** Does what is over as soon as it is done, and waits until the backend takes writes again. */
    void atOnce(Harm harm, int acknowledged) throws Exception {
        long began = System.nanoTime();
        harm.run();
        long done = System.nanoTime();
        progress().awaitAcknowledged(acknowledged);
        strikes.add(new Strike(began, done, System.nanoTime(), false));
    }

    /** Does what lasts until it is undone, undoes it when operations have met it, and waits until writes are taken again. */
    void untilMet(Harm harm, Harm undo, int acknowledged) throws Exception {
        long began = System.nanoTime();
        harm.run();
        long done = System.nanoTime();
        progress().awaitMet(MET);
        undo.run();
        strikes.add(new Strike(began, done, System.nanoTime(), true));
        progress().awaitAcknowledged(acknowledged);
    }

    Progress progress() {
        if (progress == null) {
            throw new IllegalStateException("There is progress only while a load runs");
        }
        return progress;
    }

    @Override
    public void strike(Progress newProgress) throws Exception {
        progress = newProgress;
        plan.carryOut(this);
        port.heal();
    }

    @Override
    public void settle() throws Exception {
        port.awaitQuiescence();
    }

    /** Counts how often operations of the load's history met a fault. */
    long met(History history) {
        long longest = history.operations().stream()
                .filter(operation -> strikes.stream().noneMatch(strike -> strike.covers(operation)))
                .mapToLong(Strikes::lengthOf)
                .max()
                .orElse(Long.MAX_VALUE);
        long met = cuts.stream().filter(Armed::hasMet).count();
        for (Strike strike : strikes) {
            met += history.operations().stream()
                    .filter(operation -> strike.met(operation, longest))
                    .count();
        }
        return met;
    }

    private static long lengthOf(Operation operation) {
        return operation.returned() - operation.invoked();
    }

    /** Gives the number of faults. */
    int count() {
        return strikes.size() + cuts.size();
    }
}
