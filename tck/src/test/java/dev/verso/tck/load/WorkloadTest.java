package dev.verso.tck.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Versions;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.lin.Call;
import dev.verso.tck.lin.History;
import dev.verso.tck.lin.HistoryFile;
import dev.verso.tck.lin.Kind;
import dev.verso.tck.lin.Operation;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.lin.Verdict;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final TenantContext ACME =
            TenantContext.of("acme", TenantPermissions.fullAccess()).withPrincipal("dr.load");

    private final PlainStore.Data data = new PlainStore.Data();

    @Test
    void a_sound_store_is_linearizable_under_every_kind_of_operation() throws Exception {
        Contention contention = new Contention(0, 0, 0, 0);
        Set<Kind> kinds = new HashSet<>();
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 4 || (!contention.isSufficient() && seed < 50); seed++) {
            Load load = Workload.seeded(seed).operations(3_000).run(storages(PlainStore::new, 2), ACME);
            assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
            assertThat(load.count(Outcome.Rejected.class) + load.count(Outcome.Unknown.class))
                    .isZero();
            assertThat(load.history().operations()).hasSizeGreaterThan(2_900);
            contention = contention.plus(load.contention());
            load.history()
                    .operations()
                    .forEach(operation -> kinds.add(operation.call().kind()));
            outcomes.addAll(load.outcomes().keySet());
        }
        assertThat(contention.isSufficient()).as(contention.toString()).isTrue();
        assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
        assertThat(outcomes)
                .contains(
                        "Accepted",
                        "AlreadyExists",
                        "VersionConflict",
                        "Gone",
                        "NotFound",
                        "NotRestorable",
                        "Found",
                        "Empty",
                        "Listed",
                        "Current",
                        "Exists");
    }

    /** Of one thread it is known which version was the newest when it asked. */
    @Test
    void expected_versions_are_current_stale_and_to_come_as_70_20_and_10() {
        Recorder recorder = Recorder.of(ACME);
        Client client = recorder.client(0, "1", storages(PlainStore::new, 1).get(0));
        Script script = new Script(new SplittableRandom(5), client, ACME.tenant(), Script.Mix.ALL, true);
        HotKey key = new HotKey("Hot", "k");
        int current = 0;
        int stale = 0;
        int ahead = 0;
        for (int i = 0; i < 20_000; i++) {
            long newest = key.newest();
            script.next(List.of(key));
            Call call = client.operations().get(i).call();
            if (call.kind().isMatch() && newest > 3) {
                long expected = Versions.parse(call.version().orElseThrow()).orElse(Long.MAX_VALUE);
                current += expected == newest ? 1 : 0;
                stale += expected < newest ? 1 : 0;
                ahead += expected > newest ? 1 : 0;
            }
        }
        int all = current + stale + ahead;
        assertThat(100.0 * current / all).isBetween(67.0, 73.0);
        assertThat(100.0 * stale / all).isBetween(17.0, 23.0);
        assertThat(100.0 * ahead / all).isBetween(7.0, 13.0);
    }

    @Test
    void one_seed_asks_for_the_same_in_every_run() throws Exception {
        Workload workload = Workload.seeded(77).threads(3).operations(600);
        assertThat(asked(workload.run(storages(PlainStore::new, 2), ACME)))
                .isEqualTo(asked(workload.run(storages(PlainStore::new, 2), ACME)));
        assertThat(asked(workload.run(storages(PlainStore::new, 2), ACME)))
                .isNotEqualTo(
                        asked(Workload.seeded(78).threads(3).operations(600).run(storages(PlainStore::new, 2), ACME)));
    }

    private static Map<Integer, List<Kind>> asked(Load load) {
        return load.history().operations().stream()
                .filter(operation -> operation.call().kind() != Kind.READ_BATCH)
                .collect(Collectors.groupingBy(
                        Operation::process,
                        Collectors.mapping(operation -> operation.call().kind(), Collectors.toList())));
    }

    @Test
    void all_instances_and_all_threads_take_part_and_writes_only_means_it() throws Exception {
        Load load = Workload.seeded(1).threads(5).operations(500).writesOnly().run(storages(PlainStore::new, 3), ACME);
        assertThat(load.history().operations())
                .allMatch(operation -> operation.call().kind().isWrite())
                .extracting(Operation::instance)
                .contains("1", "2", "3");
        assertThat(load.history().operations()).extracting(Operation::process).contains(0, 1, 2, 3, 4);
    }

    @Test
    void a_store_that_checks_and_then_writes_is_caught() throws Exception {
        assertIsCaught(CheckThenWrite::new);
    }

    @Test
    void a_store_with_a_read_cache_per_instance_is_caught() throws Exception {
        assertIsCaught(StaleCache::new);
    }

    private void assertIsCaught(Function<PlainStore.Data, RevisionStore> broken) throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Load load = Workload.seeded(seed)
                    .operations(1_000)
                    .deadline(Duration.ofSeconds(20))
                    .run(storages(broken, 2), ACME);
            if (load.verdict() instanceof Verdict.Violation) {
                assertThat(HistoryFile.parse(HistoryFile.text(load.history()))).isEqualTo(load.history());
                return;
            }
        }
        throw new AssertionError("no seed of 50 caught it");
    }

    @Test
    void under_faults_lost_replies_and_late_effects_are_explained() throws Exception {
        PlainStore late = new PlainStore(data);
        Load load = Workload.seeded(8).operations(2_000).runUnder(storages(PlainStore::new, 2), ACME, progress -> {
            progress.await(200);
            data.losingReplies = true;
            progress.await(600);
            late.doWhatIsLate();
            progress.await(200);
            data.losingReplies = false;
            data.down = true;
            progress.await(20);
            data.down = false;
            progress.awaitAcknowledged(20);
        });
        assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
        assertThat(load.count(Outcome.Unknown.class)).isPositive();
        assertThat(load.count(Outcome.Rejected.class)).isPositive();
        assertThat(load.history().operations().size()).isGreaterThanOrEqualTo(2_000);
        assertThat(load.history().operations().stream()
                        .map(operation -> operation.call().kind())
                        .filter(Kind::isWrite))
                .containsOnly(Kind.CREATE, Kind.UPDATE_WITH_MATCH, Kind.DELETE_WITH_MATCH);
    }

    /** What is done late when all was fenced finds no head to match, so that the audit stays true. */
    @Test
    void after_the_fence_nothing_that_is_late_takes_effect() throws Exception {
        Load load = Workload.seeded(9).operations(1_500).runUnder(storages(PlainStore::new, 2), ACME, progress -> {
            data.losingReplies = true;
            progress.await(1_000);
            data.losingReplies = false;
        });
        new PlainStore(data).doWhatIsLate();
        VersionedStorage storage = storages(PlainStore::new, 1).get(0);
        load.history().audits().forEach(audit -> {
            String[] parts = audit.key().split("/");
            assertThat(storage.listVersions(ACME, parts[0], parts[1]))
                    .hasSize(audit.slots().size());
        });
        assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
    }

    /** What settles waits for the end of all calls: a backend at work on the load is never quiet. */
    @Test
    void unconditional_writes_are_late_until_all_has_settled() throws Exception {
        PlainStore late = new PlainStore(data);
        AtomicLong endedWhenItSettled = new AtomicLong();
        Load load = Workload.seeded(10)
                .operations(2_000)
                .unconditionalUnderFaults()
                .runUnder(storages(PlainStore::new, 2), ACME, new Faults() {

                    private Progress progress;

                    @Override
                    public void strike(Progress newProgress) throws Exception {
                        progress = newProgress;
                        data.losingReplies = true;
                        progress.await(300);
                        data.losingReplies = false;
                    }

                    @Override
                    public void settle() {
                        endedWhenItSettled.set(progress.ended());
                        late.doWhatIsLate();
                    }
                });
        assertThat(endedWhenItSettled).hasValueGreaterThanOrEqualTo(2_000);
        assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
        assertThat(load.count(Outcome.Unknown.class)).isPositive();
        assertThat(load.history().operations().stream()
                        .map(operation -> operation.call().kind()))
                .contains(Kind.UPDATE, Kind.DELETE, Kind.CREATE_OR_UPDATE, Kind.RESTORE);
    }

    @Test
    void the_audit_after_faults_is_tried_until_the_backend_is_there() throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        List<VersionedStorage> storages = Answering.of(storages(PlainStore::new, 2), (method, answer) -> {
            if (method.equals("listVersions") && down.getAndSet(false)) {
                throw new BackendUnavailableException("down once more", null);
            }
            return answer;
        });
        Load load = Workload.seeded(4).operations(200).runUnder(storages, ACME, new Faults() {
            @Override
            public void strike(Progress progress) {}

            @Override
            public void settle() {
                down.set(true);
            }
        });
        assertThat(down).isFalse();
        assertThat(load.verdict()).isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void a_store_that_says_done_before_it_is_and_then_forgets_is_caught() throws Exception {
        Load load = Workload.seeded(3).operations(800).runUnder(storages(Forgetful::new, 2), ACME, progress -> {
            data.losingReplies = true;
            progress.await(300);
            data.losingReplies = false;
        });
        assertThat(load.verdict()).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void what_the_faults_throw_is_passed_on_and_ends_the_load() {
        IllegalStateException thrown = new IllegalStateException("no such server");
        assertThatThrownBy(() -> Workload.seeded(1).runUnder(storages(PlainStore::new, 2), ACME, progress -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void a_call_that_never_returns_is_told_after_the_deadline() {
        CountDownLatch never = new CountDownLatch(1);
        List<VersionedStorage> stuck = storages(PlainStore::new, 2).stream()
                .map(storage -> (VersionedStorage) Proxy.newProxyInstance(
                        VersionedStorage.class.getClassLoader(),
                        new Class<?>[] {VersionedStorage.class},
                        (proxy, method, arguments) -> {
                            if (!method.getName().equals("capabilities")) {
                                never.await();
                            }
                            return method.invoke(storage, arguments);
                        }))
                .toList();
        Workload workload = Workload.seeded(1).threads(2).operations(10).deadline(Duration.ofMillis(50));
        assertThatThrownBy(() -> workload.run(stuck, ACME))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No call ended within");
        assertThatThrownBy(() -> workload.runUnder(stuck, ACME, progress -> progress.await(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 of 1 operations ended");
    }

    /** Neither in a call nor at the barrier between two: it is given up, and not only by the thread that waits for it. */
    @Test
    void a_run_that_is_given_up_leaves_no_thread_behind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        List<VersionedStorage> stuck = Answering.of(storages(PlainStore::new, 2), (method, answer) -> {
            if (calls.incrementAndGet() == 100) {
                awaitUninterrupted(never);
            }
            return answer;
        });
        Workload workload = Workload.seeded(1).threads(3).operations(6_000).deadline(Duration.ofMillis(500));
        assertThatThrownBy(() -> workload.run(stuck, ACME)).hasMessageContaining("No call ended within");
        never.countDown();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().startsWith("workload-")) {
                thread.join(Duration.ofSeconds(20).toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
        assertThat(calls).hasValueLessThan(200);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Whoever is stuck like that does not hear it.
                continue;
            }
        }
    }

    @Test
    void numbers_out_of_range_are_refused() {
        Workload workload = Workload.seeded(1);
        assertThatThrownBy(() -> workload.threads(1)).hasMessage("threads must be 2 to 16, not 1");
        assertThatThrownBy(() -> workload.threads(17)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> workload.keys(0)).hasMessageContaining("keys");
        assertThatThrownBy(() -> workload.keys(5)).hasMessageContaining("keys");
        assertThatThrownBy(() -> workload.operations(0)).hasMessageContaining("operations");
        assertThatThrownBy(() -> workload.deadline(Duration.ZERO)).hasMessageContaining("deadline");
        assertThatThrownBy(() -> workload.run(storages(PlainStore::new, 1), ACME))
                .hasMessageContaining("two instances");
    }

    @Test
    void operations_that_never_meet_are_reported_as_incomplete() {
        Recorder recorder = Recorder.of(ACME);
        VersionedStorage storage = storages(PlainStore::new, 1).get(0);
        Client client = recorder.client(0, "1", storage);
        client.write(Write.create("Patient", "p1", Content.of("{}")));
        client.write(Write.update("Patient", "p1", IfMatch.version("7"), Content.of("{}")));
        History history = recorder.history(storage, 0, Map.of());
        Contention contention = Contention.of(history);
        assertThat(contention).isEqualTo(new Contention(0, 0, 0, 1));
        assertThat(contention.isSufficient()).isFalse();
        assertThat(contention.toString()).contains("INCOMPLETE");
    }

    @Test
    void contention_counts_pairs_that_were_under_way_at_once() {
        Operation one = operation("1", 0, 10);
        Operation other = operation("2", 10, 20);
        Operation third = operation("2", 11, 12);
        History history = new History(
                0, Map.of(), List.of(one, other, third), List.of(new dev.verso.tck.lin.Audit("P/1", List.of())));
        assertThat(Contention.of(history)).isEqualTo(new Contention(2, 1, 0, 0));
    }

    private static Operation operation(String instance, long invoked, long returned) {
        return new Operation(0, instance, "P/1", Call.read(Kind.READ), new Outcome.Empty(), invoked, returned);
    }

    private List<VersionedStorage> storages(Function<PlainStore.Data, ? extends RevisionStore> store, int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> VersionedStorage.over(store.apply(data)))
                .toList();
    }

    private static class CheckThenWrite extends PlainStore {

        CheckThenWrite(Data data) {
            super(data);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (append instanceof Append.Put put && put.condition() instanceof Condition.LiveAt expected) {
                Optional<dev.verso.RevisionMetadata> head =
                        head(put.key(), Detail.METADATA).map(RevisionRecord::metadata);
                if (!expected.holds(head)) {
                    return new AppendOutcome.Refused(head);
                }
                Thread.yield();
                return super.append(new Append.Put(
                        put.key(),
                        new Condition.Live(),
                        put.content(),
                        put.author(),
                        put.writeId(),
                        put.now(),
                        put.freshKey()));
            }
            return super.append(append);
        }
    }

    private static class StaleCache extends PlainStore {

        private final Map<ResourceKey, List<RevisionRecord>> known = new ConcurrentHashMap<>();

        StaleCache(Data data) {
            super(data);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            known.remove(append.key());
            return outcome;
        }

        @Override
        List<RevisionRecord> revisions(ResourceKey key) {
            return known.computeIfAbsent(key, super::revisions);
        }
    }

    /** Answers before it has written, and does not write at all when it is in trouble. */
    private static class Forgetful extends PlainStore {

        private final Data data;

        Forgetful(Data data) {
            super(data);
            this.data = data;
        }

        @Override
        AppendOutcome decide(Append append) {
            if (data.losingReplies && append instanceof Append.Put put) {
                Optional<RevisionRecord> head = head(put.key(), Detail.METADATA);
                if (put.condition().holds(head.map(RevisionRecord::metadata)) && head.isPresent()) {
                    var before = head.get().metadata();
                    return new AppendOutcome.Appended(new dev.verso.RevisionMetadata(
                            put.key(),
                            before.version() + 1,
                            dev.verso.Change.UPDATE,
                            before.lastUpdated().plusNanos(1_000),
                            before.createdAt(),
                            put.author(),
                            put.writeId()));
                }
            }
            return super.decide(append);
        }
    }
}
