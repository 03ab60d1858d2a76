package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.BackendUnavailableException;
import dev.verso.IfMatch;
import dev.verso.OutcomeUnknownException;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.load.Client;
import dev.verso.tck.load.Contention;
import dev.verso.tck.load.Faults;
import dev.verso.tck.load.Load;
import dev.verso.tck.load.Recorder;
import dev.verso.tck.load.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter FLT, and the rules of ERR about faults: what a {@link FaultPort} makes testable. */
public interface FaultRules extends Chapter {

    /**
     * Each request that a conditional write sends is cut in each way, one at a time: the write is acknowledged, known not to
     * have happened, or told as unknown, and what the key holds agrees.
     */
    @Test
    default void ERR_03_a_write_whose_connection_is_cut_is_done_or_not_done_and_never_misreported() {
        rule("ERR-03", Fault.CUT, (t, port) -> {
            VersionedStorage storage =
                    t.journalled("cut", port::open, t.options().build());
            int cuts = 0;
            for (Cut cut : List.of(
                    Cut.beforeRequest(), Cut.atRequest(), Cut.afterRequest(), Cut.withinReply(1), Cut.withinReply(9))) {
                for (Written written : Written.values()) {
                    cuts += cutEachRequest(t, port, storage, cut, written);
                }
            }
            that("some requests were cut", cuts > 0, "none");
            t.note(cuts + " requests cut");
            recovered(t);
        });
    }

    /** The writes that are cut. */
    enum Written {
        /** A create with an id. */
        CREATE,
        /** An update of an expected version. */
        UPDATE,
        /** A delete of an expected version. */
        DELETE;

        private Write on(Trial t, ResourceKey key) {
            IfMatch first = IfMatch.version("1");
            return switch (this) {
                case CREATE -> Write.create(key.type(), key.id(), t.content());
                case UPDATE -> Write.update(key.type(), key.id(), first, t.content());
                case DELETE -> Write.delete(key.type(), key.id(), first);
            };
        }
    }

    private static int cutEachRequest(Trial t, FaultPort port, VersionedStorage storage, Cut cut, Written written) {
        int most = 12;
        for (int request = 0; request < most; request++) {
            Recorder recorder = Recorder.of(t.tenant());
            Client client = recorder.client(0, "cut", storage);
            ResourceKey key = t.key("Patient");
            int before = written == Written.CREATE ? 0 : 1;
            reach(t, client, key, before);
            Armed armed = port.proxy().arm(cut.after(request));
            Outcome outcome = client.write(written.on(t, key));
            boolean met = armed.hasMet();
            port.proxy().disarm();
            String what = written + " whose request " + (request + 1) + " is cut: " + cut.kind();
            that(
                    what + " is acknowledged, unavailable or unknown",
                    outcome instanceof Outcome.Accepted
                            || outcome instanceof Outcome.Unknown
                            || outcome.equals(new Outcome.Rejected("BackendUnavailable")),
                    outcome.toString());
            // Whatever is still on its way is overtaken: no write that expects what this one did can take effect then.
            reach(t, client, key, before + 1);
            Evidence.requireLinearizable("the history of " + what, recorder.history(storage, 0, Map.of()));
            if (!met) {
                return request;
            }
        }
        return most;
    }

    /** Brings a key to a version at least, by conditional writes, however often the backend is not there. */
    private static void reach(Trial t, Client client, ResourceKey key, int version) {
        String type = key.type();
        t.await("a backend that is well takes writes", () -> {
            Outcome head = client.head(type, key.id());
            boolean there = head instanceof Outcome.Found found
                    ? found.version() >= version
                    : head instanceof Outcome.Empty && version == 0;
            if (there) {
                return Optional.of(head);
            }
            if (head instanceof Outcome.Empty) {
                client.write(Write.create(type, key.id(), t.content()));
            } else if (head instanceof Outcome.Found found) {
                IfMatch expected = IfMatch.version(Long.toString(found.version()));
                client.write(Write.update(type, key.id(), expected, t.content()));
            }
            return Optional.empty();
        });
    }

    /** Waits until an instance that faults have hit works again, as it must without being opened anew (ERR-04). */
    private static void settle(Trial t, VersionedStorage storage) {
        t.await("a backend that is well answers", () -> attempt(() -> storage.head(t.tenant(), "Patient", "nobody")));
    }

    /** What an attempt gives; empty if the backend was not there. */
    private static <T> Optional<T> attempt(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (BackendUnavailableException e) {
            return Optional.empty();
        }
    }

    /** A backend that is down is told as such; when it is back, the same instance works again. */
    @Test
    default void ERR_04_a_backend_that_is_down_is_unavailable_and_the_same_instance_works_again() {
        rule("ERR-04", Fault.CUT, (t, port) -> {
            VersionedStorage storage =
                    t.journalled("cut", port::open, t.options().build());
            ResourceKey key = t.key("Patient");
            ResourceKey fresh = t.key("Patient");
            storage.create(t.tenant(), key, t.content());
            port.proxy().refusing();
            for (int i = 0; i < 3; i++) {
                Expect.refused(
                        BackendUnavailableException.class,
                        "read of a backend that is down",
                        () -> storage.read(t.tenant(), key));
            }
            // What is sent on a connection that nobody knows to be dead yet may be told as unknown.
            t.await("a create on a backend that is down is BackendUnavailable", () -> isUnavailable(t, storage, fresh));
            port.proxy().accepting();
            settle(t, storage);
            equal("what was created on a backend that was down", Optional.empty(), storage.head(t.tenant(), fresh));
            equal(
                    "its first version",
                    1L,
                    storage.create(t.tenant(), fresh, t.content()).version());
            recovered(t);
        });
    }

