package dev.verso.tck.load;

import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.Tombstone;
import dev.verso.VersionedStorage;
import dev.verso.Versions;
import dev.verso.Write;
import dev.verso.tck.lin.History;
import dev.verso.tck.lin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** One playing of a {@link Workload}. */
final class Run {

    private static final String TYPE = "Hot";
    private static final int STEPS_A_ROUND = 12;
    private static final int STEPS_A_ROUND_UNDER_FAULTS = 40;
    private static final int SPINS = 200;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    private final Workload workload;
    private final List<VersionedStorage> storages;
    private final TenantContext tenant;
    private final Recorder recorder;
    private final Meter meter;
    private final Map<Long, List<HotKey>> rounds = new ConcurrentHashMap<>();

    // Not seeded: two runs with one seed over one backend must not meet in a key.
    private final String nonce = UUID.randomUUID().toString().substring(0, 8);

    Run(Workload workload, List<VersionedStorage> storages, TenantContext tenant) {
        if (storages.size() < 2) {
            throw new IllegalArgumentException("A workload needs two instances or more, not " + storages.size());
        }
        this.workload = workload;
        this.storages = List.copyOf(storages);
        this.tenant = tenant;
        this.recorder = Recorder.of(tenant);
        this.meter = new Meter(workload.deadline());
    }

    Load inRounds() throws InterruptedException {
        long steps = Math.max(1, workload.operations() / workload.threads());
        AtomicLong[] arrived = {new AtomicLong()};
        try (Crew crew = new Crew(meter)) {
            for (int thread = 0; thread < workload.threads(); thread++) {
                Script script = script(thread, false);
                crew.start(() -> {
                    for (long step = 0; step < steps && !meter.isOver(); step++) {
                        long round = step / STEPS_A_ROUND;
                        if (round % 2 == 0 || step % STEPS_A_ROUND == 0) {
                            meet(arrived[0], (step + 1) * workload.threads());
                        } else {
                            arrived[0].incrementAndGet();
                        }
                        Meter.Era era = meter.era();
                        meter.ended(script.next(keys(round)), era);
                    }
                });
            }
            crew.await();
        }
        return load(recorder.history(storages.get(0), workload.seed(), notes()));
    }

    /**
     * Waits until all threads have made as many steps. A barrier that wakes one after the other would let the first be done
     * before the last begins.
     */
    private void meet(AtomicLong arrived, long all) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < all && !meter.isOver(); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    Load under(Faults faults) throws Exception {
        AtomicLong tickets = new AtomicLong();
        long ofRound = (long) STEPS_A_ROUND_UNDER_FAULTS * workload.threads();
        try (Crew crew = new Crew(meter)) {
            for (int thread = 0; thread < workload.threads(); thread++) {
                Script script = script(thread, true);
                crew.start(() -> {
                    long pause = 0;
                    while (!meter.isOver()) {
                        long round = tickets.getAndIncrement() / ofRound;
                        Meter.Era era = meter.era();
                        Outcome outcome = script.next(keys(round));
                        meter.ended(outcome, era);
                        // A backend that is away is not asked at full speed, as no caller would.
                        pause = Meter.isTurnedAway(outcome)
                                ? Math.min(LONGEST_PAUSE.toNanos(), Math.max(1, pause) * 2 + 100_000)
                                : 0;
                        if (pause > 0) {
                            LockSupport.parkNanos(pause);
                        }
                    }
                });
            }
            faults.strike(meter);
            meter.overAfter(workload.operations());
            crew.await();
        }
        faults.settle();
        fence();
        return load(audited());
    }

    /** An instance that the faults have hit may need more than one try, here as in {@link #fence()}. */
    private History audited() {
        long end = System.nanoTime() + workload.deadline().toNanos();
        while (true) {
            try {
                return recorder.history(storages.get(0), workload.seed(), notes());
            } catch (BackendUnavailableException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
            }
        }
    }

    /**
     * Moves each head beyond every version that a match on it has named. After that no such match can take effect any more,
     * nor any create; on a deleted key none can anyway, because what restores one is not sent unless the faults see to it
     * that it takes no effect late. The fence writes are matches and creates themselves, and fenced by the same reasoning if
     * their outcome is unknown.
     */
    private void fence() {
        Client client = recorder.client(workload.threads(), "1 as fence", storages.get(0));
        List<HotKey> all = rounds.values().stream().flatMap(List::stream).toList();
        for (HotKey key : all) {
            long end = System.nanoTime() + workload.deadline().toNanos();
            while (!isFenced(client, key)) {
                if (System.nanoTime() - end > 0) {
                    throw new Workload.StuckException("The backend did not come back within " + workload.deadline()
                            + ": " + key.type() + "/" + key.id() + " could not be fenced");
                }
            }
        }
    }

    /** The looks are not part of the history: in a weaker read mode they may be old, and an old one only asks for more. */
    private boolean isFenced(Client client, HotKey key) {
        Optional<Revision> head;
        try {
            head = storages.get(0).head(tenant, key.type(), key.id());
        } catch (StorageException e) {
            LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
            return false;
        }
        if (head.isEmpty()) {
            client.write(Write.create(key.type(), key.id(), FENCE));
            return false;
        }
        long version = head.get().version();
        if (head.get() instanceof Tombstone || version > key.highestExpected()) {
            return true;
        }
        key.expect(version);
        client.write(Write.update(key.type(), key.id(), IfMatch.version(Versions.format(version)), FENCE));
        return false;
    }

    private static final Content FENCE = Content.of("{\"fence\":true}");

    private Script script(int thread, boolean underFaults) {
        int number = thread % storages.size();
        Client client = recorder.client(thread, Integer.toString(number + 1), storages.get(number));
        SplittableRandom random = new SplittableRandom(workload.seed() * 31 + thread);
        Script.Mix mix = !underFaults
                ? Script.Mix.ALL
                : workload.unconditional() ? Script.Mix.UNDER_FAULTS : Script.Mix.CONDITIONAL_UNDER_FAULTS;
        return new Script(random, client, tenant.tenant(), mix, workload.reads());
    }

    private List<HotKey> keys(long round) {
        return rounds.computeIfAbsent(
                round,
                number -> IntStream.range(0, workload.keys())
                        .mapToObj(key -> new HotKey(TYPE, "k-" + nonce + "-" + number + "-" + key))
                        .toList());
    }

    private Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("workload", workload.toString());
        notes.put("instances", Integer.toString(storages.size()));
        notes.put("backend", storages.get(0).capabilities().backend());
        return notes;
    }

    private static Load load(History history) {
        return new Load(history, Contention.of(history));
    }

    /** The threads of a run; closing interrupts those that still call. */
    private static final class Crew implements AutoCloseable {

        private final Meter meter;
        private final List<Thread> threads = new ArrayList<>();

        Crew(Meter meter) {
            this.meter = meter;
        }

        void start(Runnable task) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } catch (Throwable e) {
                            meter.fail(e);
                        }
                    },
                    "workload-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        void await() throws InterruptedException {
            meter.join(threads);
            meter.requireSound();
        }

        @Override
        public void close() {
            meter.overAfter(0);
            threads.forEach(Thread::interrupt);
        }
    }
}
