package dev.verso.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.OutcomeUnknownException;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.fault.CutProxy;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import dev.verso.tck.fault.StoreFaults;
import dev.verso.tck.fault.Wire;
import dev.verso.tck.load.PlainStore;
import dev.verso.tck.load.WiredStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of histories and faults, on a store behind a real connection: passed by a sound one, failed by broken ones. */
class FaultChapterTest {

    private static final Function<UnaryOperator<RevisionStore>, FaultPort> NO_PORT = defect -> null;
    private static final Set<Fault> OFFERED =
            EnumSet.of(Fault.CUT, Fault.KILL_CONNECTIONS, Fault.KILL_SERVER, Fault.PAUSE_SERVER);

    /** Milliseconds after which a call through the proxy gives up; what is cut short by it is told as any fault is. */
    private static final int PATIENCE = 1_000;

    private final PlainStore.Data data = new PlainStore.Data();
    private final WiredStore.Server server = new WiredStore.Server();
    private final CutProxy proxy = CutProxy.to("127.0.0.1", server.port());
    private final List<Map<String, String>> entries = new ArrayList<>();
    private Duration deadline = Duration.ofSeconds(60);

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    static Stream<String> checks() {
        return Stream.of(FaultRules.class, LinearizabilityRules.class)
                .flatMap(chapter -> Arrays.stream(chapter.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("checks")
    void a_sound_store_passes(String check) throws Exception {
        run(check, UnaryOperator.identity(), Port::new);

        boolean offered = !check.contains("failover");
        assertThat(verdict()).isEqualTo(expected(check, offered));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void a_sound_store_passes_when_its_calls_are_cut(String check) throws Exception {
        run(check, UnaryOperator.identity(), this::callsCut);

        boolean offered = !check.contains("pauses") && !check.contains("failover") && !check.contains("FLT_01");
        assertThat(verdict()).isEqualTo(expected(check, offered));
    }

    /** The store has no batches. */
    private static String expected(String check, boolean offered) {
        return check.startsWith("BAT") ? "NOT_DECLARED" : offered ? "PASS" : "NOT_RUN";
    }

    @Test
    void without_a_port_what_needs_one_is_not_run_and_that_is_said() throws Exception {
        run("ERR_04_a_backend_that_is_down_is_unavailable_and_the_same_instance_works_again", s -> s, NO_PORT);
        assertThat(verdict()).isEqualTo("NOT_RUN");
        assertThat(entries.get(0)).doesNotContainKey("verso.calls");
    }

    @Test
    void a_store_that_says_conflict_when_it_does_not_know_is_caught() {
        UnaryOperator<RevisionStore> broken = store -> appending(store, (append, sound) -> {
            try {
                return sound.append(append);
            } catch (OutcomeUnknownException e) {
                return new AppendOutcome.Refused(java.util.Optional.empty());
            }
        });
        assertIsCaught(
                "ERR_03_a_write_whose_connection_is_cut_is_done_or_not_done_and_never_misreported", broken, "ERR-03");
    }

    @Test
    void a_store_that_tries_again_blindly_is_caught() {
        UnaryOperator<RevisionStore> broken = store -> appending(store, (append, sound) -> {
            try {
                return sound.append(append);
            } catch (OutcomeUnknownException e) {
                return sound.append(append);
            }
        });
        assertIsCaught(
                "ERR_03_a_write_whose_connection_is_cut_is_done_or_not_done_and_never_misreported", broken, "ERR-03");
        assertIsCaught(
                "ERR_05_an_unconditional_write_whose_connection_is_cut_takes_effect_once_at_most", broken, "ERR-05");
    }

    @Test
    void a_store_that_calls_a_lost_write_done_is_caught() {
        UnaryOperator<RevisionStore> broken = store -> appending(store, (append, sound) -> {
            try {
                return sound.append(append);
            } catch (OutcomeUnknownException e) {
                var head = sound.head(append.key(), dev.verso.spi.Detail.METADATA);
                return head.<AppendOutcome>map(found -> new AppendOutcome.Appended(found.metadata()))
                        .orElseThrow(() -> e);
            }
        });
        assertIsCaught("FLT_03_writes_whose_connections_are_cut_are_done_or_not_done", broken, "FLT-03");
    }

    @Test
    void an_unconditional_write_that_is_sent_again_is_caught() {
        assertIsCaught(
                "ERR_03_a_write_whose_connection_is_cut_is_done_or_not_done_and_never_misreported",
                FaultChapterTest::sendingUnconditionalWritesAgain,
                "ERR-03");
    }

    private static RevisionStore sendingUnconditionalWritesAgain(RevisionStore store) {
        return appending(store, (append, sound) -> {
            try {
                return sound.append(append);
            } catch (OutcomeUnknownException e) {
                if (append.condition() instanceof Condition.Live || append.condition() instanceof Condition.Any) {
                    return sound.append(append);
                }
                throw e;
            }
        });
    }

    /** A write that asks for a live head may be refused when it is sent again, which is another violation. */
    private static RevisionStore sendingWhatNothingRefusesAgain(RevisionStore store) {
        return appending(store, (append, sound) -> {
            try {
                return sound.append(append);
            } catch (OutcomeUnknownException e) {
                if (append.condition() instanceof Condition.Any) {
                    return sound.append(append);
                }
                throw e;
            }
        });
    }

    /** A load under faults uses writes without a condition as well if the port knows when they are over. */
    @Test
    void an_unconditional_write_that_is_sent_again_under_load_is_caught() {
        assertThatThrownBy(() -> {
                    for (int histories = 0; histories < 500; histories++) {
                        run(
                                "ERR_03_histories_of_cut_connections_are_linearizable",
                                FaultChapterTest::sendingWhatNothingRefusesAgain,
                                this::callsCut);
                    }
                })
                .hasMessageStartingWith("ERR-03 (MUST) is broken by wired 1.0")
                .hasMessageContaining("one write takes effect once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR_03_histories_of_cut_connections_are_linearizable",
                "FLT_03_writes_whose_connections_are_cut_are_done_or_not_done",
                "FLT_03_writes_on_a_server_that_pauses_are_done_or_not_done",
                "FLT_01_acknowledged_writes_survive_a_server_that_is_killed"
            })
    void faults_that_meet_nothing_prove_nothing(String check) {
        assertThatThrownBy(() -> run(check, s -> s, Harmless::new))
                .hasMessageContaining(" could not be checked on wired 1.0")
                .hasMessageContaining("INCOMPLETE: no operation met any of ");
        assertThat(verdict()).isEqualTo("ERROR");
    }

    /** What can take effect once only may be sent again, so that no caller notices that a connection was lost. */
    @Test
    void a_store_that_hides_what_it_may_passes() throws Exception {
        run(
                "FLT_03_writes_whose_connections_are_killed_are_done_or_not_done",
                FaultChapterTest::tryingForEver,
                Port::new);
        assertThat(verdict()).isEqualTo("PASS");
        assertThat(entries.get(0).get("verso.notes")).doesNotContain("Rejected");
    }

    @Test
    void a_store_that_tries_for_ever_is_caught_by_the_deadline() {
        deadline = Duration.ofSeconds(2);
        assertThatThrownBy(() -> run(
                        "ERR_04_a_backend_that_is_down_is_unavailable_and_the_same_instance_works_again",
                        FaultChapterTest::tryingForEver,
                        Port::new))
                .hasMessageStartingWith("ERR-04 (MUST) is broken by wired 1.0")
                .hasMessageContaining("every call ends within the subject's deadline of PT2S");
    }

    @Test
    void a_violation_is_told_with_its_time_line_and_saved() {
        UnaryOperator<RevisionStore> broken = store -> appending(store, (append, sound) -> {
            AppendOutcome outcome = sound.append(append);
            return outcome instanceof AppendOutcome.Appended
                            && append instanceof Append.Put put
                            && put.content().json().hashCode() % 7 == 0
                    ? new AppendOutcome.Refused(sound.head(append.key(), dev.verso.spi.Detail.METADATA)
                            .map(dev.verso.spi.RevisionRecord::metadata))
                    : outcome;
        });
        assertThatThrownBy(() -> run("LOCK_06_histories_of_all_operations_are_linearizable", broken, NO_PORT))
                .hasMessageStartingWith("LOCK-06 (MUST) is broken by wired 1.0")
                .hasMessageContaining("is linearizable: ")
                .hasMessageContaining("audit: v")
                .hasMessageContaining(".jsonl tells the same) and drawn as");
        assertThat(verdict()).isEqualTo("FAIL");
    }

    private void assertIsCaught(String check, UnaryOperator<RevisionStore> broken, String rule) {
        for (Function<UnaryOperator<RevisionStore>, FaultPort> port :
                List.<Function<UnaryOperator<RevisionStore>, FaultPort>>of(Port::new, this::callsCut)) {
            entries.clear();
            assertThatThrownBy(() -> run(check, broken, port))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith(rule + " (MUST) is broken by wired 1.0");
            assertThat(verdict()).isEqualTo("FAIL");
        }
    }

    /** The defect is in the adapter, that is, on the caller's side of what is cut. */
    private FaultPort callsCut(UnaryOperator<RevisionStore> defect) {
        StoreFaults faults = StoreFaults.over(() -> new PlainStore(data));
        return new ForwardingPort(faults) {
            @Override
            public VersionedStorage open(StorageOptions options) throws Exception {
                return VersionedStorage.over(defect.apply(faults.store()), options);
            }
        };
    }

    private static RevisionStore tryingForEver(RevisionStore store) {
        return (RevisionStore) Proxy.newProxyInstance(
                RevisionStore.class.getClassLoader(),
                new Class<?>[] {RevisionStore.class},
                (any, method, arguments) -> {
                    while (true) {
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            if (!(e.getCause() instanceof BackendUnavailableException)) {
                                throw e.getCause();
                            }
                        }
                    }
                });
    }

    private String verdict() {
        assertThat(entries).hasSize(1);
        return entries.get(0).get("verso.verdict");
    }

    private interface Appending {
        AppendOutcome append(Append append, RevisionStore sound);
    }

    private static RevisionStore appending(RevisionStore sound, Appending appending) {
        return (RevisionStore) Proxy.newProxyInstance(
                RevisionStore.class.getClassLoader(),
                new Class<?>[] {RevisionStore.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("append")
                                ? appending.append((Append) arguments[0], sound)
                                : method.invoke(sound, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void run(
            String check, UnaryOperator<RevisionStore> defect, Function<UnaryOperator<RevisionStore>, FaultPort> port)
            throws Exception {
        data.declared = Set.of(Capability.DURABLE);
        Subject.Opener direct = options -> VersionedStorage.over(
                defect.apply(WiredStore.over(new PlainStore(data), "127.0.0.1", server.port(), 0)), options);
        Subject bare =
                Subject.of("wired", "1.0", direct).declares(Capability.DURABLE).deadline(deadline);
        FaultPort faults = port.apply(defect);
        Subject subject = faults == null ? bare : bare.faults(faults);
        TestReporter reporter = new TestReporter() {
            @Override
            public void publishEntry(Map<String, String> entry) {
                entries.add(entry);
            }
        };
        Chapters chapters = new Chapters(new Judge(subject, "my.Tck", check, check + "()", reporter));
        Method method = Arrays.stream(Chapters.class.getMethods())
                .filter(each -> each.getName().equals(check))
                .findFirst()
                .orElseThrow();
        try {
            method.invoke(chapters);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** The chapters under test, with nothing around them. */
    public static final class Chapters implements FaultRules, LinearizabilityRules {

        private final Judge judge;

        Chapters(Judge judge) {
            this.judge = judge;
        }

        private static Set<Capability> needs(Rule rule) {
            Set<Capability> needs = EnumSet.noneOf(Capability.class);
            rule.capability().ifPresent(needs::add);
            return needs;
        }

        @Override
        public void rule(String ruleId, Check check) {
            judge.judge(Rules.get(ruleId), needs(Rules.get(ruleId)), check);
        }

        @Override
        public void rule(String ruleId, Capability needed, Check check) {
            throw new IllegalStateException("These chapters have none of these");
        }

        @Override
        public void rule(String ruleId, Fault needed, FaultCheck check) {
            judge.judge(Rules.get(ruleId), needs(Rules.get(ruleId)), needed, check);
        }
    }

    /** Passes everything on. */
    private abstract static class ForwardingPort implements FaultPort {

        private final FaultPort port;

        ForwardingPort(FaultPort port) {
            this.port = port;
        }

        @Override
        public Set<Fault> offers() {
            return port.offers();
        }

        @Override
        public void killConnections() throws Exception {
            port.killConnections();
        }

        @Override
        public Wire proxy() {
            return port.proxy();
        }

        @Override
        public void heal() throws Exception {
            port.heal();
        }

        @Override
        public void awaitQuiescence() throws Exception {
            port.awaitQuiescence();
        }

        @Override
        public void close() {
            port.close();
        }
    }

    /** Harms something, but not what its storages use. */
    private final class Harmless extends Port {

        private final CutProxy other = CutProxy.to("127.0.0.1", server.port());

        Harmless(UnaryOperator<RevisionStore> defect) {
            super(defect);
        }

        @Override
        public void killServer() {}

        @Override
        public void startServer() {}

        @Override
        public void pauseServer() {}

        @Override
        public void resumeServer() {}

        @Override
        public CutProxy proxy() {
            return other;
        }
    }

    private class Port implements FaultPort {

        private final UnaryOperator<RevisionStore> defect;

        Port(UnaryOperator<RevisionStore> defect) {
            this.defect = defect;
        }

        @Override
        public Set<Fault> offers() {
            return OFFERED;
        }

        @Override
        public VersionedStorage open(StorageOptions options) {
            return VersionedStorage.over(
                    defect.apply(WiredStore.over(new PlainStore(data), proxy.host(), proxy.port(), PATIENCE)), options);
        }

        @Override
        public void killConnections() {
            server.killConnections();
        }

        @Override
        public void killServer() {
            server.close();
        }

        @Override
        public void startServer() throws IOException {
            server.start();
        }

        @Override
        public void pauseServer() {
            server.pause();
        }

        @Override
        public void resumeServer() {
            server.resume();
        }

        @Override
        public CutProxy proxy() {
            return proxy;
        }

        @Override
        public void heal() throws IOException {
            proxy.disarm();
            proxy.accepting();
            server.resume();
            server.start();
        }

        @Override
        public void close() {}
    }
}
