package dev.verso.tck;

import dev.verso.ReadMode;
import dev.verso.VersionedStorage;
import dev.verso.tck.load.Contention;
import dev.verso.tck.load.Load;
import dev.verso.tck.load.Workload;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Chapter LOCK, rules 01 and 06: histories of concurrent operations, decided by the linearizability checker. */
public interface LinearizabilityRules extends Chapter {

    /** All kinds of operations, by eight threads over two instances, on three keys at a time. */
    @Test
    default void LOCK_06_histories_of_all_operations_are_linearizable() {
        rule("LOCK-06", t -> {
            play(t, 4, workload -> workload.threads(8).keys(3).operations(1_200));
            DeepRun.asAsked(t, DeepRun.Part.HISTORY);
        });
    }

    /** The same by sixteen threads over three instances on one key at a time. */
    @Test
    default void LOCK_06_histories_of_sixteen_threads_on_one_key_are_linearizable() {
        rule("LOCK-06", t -> {
            VersionedStorage third = t.open(t.options().build());
            play(
                    t,
                    2,
                    List.of(t.first(), t.second(), third),
                    workload -> workload.threads(16).keys(1).operations(1_200));
        });
    }

    /** Writes only, which are linearizable in every read mode, and meet each other more often. */
    @Test
    default void LOCK_01_histories_of_writes_are_linearizable() {
        rule(
                "LOCK-01",
                t -> play(
                        t,
                        3,
                        workload ->
                                workload.threads(4).keys(2).operations(1_200).writesOnly()));
    }

    private static void play(Trial t, int atLeast, UnaryOperator<Workload> shape) throws InterruptedException {
        play(t, atLeast, List.of(t.first(), t.second()), shape);
    }

    /** Plays some seeds, and more, up to ten times as many, until the operations have really met. */
    private static void play(Trial t, int atLeast, List<VersionedStorage> storages, UnaryOperator<Workload> shape)
            throws InterruptedException {
        boolean readsAreLinearizable = t.first().capabilities().reads() == ReadMode.LINEARIZABLE;
        Contention contention = new Contention(0, 0, 0, 0);
        int operations = 0;
        int histories = 0;
        while (histories < atLeast || (!contention.isSufficient() && histories < atLeast * 10)) {
            Workload workload = shape.apply(Workload.seeded(t.random().nextLong()))
                    .deadline(t.subject().deadline());
            Load load = run(readsAreLinearizable ? workload : workload.writesOnly(), storages, t);
            Evidence.requireLinearizable("the history of " + workload, load.history());
            Evidence.requireAnswered(load.history());
            contention = contention.plus(load.contention());
            operations += load.history().operations().size();
            histories++;
        }
        t.met(histories, operations, contention);
        t.note(histories + " histories of " + operations + " operations, " + contention
                + (readsAreLinearizable ? "" : "; without reads, which are not linearizable in this mode"));
        if (!contention.isSufficient()) {
            throw new IllegalStateException("INCOMPLETE: the operations hardly met (" + contention
                    + "), so that their history proves nothing; run the check on a less busy machine");
        }
    }

    private static Load run(Workload workload, List<VersionedStorage> storages, Trial t) throws InterruptedException {
        try {
            return workload.run(storages, t.tenant());
        } catch (Workload.StuckException e) {
            throw Expect.unmet("every call ends within the subject's deadline", String.valueOf(e.getMessage()));
        }
    }
}