    private static Optional<Boolean> isUnavailable(Trial t, VersionedStorage storage, ResourceKey key) {
        try {
            throw Expect.unmet("a backend that is down takes no write", storage.create(t.tenant(), key, t.content()));
        } catch (BackendUnavailableException e) {
            return Optional.of(true);
        } catch (OutcomeUnknownException e) {
            return Optional.empty();
        }
    }

    /** Connections are cut again and again while eight threads write: their history is linearizable. */
    @Test
    default void FLT_03_writes_whose_connections_are_cut_are_done_or_not_done() {
        rule(
                "FLT-03",
                Fault.CUT,
                (t, port) -> under(t, port, progress -> {
                    for (Cut cut : List.of(
                            Cut.beforeRequest(),
                            Cut.atRequest(),
                            Cut.afterRequest(),
                            Cut.withinReply(3),
                            Cut.afterRequest())) {
                        for (int times = 0; times < 4; times++) {
                            port.proxy().arm(cut);
                            progress.await(40);
                            port.proxy().disarm();
                        }
                    }
                    port.proxy().cutAll();
                    progress.awaitAcknowledged(10);
                }));
    }

    /** All connections are killed at the server, again and again. */
    @Test
    default void FLT_03_writes_whose_connections_are_killed_are_done_or_not_done() {
        rule(
                "FLT-03",
                Fault.KILL_CONNECTIONS,
                (t, port) -> under(t, port, progress -> {
                    for (int times = 0; times < 5; times++) {
                        progress.await(80);
                        port.killConnections();
                        progress.awaitAcknowledged(10);
                    }
                }));
    }

    /** The server is killed as kill -9 does and started again, twice: nothing that was acknowledged is lost. */
    @Test
    default void FLT_01_acknowledged_writes_survive_a_server_that_is_killed() {
        rule(
                "FLT-01",
                Fault.KILL_SERVER,
                (t, port) -> under(t, port, progress -> {
                    for (int times = 0; times < 2; times++) {
                        progress.await(200);
                        port.killServer();
                        progress.await(8);
                        port.startServer();
                        progress.awaitAcknowledged(20);
                    }
                }));
    }

    /** The server stops answering for a while: what was in flight is unknown at worst. */
    @Test
    default void FLT_03_writes_on_a_server_that_pauses_are_done_or_not_done() {
        rule(
                "FLT-03",
                Fault.PAUSE_SERVER,
                (t, port) -> under(t, port, progress -> {
                    progress.await(200);
                    port.pauseServer();
                    // Every thread meets the pause: each has a call that ends with it, by time-out or unavailable.
                    progress.await(8);
                    port.resumeServer();
                    progress.awaitAcknowledged(20);
                }));
    }

    /** Another server takes over: no acknowledged write is lost, and no version is won twice. */
    @Test
    default void FLT_04_acknowledged_writes_survive_a_failover() {
        rule(
                "FLT-04",
                Fault.FAIL_OVER,
                (t, port) -> under(t, port, progress -> {
                    for (int times = 0; times < 2; times++) {
                        progress.await(200);
                        port.failOver();
                        progress.awaitAcknowledged(20);
                    }
                }));
    }

    private static void under(Trial t, FaultPort port, Faults faults) throws Exception {
        List<VersionedStorage> storages = List.of(
                t.journalled("faulty-1", port::open, t.options().build()),
                t.journalled("faulty-2", port::open, t.options().build()));
        Workload workload = Workload.seeded(t.random().nextLong())
                .threads(8)
                .keys(3)
                .operations(1_200)
                .deadline(t.subject().deadline());
        boolean readsAreLinearizable = storages.get(0).capabilities().reads() == ReadMode.LINEARIZABLE;
        Workload played = readsAreLinearizable ? workload : workload.writesOnly();
        Contention contention = new Contention(0, 0, 0, 0);
        int most = 5;
        for (int histories = 0; histories < most && !contention.isSufficient(); histories++) {
            Load load = playedUnder(faults, port, played, storages, t);
            Evidence.requireLinearizable("the history of " + workload + " under faults", load.history());
            that("writes were acknowledged", load.count(Outcome.Accepted.class) > 0, "none");
            t.met(1, load.history().operations().size(), load.contention());
            t.note(load.history().operations().size() + " operations under faults: " + Map.copyOf(load.outcomes())
                    + ", " + load.contention());
            contention = contention.plus(load.contention());
        }
        if (!contention.isSufficient()) {
            throw new IllegalStateException("INCOMPLETE: the operations hardly met (" + contention
                    + "), so that their history proves nothing; run the check on a less busy machine");
        }
        Verification verification = t.await(
                "a backend that is well can be verified",
                () -> attempt(() -> storages.get(0).verify()));
        that("the store is sound afterwards (FLT-02)", verification.isSound(), verification);
        recovered(t);
    }

    private static Load playedUnder(
            Faults faults, FaultPort port, Workload workload, List<VersionedStorage> storages, Trial t)
            throws Exception {
        try {
            return workload.runUnder(storages, t.tenant(), progress -> {
                faults.strike(progress);
                port.heal();
                port.awaitQuiescence();
            });
        } catch (Workload.StuckException e) {
            throw Expect.unmet("every call ends within the subject's deadline", String.valueOf(e.getMessage()));
        }
    }

    /** The audit that follows reads through the trial's own instances, which the faults may have hit too. */
    private static void recovered(Trial t) {
        settle(t, t.first());
        settle(t, t.second());
    }
}
