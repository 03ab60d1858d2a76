package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.BackendUnavailableException;
import dev.verso.Change;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.load.Client;
import dev.verso.tck.load.Recorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Chapter FLT, and the rules of ERR about faults: what a {@link FaultPort} makes testable. */
public interface FaultRules extends Chapter {

    /** How many operations a load has that faults strike, where the rule is about histories of a durable store. */
    int OPERATIONS = 1_200;

    /** The same, where the rule binds every store; the durable ones get the longer load as well. */
    int FEWER_OPERATIONS = 400;

    /** The ways in which a connection is cut at a request. */
    List<Cut> EACH_WAY =
            List.of(Cut.beforeRequest(), Cut.atRequest(), Cut.afterRequest(), Cut.withinReply(1), Cut.withinReply(9));

    /** How many requests of one call are cut, one after the other. */
    int MOST_REQUESTS = 12;

    /**
     * Each request that a conditional write sends is cut in each way, one at a time: the write is acknowledged, known not to
     * have happened, or told as unknown, and what the key holds agrees. A request or a reply that never arrives, on a
     * connection that stays open, ends the call by its time-out in the same way.
     */
    @Test
    default void ERR_03_a_write_whose_connection_is_cut_is_done_or_not_done_and_never_misreported() {
        rule("ERR-03", Fault.CUT, (t, port) -> {
            VersionedStorage storage =
                    t.journalled("cut", port::open, t.options().build());
            int cuts = 0;
            for (Cut cut : EACH_WAY) {
                for (Written written : Written.values()) {
                    if (written.isConditional()) {
                        cuts += cutEachRequest(t, port, storage, cut, written, MOST_REQUESTS);
                    }
                }
            }
            // Each of these costs a time-out, so not every request is swallowed.
            for (Cut cut : List.of(Cut.swallowRequest(), Cut.swallowReply())) {
                cuts += cutEachRequest(t, port, storage, cut, Written.UPDATE, 1);
                cuts += cutEachRequest(t, port, storage, cut, Written.UPDATE_OF_ANY, 1);
            }
            that("some requests were cut", cuts > 0, "none");
            t.note(cuts + " requests cut");
            Recovery.ofTrial(t);
        });
    }

    /** The writes that are cut. */
    enum Written {
        /** A create with an id. */
        CREATE(0),
        /** An update of an expected version. */
        UPDATE(1),
        /** A delete of an expected version. */
        DELETE(1),
        /** A restore, which takes effect on the tombstone that it was decided on. */
        RESTORE(2),
        /** An update of whatever is live. */
        UPDATE_OF_ANY(1),
        /** A delete of whatever is live. */
        DELETE_OF_ANY(1),
        /** A write of whatever there is. */
        CREATE_OR_UPDATE(1);

        private final int before;

        Written(int before) {
            this.before = before;
        }

        /** Whether it cannot take effect any more once the head has moved on; else it must not be on its way any more. */
        private boolean isConditional() {
            return this == CREATE || this == UPDATE || this == DELETE || this == RESTORE;
        }

        private Write on(Trial t, ResourceKey key) {
            IfMatch first = IfMatch.version("1");
            return switch (this) {
                case CREATE -> Write.create(key.type(), key.id(), t.content());
                case UPDATE -> Write.update(key.type(), key.id(), first, t.content());
                case DELETE -> Write.delete(key.type(), key.id(), first);
                case RESTORE -> Write.restore(key.type(), key.id());
                case UPDATE_OF_ANY -> Write.update(key.type(), key.id(), t.content());
                case DELETE_OF_ANY -> Write.delete(key.type(), key.id());
                case CREATE_OR_UPDATE -> Write.createOrUpdate(key.type(), key.id(), t.content());
            };
        }
    }

