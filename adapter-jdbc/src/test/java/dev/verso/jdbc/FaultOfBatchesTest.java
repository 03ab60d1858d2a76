package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Content;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.fault.Cut;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * BAT-01 and ERR-05 under faults: batches are all there or not at all, and unconditional ones, which are never sent again,
 * take effect once at most.
 */
@Execution(ExecutionMode.SAME_THREAD)
class FaultOfBatchesTest {

    private static final int THREADS = 6;
    private static final int ENTRIES = 6;
    private static final String TYPE = "Patient";
    private static final TenantContext CLINIC = TenantContext.of("clinic", TenantPermissions.fullAccess());

    private static final String WRITTEN = """
            SELECT author || ' ' || count(*) FROM verso.resource_version GROUP BY author
            """;

    private final FaultMeter meter = new FaultMeter();
    private final Map<String, Boolean> ended = new ConcurrentHashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private FaultyPostgres postgres;

    @BeforeEach
    void start() {
        postgres = FaultyPostgres.start();
    }

    @AfterEach
    void stop() {
        postgres.heal();
        postgres.close();
    }

    @Test
    void BAT_01_batches_are_whole_or_not_there_whatever_happens_to_sessions_network_and_server() throws Exception {
        try (VersionedStorage storage =
                VersionedStorage.over(meter.of(postgres.database().open(FaultyPostgres.OPTIONS)))) {
            List<FaultCall<Object>> writers = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int writer = thread;
                writers.add(FaultCall.of(() -> write(storage, writer)));
            }
            strike();
            over.set(true);
            for (FaultCall<Object> writer : writers) {
                writer.answer();
            }
            postgres.awaitQuiescence();
            assertWhole();
            assertThat(storage.verify().first()).isEmpty();
        }
        System.out.printf(
                "%d batches of %d entries, %d acknowledged, %s%n", ended.size(), ENTRIES, acknowledged.get(), meter);
        assertThat(meter.unknown()).as("batches hit in flight").isPositive();
    }

    private void strike() throws Exception {
        for (int round = 0; round < 10; round++) {
            awaitAcknowledged(10);
            postgres.killConnections();
        }
        for (Cut cut : List.of(Cut.beforeRequest(), Cut.atRequest(), Cut.afterRequest(), Cut.withinReply(30))) {
            awaitAcknowledged(5);
            postgres.proxy().arm(cut.whenContains("-entry-"));
        }
        awaitAcknowledged(10);
        postgres.killServer();
        postgres.startServer();
        awaitAcknowledged(10);
    }

    private void awaitAcknowledged(long more) {
        long before = acknowledged.get();
        FaultCall.await("batches are acknowledged", () -> acknowledged.get() >= before + more);
    }

    /** Half of the keys are this writer's own, half are everybody's, and the author is the batch's name. */
    private Object write(VersionedStorage storage, int writer) {
        int round = 0;
        while (!over.get()) {
            String batch = "batch-" + writer + "-" + round++;
            int shared = round % 4;
            List<Write> writes = IntStream.range(0, ENTRIES)
                    .<Write>mapToObj(entry -> Write.createOrUpdate(
                            TYPE,
                            entry % 2 == 0 ? batch + "-entry-" + entry : "shared-entry-" + (shared + entry),
                            Content.of("{}")))
                    .toList();
            try {
                storage.writeBatch(CLINIC.withPrincipal(batch), writes);
                ended.put(batch, true);
                acknowledged.incrementAndGet();
            } catch (StorageException e) {
                if (!e.isOutcomeUnknown()) {
                    ended.put(batch, false);
                }
            }
        }
        return "over";
    }

    private void assertWhole() throws SQLException {
        Map<String, Integer> rows = new HashMap<>();
        try (Sql sql = Sql.on(postgres.database().direct())) {
            sql.list(WRITTEN).forEach(line -> rows.put(line.split(" ")[0], Integer.valueOf(line.split(" ")[1])));
            assertThat(sql.value("SELECT count(*) - count(DISTINCT write_id) FROM verso.resource_version"))
                    .isEqualTo("0");
        }
        assertThat(rows.values()).containsOnly(ENTRIES);
        ended.forEach((batch, done) -> {
            if (done) {
                assertThat(rows).containsKey(batch);
            } else {
                assertThat(rows).doesNotContainKey(batch);
            }
        });
    }
}
