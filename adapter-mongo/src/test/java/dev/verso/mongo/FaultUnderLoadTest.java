package dev.verso.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.ReadMode;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.CutProxy;
import dev.verso.tck.lin.HistoryFile;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.lin.Verdict;
import dev.verso.tck.load.Faults;
import dev.verso.tck.load.Load;
import dev.verso.tck.load.Workload;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * FLT-01 to FLT-04: what was acknowledged while servers die, freeze and step down is there afterwards, once and without gaps,
 * and the whole can be told as one operation after the other.
 *
 * <p>A run is repeated with {@code -Dverso.fault.seed}. Histories are kept under {@code target/histories}.
 * Reads take part where they are linearizable: on a standalone, and on a set in that mode.
 */
@Execution(ExecutionMode.SAME_THREAD)
class FaultUnderLoadTest {

    private static final String SEED = "verso.fault.seed";
    private static final TenantContext CLINIC = TenantContext.of("clinic", TenantPermissions.fullAccess());

    private final long seed = Long.getLong(SEED, new SecureRandom().nextInt(Integer.MAX_VALUE));
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void FLT_01_a_standalone_is_killed_and_started_again(TestInfo info, TestReporter reporter) throws Exception {
        try (LocalMongo server = LocalMongo.start(MongoTopology.STANDALONE)) {
            run(server, ReadMode.LINEARIZABLE, info, reporter, progress -> {
                for (int round = 0; round < 3; round++) {
                    progress.awaitAcknowledged(50 + random.nextInt(50));
                    server.kill(0);
                    server.restart(0);
                }
                progress.awaitAcknowledged(50);
            });
        }
    }

    @Test
    void FLT_04_the_primary_is_killed_and_another_takes_over(TestInfo info, TestReporter reporter) throws Exception {
        try (LocalMongo set = LocalMongo.start(MongoTopology.SET_OF_THREE)) {
            run(set, ReadMode.MAJORITY, info, reporter, progress -> {
                for (int round = 0; round < 2; round++) {
                    progress.awaitAcknowledged(50 + random.nextInt(50));
                    int primary = set.primary();
                    set.kill(primary);
                    progress.awaitAcknowledged(20);
                    set.restart(primary);
                }
                progress.awaitAcknowledged(50);
            });
        }
    }

    @Test
    void FLT_04_the_primary_steps_down_again_and_again(TestInfo info, TestReporter reporter) throws Exception {
        try (LocalMongo set = LocalMongo.start(MongoTopology.SET_OF_THREE)) {
            run(set, ReadMode.LINEARIZABLE, info, reporter, progress -> {
                for (int round = 0; round < 3; round++) {
                    progress.awaitAcknowledged(50 + random.nextInt(50));
                    set.stepDown();
                }
                progress.awaitAcknowledged(50);
            });
        }
    }

    /** It wakes up when another has acknowledged writes, with requests in its sockets that it takes for its own. */
    @ParameterizedTest
    @EnumSource
    void FLT_04_the_primary_is_frozen_and_wakes_up_deposed(ReadMode reads, TestInfo info, TestReporter reporter)
            throws Exception {
        try (LocalMongo set = LocalMongo.start(MongoTopology.SET_OF_THREE)) {
            run(set, reads, info, reporter, progress -> {
                for (int round = 0; round < 2; round++) {
                    progress.awaitAcknowledged(50 + random.nextInt(50));
                    int primary = set.primary();
                    set.pause(primary);
                    try {
                        set.primary();
                        progress.awaitAcknowledged(20);
                    } finally {
                        set.resume(primary);
                    }
                }
                progress.awaitAcknowledged(50);
            });
        }
    }

    /** Clients and the other members do not reach it any more, and it learns only from its own calls that it is deposed. */
    @Test
    void FLT_04_the_primary_is_cut_off_and_comes_back(TestInfo info, TestReporter reporter) throws Exception {
        List<CutProxy> proxies = new ArrayList<>();
        try (LocalMongo set = LocalMongo.behind(MongoTopology.SET_OF_THREE, port -> {
            proxies.add(CutProxy.to("127.0.0.1", port));
            return proxies.get(proxies.size() - 1).port();
        })) {
            run(set, ReadMode.LINEARIZABLE, info, reporter, progress -> {
                for (int round = 0; round < 2; round++) {
                    progress.awaitAcknowledged(50 + random.nextInt(50));
                    CutProxy proxy = proxies.get(set.primary());
                    proxy.refusing();
                    try {
                        progress.awaitAcknowledged(20);
                    } finally {
                        proxy.accepting();
                    }
                }
                progress.awaitAcknowledged(50);
            });
        } finally {
            proxies.forEach(CutProxy::close);
        }
    }

    private void run(LocalMongo servers, ReadMode reads, TestInfo info, TestReporter reporter, Faults faults)
            throws Exception {
        Workload workload = Workload.seeded(seed).operations(1_000);
        try (VersionedStorage one = open(servers, reads);
                VersionedStorage other = open(servers, reads)) {
            Load load = (reads == ReadMode.LINEARIZABLE ? workload : workload.writesOnly())
                    .runUnder(List.of(one, other), CLINIC, faults);
            String name = info.getTestMethod().orElseThrow().getName() + "-" + reads;
            reporter.publishEntry(name, "seed " + seed + ", " + load.outcomes() + ", " + load.contention());
            HistoryFile.write(load.history(), Path.of("target", "histories", name + "-" + seed + ".jsonl"));
            assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
            assertThat(load.count(Outcome.Accepted.class)).isPositive();
            assertThat(load.count(Outcome.Unlawful.class)).isZero();
            assertThat(one.verify().first()).isEmpty();
            // Without it the run would say nothing.
            assertThat(load.contention().isSufficient())
                    .as("%s", load.contention())
                    .isTrue();
        }
    }

    private static VersionedStorage open(LocalMongo servers, ReadMode reads) {
        MongoOptions options = MongoOptions.builder()
                .reads(reads)
                .callTimeout(Duration.ofSeconds(5))
                .build();
        String uri = servers.uri();
        return VersionedStorage.over(
                MongoRevisionStore.open(uri + (uri.contains("?") ? "&" : "?") + "heartbeatFrequencyMS=500", options),
                StorageOptions.defaults());
    }
}
