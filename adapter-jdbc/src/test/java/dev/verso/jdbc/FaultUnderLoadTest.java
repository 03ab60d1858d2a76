package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import dev.verso.tck.lin.HistoryFile;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.lin.Verdict;
import dev.verso.tck.load.Faults;
import dev.verso.tck.load.Load;
import dev.verso.tck.load.Workload;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * FLT-01 to FLT-04: what was acknowledged while the server, its sessions and the network fail is there afterwards, once and
 * without gaps, and the whole can be told as one operation after the other.
 *
 * <p>A run is repeated with {@code -Dverso.fault.seed}. Histories of runs that failed are under {@code target/histories}.
 */
@Execution(ExecutionMode.SAME_THREAD)
class FaultUnderLoadTest {

    private static final String SEED = "verso.fault.seed";
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final TenantContext CLINIC = TenantContext.of("clinic", TenantPermissions.fullAccess());

    /** In each write of the load that has content, and in nothing else. */
    private static final String CONTENT = "{\"n\":";

    private final long seed = Long.getLong(SEED, new SecureRandom().nextInt(Integer.MAX_VALUE));
    private final SplittableRandom random = new SplittableRandom(seed);
    private final FaultMeter meter = new FaultMeter();
    private FaultyPostgres postgres;
    private String name;

    @BeforeEach
    void start(TestInfo info) {
        name = info.getTestMethod().orElseThrow().getName();
        postgres = FaultyPostgres.start();
    }

    @AfterEach
    void stop() {
        postgres.heal();
        postgres.close();
    }

    @Test
    void FLT_02_sessions_are_ended_again_and_again() throws Exception {
        run(20, FaultMeter::unknown, progress -> {
            for (int round = 0; round < 20; round++) {
                progress.await(20 + random.nextInt(40));
                postgres.killConnections();
            }
        });
    }

    @Test
    void FLT_01_the_server_is_killed_and_started_again() throws Exception {
        run(3, FaultMeter::unknown, progress -> {
            for (int round = 0; round < 3; round++) {
                progress.awaitAcknowledged(50 + random.nextInt(50));
                postgres.killServer();
                postgres.startServer();
            }
            progress.awaitAcknowledged(50);
        });
    }

    @Test
    void FLT_01_the_server_is_stopped_immediately_and_started_again() throws Exception {
        run(3, FaultMeter::unknown, progress -> {
            for (int round = 0; round < 3; round++) {
                progress.awaitAcknowledged(50 + random.nextInt(50));
                postgres.stopImmediately();
                postgres.startServer();
            }
            progress.awaitAcknowledged(50);
        });
    }

    @Test
    void FLT_02_connections_are_cut_before_within_and_after_writes() throws Exception {
        List<Cut> cuts = List.of(
                Cut.beforeRequest(), Cut.atRequest(), Cut.afterRequest(), Cut.withinReply(1), Cut.withinReply(150));
        run(60, FaultMeter::unknown, progress -> {
            for (int round = 0; round < 60; round++) {
                Cut cut = cuts.get(random.nextInt(cuts.size())).whenContains(CONTENT);
                Armed armed = postgres.proxy().arm(cut.after(random.nextInt(10)));
                assertThat(armed.awaitDone(DEADLINE)).isTrue();
            }
        });
    }

    @Test
    void FLT_02_the_server_stands_still_for_longer_than_calls_wait() throws Exception {
        run(2, FaultMeter::unknown, progress -> {
            for (int round = 0; round < 2; round++) {
                progress.awaitAcknowledged(50 + random.nextInt(50));
                postgres.pauseServer();
                long before = meter.unknown();
                FaultCall.await("a write is given up", () -> meter.unknown() > before);
                postgres.resumeServer();
            }
            progress.awaitAcknowledged(50);
        });
    }

    @Test
    void FLT_02_statements_are_given_up_because_the_table_is_locked() throws Exception {
        run(3, FaultMeter::unavailable, progress -> {
            for (int round = 0; round < 3; round++) {
                progress.awaitAcknowledged(50 + random.nextInt(50));
                long before = meter.unavailable();
                try (FaultRival rival =
                        FaultRival.at(postgres.database().direct()).locksTable()) {
                    FaultCall.await("a statement is given up", () -> meter.unavailable() > before);
                    rival.rollsBack();
                }
            }
            progress.awaitAcknowledged(50);
        });
    }

    /** Plays a load while faults strike, and holds what came of it against the contract. */
    private void run(int faults, ToLongFunction<FaultMeter> hits, Faults strike) throws Exception {
        try (VersionedStorage one = open();
                VersionedStorage other = open()) {
            Load load = Workload.seeded(seed)
                    .threads(8)
                    .operations(3_000)
                    .deadline(DEADLINE)
                    .runUnder(List.of(one, other), CLINIC, strike);
            System.out.printf(
                    "%s: seed %d, %d faults, %s, %s, %s%n",
                    name, seed, faults, meter, load.outcomes(), load.contention());
            boolean sound = false;
            try {
                assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
                assertThat(load.count(Outcome.Accepted.class)).isPositive();
                assertThat(load.count(Outcome.Unlawful.class)).isZero();
                assertThat(one.verify().first()).isEmpty();
                assertThat(one.verify().isSound()).isTrue();
                // Without these the run would say nothing.
                assertThat(hits.applyAsLong(meter)).as("calls that a fault hit").isPositive();
                assertThat(load.contention().isSufficient())
                        .as("%s", load.contention())
                        .isTrue();
                sound = true;
            } finally {
                if (!sound) {
                    HistoryFile.write(load.history(), Path.of("target", "histories", name + "-" + seed + ".jsonl"));
                }
            }
        }
    }

    private VersionedStorage open() {
        return VersionedStorage.over(
                meter.of(postgres.database().open(FaultyPostgres.OPTIONS)), StorageOptions.defaults());
    }
}