    private static int cutEachRequest(
            Trial t, FaultPort port, VersionedStorage storage, Cut cut, Written written, int most) throws Exception {
        for (int request = 0; request < most; request++) {
            Recorder recorder = Recorder.of(t.tenant());
            Client client = recorder.client(0, "cut", storage);
            ResourceKey key = t.key("Patient");
            reach(t, client, key, Math.min(written.before, 1));
            if (written == Written.RESTORE) {
                reachDeleted(t, client, key);
            }
            Armed armed = port.proxy().arm(cut.after(request));
            Outcome outcome = t.inTime(() -> client.write(written.on(t, key)));
            boolean met = armed.hasMet();
            port.proxy().disarm();
            String what = written + " whose request " + (request + 1) + " is cut: " + cut.kind();
            that(
                    what + " is acknowledged, unavailable or unknown",
                    outcome instanceof Outcome.Accepted
                            || outcome instanceof Outcome.Unknown
                            || outcome.equals(new Outcome.Rejected("BackendUnavailable")),
                    outcome.toString());
            if (met && cut.kind() == Cut.Kind.SWALLOW_REPLY) {
                // The caller may have given up sooner than the server was done.
                armed.awaitDone(t.subject().deadline());
            }
            // Whatever is still on its way is overtaken: no write that expects what this one did can take effect then.
            reach(t, client, key, written.before + 1);
            Evidence.requireLinearizable(
                    "the history of " + what, t.inTime(() -> recorder.history(storage, 0, Map.of())));
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
            Outcome head = t.inTime(() -> client.head(type, key.id()));
            boolean there = head instanceof Outcome.Found found
                    ? found.version() >= version
                    : head instanceof Outcome.Empty && version == 0;
            if (there) {
                return Optional.of(head);
            }
            if (head instanceof Outcome.Empty) {
                t.inTime(() -> client.write(Write.create(type, key.id(), t.content())));
            } else if (head instanceof Outcome.Found found && found.change() == Change.DELETE) {
                t.inTime(() -> client.write(Write.restore(type, key.id())));
            } else if (head instanceof Outcome.Found found) {
                IfMatch expected = IfMatch.version(Long.toString(found.version()));
                t.inTime(() -> client.write(Write.update(type, key.id(), expected, t.content())));
            }
            return Optional.empty();
        });
    }

    /** Deletes the first version of a key. */
    private static void reachDeleted(Trial t, Client client, ResourceKey key) {
        Write delete = Write.delete(key.type(), key.id(), IfMatch.version("1"));
        t.await("a backend that is well takes a delete", () -> {
            t.inTime(() -> client.write(delete));
            Outcome head = t.inTime(() -> client.head(key.type(), key.id()));
            boolean deleted = head instanceof Outcome.Found found && found.change() == Change.DELETE;
            return deleted ? Optional.of(head) : Optional.empty();
        });
    }

    /** What may have arrived is not sent again if it could take effect twice; what is told of it agrees with the key. */
    @Test
    default void ERR_05_an_unconditional_write_whose_connection_is_cut_takes_effect_once_at_most() {
        rule("ERR-05", Fault.CUT, (t, port) -> {
            VersionedStorage storage =
                    t.journalled("cut", port::open, t.options().build());
            for (Written written : List.of(Written.CREATE_OR_UPDATE, Written.UPDATE_OF_ANY, Written.DELETE_OF_ANY)) {
                cutEachRequestOf(t, port, storage, List.of(written));
            }
            Recovery.ofTrial(t);
        });
    }

    /** Whichever of its requests is cut, and in whichever way; what is told of it agrees with the keys. */
    @Test
    default void BAT_01_a_batch_whose_connection_is_cut_is_done_wholly_or_not_at_all() {
        rule("BAT-01", Fault.CUT, (t, port) -> {
            VersionedStorage storage =
                    t.journalled("cut", port::open, t.options().build());
            cutEachRequestOf(t, port, storage, List.of(Written.CREATE, Written.UPDATE, Written.DELETE));
            Recovery.ofTrial(t);
        });
    }

    private static void cutEachRequestOf(Trial t, FaultPort port, VersionedStorage storage, List<Written> call) {
        Client client = Recorder.of(t.tenant()).client(0, "cut", storage);
        int cuts = 0;
        for (Cut cut : EACH_WAY) {
            boolean met = true;
            for (int request = 0; met && request < MOST_REQUESTS; request++) {
                Map<ResourceKey, Write> fresh = new LinkedHashMap<>();
                for (Written written : call) {
                    ResourceKey key = t.key("Patient");
                    reach(t, client, key, written.before);
                    fresh.put(key, written.on(t, key).withWriteId(UUID.randomUUID()));
                }
                CutWrites writes = new CutWrites(fresh);
                Armed armed = port.proxy().arm(cut.after(request));
                t.inTime(() -> writes.call(storage, t.tenant()));
                met = armed.hasMet();
                port.proxy().disarm();
                cuts += met ? 1 : 0;
                // Whatever is still on its way is overtaken: no batch that expects what this one did can take effect
                // then.
                fresh.forEach((key, write) -> reach(t, client, key, write instanceof Write.Create ? 1 : 2));
                writes.requireTold(
                        "a call whose request " + (request + 1) + " is cut: " + cut.kind(),
                        key -> t.await(
                                "a backend that is well answers",
                                () -> Recovery.attempt(t, () -> historyOf(storage, t, key))));
            }
        }
        that("some requests were cut", cuts > 0, "none");
        t.note(cuts + " requests cut");
    }

    private static List<Revision> historyOf(VersionedStorage storage, Trial t, ResourceKey key) {
        return storage.historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                .toList();
    }

    /** Connections are cut while eight threads write, on any store: what each caller was told agrees with all others. */
    @Test
    default void ERR_03_histories_of_cut_connections_are_linearizable() {
        rule(
                "ERR-03",
                Fault.CUT,
                (t, port) -> new FaultLoad(t, port, FEWER_OPERATIONS).under(strikes -> cuts(strikes, 1)));
    }

    private static void cuts(Strikes strikes, int times) throws Exception {
        for (Cut cut : List.of(
                Cut.beforeRequest(), Cut.atRequest(), Cut.afterRequest(), Cut.withinReply(3), Cut.afterRequest())) {
            for (int i = 0; i < times; i++) {
                strikes.cut(cut, 40);
            }
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
                        () -> t.inTime(() -> storage.read(t.tenant(), key)));
            }
            // What is sent on a connection that nobody knows to be dead yet may be told as unknown.
            t.await("a create on a backend that is down is BackendUnavailable", () -> isUnavailable(t, storage, fresh));
            port.proxy().accepting();
            Recovery.of(t, storage);
            equal("what was created on a backend that was down", Optional.empty(), storage.head(t.tenant(), fresh));
            equal(
                    "its first version",
                    1L,
                    storage.create(t.tenant(), fresh, t.content()).version());
            Recovery.ofTrial(t);
        });
    }

    private static Optional<Boolean> isUnavailable(Trial t, VersionedStorage storage, ResourceKey key) {
        try {
            throw Expect.unmet(
                    "a backend that is down takes no write",
                    t.inTime(() -> storage.create(t.tenant(), key, t.content())));
        } catch (BackendUnavailableException e) {
            return Optional.of(true);
        } catch (OutcomeUnknownException e) {
            return Optional.empty();
        }
    }

    /** Connections are killed under eight threads, on any store: the same instances go on, and their history is linearizable. */
    @Test
    default void ERR_04_histories_of_killed_connections_are_linearizable() {
        rule(
                "ERR-04",
                Fault.KILL_CONNECTIONS,
                (t, port) -> new FaultLoad(t, port, FEWER_OPERATIONS).under(strikes -> kills(port, strikes, 3)));
    }

    private static void kills(FaultPort port, Strikes strikes, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            strikes.progress().await(80);
            strikes.atOnce(port::killConnections, 10);
        }
    }

    /** Connections are cut again and again while eight threads write: their history is linearizable. */
    @Test
    default void FLT_03_writes_whose_connections_are_cut_are_done_or_not_done() {
        rule(
                "FLT-03",
                Fault.CUT,
                (t, port) -> new FaultLoad(t, port, OPERATIONS).under(strikes -> {
                    cuts(strikes, 4);
                    // Whether this met anything nobody tells, as the wire does of a cut.
                    port.proxy().cutAll();
                    strikes.progress().awaitAcknowledged(10);
                }));
    }

    /** All connections are killed at the server, again and again. */
    @Test
    default void FLT_03_writes_whose_connections_are_killed_are_done_or_not_done() {
        rule(
                "FLT-03",
                Fault.KILL_CONNECTIONS,
                (t, port) -> new FaultLoad(t, port, OPERATIONS).under(strikes -> kills(port, strikes, 5)));
    }

    /** The server is killed as kill -9 does and started again, twice: nothing that was acknowledged is lost. */
    @Test
    default void FLT_01_acknowledged_writes_survive_a_server_that_is_killed() {
        rule(
                "FLT-01",
                Fault.KILL_SERVER,
                (t, port) -> new FaultLoad(t, port, OPERATIONS).under(strikes -> {
                    for (int times = 0; times < 2; times++) {
                        strikes.progress().await(200);
                        strikes.untilMet(port::killServer, port::startServer, 20);
                    }
                }));
    }

    /** The server stops answering until operations were given up: what was in flight is unknown at worst. */
    @Test
    default void FLT_03_writes_on_a_server_that_pauses_are_done_or_not_done() {
        rule(
                "FLT-03",
                Fault.PAUSE_SERVER,
                (t, port) -> new FaultLoad(t, port, OPERATIONS).under(strikes -> {
                    strikes.progress().await(200);
                    strikes.untilMet(port::pauseServer, port::resumeServer, 20);
                }));
    }

    /** Another server takes over: no acknowledged write is lost, and no version is won twice. */
    @Test
    default void FLT_04_acknowledged_writes_survive_a_failover() {
        rule(
                "FLT-04",
                Fault.FAIL_OVER,
                (t, port) -> new FaultLoad(t, port, OPERATIONS).under(strikes -> {
                    for (int times = 0; times < 2; times++) {
                        strikes.progress().await(200);
                        strikes.atOnce(port::failOver, 20);
                    }
                }));
    }
}
