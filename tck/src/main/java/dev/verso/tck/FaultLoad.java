package dev.verso.tck;

import static dev.verso.tck.Expect.that;

import dev.verso.ReadMode;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.load.Contention;
import dev.verso.tck.load.Load;
import dev.verso.tck.load.Workload;
import java.util.List;
import java.util.Map;

/** Eight threads over two instances that faults strike: their history must be linearizable, and the store sound. */
final class FaultLoad {

    private static final int MOST_HISTORIES = 5;

    private final Trial t;
    private final FaultPort port;
    private final int operations;

    FaultLoad(Trial t, FaultPort port, int operations) {
        this.t = t;
        this.port = port;
        this.operations = operations;
    }

    /** Plays loads until their operations have met each other often enough, and requires that the faults met them, too. */
    void under(Strikes.Plan plan) throws Exception {
        List<VersionedStorage> storages = List.of(
                t.journalled("faulty-1", port::open, t.options().build()),
                t.journalled("faulty-2", port::open, t.options().build()));
        Workload workload = workload(storages.get(0));
        Contention contention = new Contention(0, 0, 0, 0);
        for (int histories = 0; histories < MOST_HISTORIES && !contention.isSufficient(); histories++) {
            Strikes strikes = new Strikes(port, plan);
            Load load = played(workload, storages, strikes);
            Evidence.requireLinearizable("the history of " + workload + " under faults", load.history());
            that("writes were acknowledged", load.count(Outcome.Accepted.class) > 0, "none");
            requireMet(strikes, load);
            contention = contention.plus(load.contention());
        }
        if (!contention.isSufficient()) {
            throw new IllegalStateException("INCOMPLETE: the operations hardly met (" + contention
                    + "), so that their history proves nothing; run the check on a less busy machine");
        }
        Verification verification = t.await(
                "a backend that is well can be verified",
                () -> Recovery.attempt(t, () -> storages.get(0).verify()));
        that("the store is sound afterwards (FLT-02)", verification.isSound(), verification);
        Recovery.ofTrial(t);
    }

    private Workload workload(VersionedStorage storage) {
        Workload workload = Workload.seeded(t.random().nextLong())
                .threads(8)
                .keys(3)
                .operations(operations)
                .deadline(t.subject().deadline());
        boolean readsAreLinearizable = storage.capabilities().reads() == ReadMode.LINEARIZABLE;
        Workload judged = readsAreLinearizable ? workload : workload.writesOnly();
        return port.reportsQuiescence() ? judged.unconditionalUnderFaults() : judged;
    }

    private Load played(Workload workload, List<VersionedStorage> storages, Strikes strikes) throws Exception {
        try {
            return workload.runUnder(storages, t.tenant(), strikes);
        } catch (Workload.StuckException e) {
            throw Expect.unmet("every call ends within the subject's deadline", String.valueOf(e.getMessage()));
        }
    }

    private void requireMet(Strikes strikes, Load load) {
        long met = strikes.met(load.history());
        t.met(1, load.history().operations().size(), load.contention());
        t.note(load.history().operations().size() + " operations under " + strikes.count() + " faults, which met " + met
                + " of them: " + Map.copyOf(load.outcomes()) + ", " + load.contention());
        if (met == 0) {
            throw new IllegalStateException("INCOMPLETE: no operation met any of " + strikes.count()
                    + " faults, so that the history proves nothing; see whether the fault port harms the backend that its"
                    + " storages use");
        }
    }
}
