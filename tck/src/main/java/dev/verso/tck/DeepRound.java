package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.HistoryQuery;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.tck.DeepRun.Part;
import dev.verso.tck.DeepRun.Result;
import dev.verso.tck.DeepRun.Violation;
import dev.verso.tck.load.Contention;
import dev.verso.tck.load.Load;
import dev.verso.tck.load.Workload;
import dev.verso.tck.model.Counterexample;
import dev.verso.tck.model.Ground;
import dev.verso.tck.model.RandomSequences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** One round of a {@link DeepRun}: a history, and some sequences, all of which its seed decides. */
final class DeepRound {

    private static final int SEQUENCES = 5;
    private static final int FEWEST_OPERATIONS = 200;
    private static final int MOST_OPERATIONS = 2_000;

    private final Subject subject;
    private final long seed;
    private final Set<Part> parts;
    private final List<TenantContext> tenants = new ArrayList<>();

    private long histories;
    private long operations;
    private long sequences;
    private Contention contention = new Contention(0, 0, 0, 0);
    private Optional<Path> saved = Optional.empty();

    DeepRound(Subject subject, long seed, Set<Part> parts) {
        this.subject = subject;
        this.seed = seed;
        this.parts = parts;
    }

    /** Plays the round and adds what it found to what there is so far. */
    Result play(Result before) throws Exception {
        Optional<Violation> violation = Optional.empty();
        Trial trial = new Trial(subject, seed);
        String rule = "LOCK-06";
        try {
            if (parts.contains(Part.HISTORY)) {
                history(trial);
            }
            rule = "VER-07";
            if (parts.contains(Part.SEQUENCES)) {
                sequences(trial);
            }
            sweep(trial);
            rule = "ERR-09";
            trial.close();
        } catch (Expect.Unmet e) {
            violation = Optional.of(violation(rule, "expected: " + e.expected() + "\nseen:     " + e.seen()));
        } catch (RuntimeException e) {
            if (!trial.journal().threw(e)) {
                throw e;
            }
            violation = Optional.of(violation(rule, "expected: the call returns\nseen:     it threw " + Words.of(e)));
        } finally {
            if (violation.isPresent()) {
                closeQuietly(trial);
            }
        }
        return new Result(
                before.seed(),
                before.histories() + histories,
                before.operations() + operations,
                before.sequences() + sequences,
                before.contention().plus(contention),
                violation);
    }

    private static void closeQuietly(Trial trial) {
        try {
            trial.close();
        } catch (RuntimeException e) {
            // What broke is told already.
            return;
        }
    }

    private Violation violation(String rule, String message) {
        String command = saved.map(Again::history).orElseGet(() -> Again.round(check(rule), seed));
        return new Violation(rule, seed, message, saved, command);
    }

    /** The check that goes on with rounds, which may break another rule when they end. */
    private String check(String rule) {
        return rule.equals("LOCK-06") || !parts.contains(Part.SEQUENCES)
                ? "LOCK_06_histories_of_all_operations_are_linearizable"
                : "VER_07_random_sequences_agree_with_the_model";
    }

    /** The shape is drawn from the seed alone, so that the same seed asks for the same. */
    Workload workload(boolean withReads) {
        SplittableRandom random = new SplittableRandom(seed);
        Workload workload = Workload.seeded(random.nextLong())
                .threads(2 + random.nextInt(15))
                .keys(1 + random.nextInt(4))
                .operations(FEWEST_OPERATIONS + random.nextInt(MOST_OPERATIONS - FEWEST_OPERATIONS))
                .deadline(subject.deadline());
        boolean writesOnly = random.nextInt(4) == 0;
        return withReads && !writesOnly ? workload : workload.writesOnly();
    }

    private int instances() {
        return 2 + new SplittableRandom(~seed).nextInt(3);
    }

    private void history(Trial trial) throws Exception {
        tenants.add(trial.tenant());
        List<VersionedStorage> storages = new ArrayList<>(List.of(trial.first(), trial.second()));
        while (storages.size() < instances()) {
            storages.add(trial.open(trial.options().build()));
        }
        Workload workload = workload(trial.first().capabilities().reads() == ReadMode.LINEARIZABLE);
        Load load;
        try {
            load = workload.run(storages, trial.tenant());
        } catch (Workload.StuckException e) {
            throw Expect.unmet("every call ends within the subject's deadline", String.valueOf(e.getMessage()));
        }
        histories++;
        operations += load.history().operations().size();
        contention = contention.plus(load.contention());
        Optional<Evidence> evidence = Evidence.against("the history of " + workload, load.history());
        if (evidence.isPresent()) {
            saved = evidence.get().saved();
            throw Expect.unmet(evidence.get().expected(), evidence.get().seen());
        }
        Evidence.requireAnswered(load.history());
    }

    private void sequences(Trial trial) {
        Ground ground = new Ground(
                List.of(trial.first(), trial.second()),
                trial.clock()::set,
                ending -> {
                    TenantContext tenant = trial.tenantLike(ending);
                    tenants.add(tenant);
                    return tenant;
                },
                subject.declared(),
                subject.deadline());
        Optional<Counterexample> found = new RandomSequences(ground).search(new Random(seed), SEQUENCES);
        if (found.isPresent()) {
            throw Expect.unmet(expected(found.get()), found.get().seen());
        }
        sequences += SEQUENCES;
    }

    /** What a counterexample shows, in words. */
    static String expected(Counterexample found) {
        return "the last of these calls gives what the model gives:\n\n" + found.reproducer() + "\n    that is "
                + found.expected();
    }

    /** Leaves nothing behind where that can be had, so that a long run does not fill the store. */
    private void sweep(Trial trial) {
        if (!subject.declared().containsAll(Set.of(Capability.SCANS, Capability.ERASURE))) {
            return;
        }
        for (TenantContext tenant : tenants) {
            Set<ResourceKey> keys = trial.first()
                    .historyStream(tenant, HistoryQuery.ofTenant())
                    .map(Revision::key)
                    .collect(Collectors.toSet());
            keys.forEach(key -> trial.first().erase(tenant, key));
        }
    }
}
