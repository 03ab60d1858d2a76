package dev.verso.tck.store;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What racing writers sent and were answered, to be audited when they are done.
 *
 * <p>The audit replays the versions that the store has now on the model of each key: every one must be the append of an
 * acknowledged writer, whose condition held on the version before; every refusal must name a head that was, on which its
 * condition did not hold, and none older than what was acknowledged before it was asked (LOCK-06). {@link #append} and
 * {@link #appendAll} are thread-safe.
 */
final class Ledger {

    private final StoreTrial trial;
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final Map<ResourceKey, AtomicLong> acknowledged = new ConcurrentHashMap<>();

    Ledger(StoreTrial trial) {
        this.trial = trial;
    }

    /**
     * One append that was tried.
     *
     * @param append the append
     * @param floor the highest version that was acknowledged before it began
     * @param alone whether it was not an entry of a batch
     * @param outcome what came back; empty for an entry of a batch that another entry ended
     * @param began when the call began
     * @param ended when it returned
     */
    record Attempt(Append append, long floor, boolean alone, Optional<AppendOutcome> outcome, long began, long ended) {

        boolean isAppended() {
            return outcome.filter(AppendOutcome.Appended.class::isInstance).isPresent();
        }

        boolean isRefused() {
            return outcome.filter(AppendOutcome.Refused.class::isInstance).isPresent();
        }

        boolean isRaced() {
            return outcome.filter(AppendOutcome.Raced.class::isInstance).isPresent();
        }
    }

    AppendOutcome append(RevisionStore store, Append append) {
        long floor = floor(append.key()).get();
        long began = System.nanoTime();
        AppendOutcome outcome = store.append(append);
        add(append, floor, true, Optional.of(outcome), began);
        return outcome;
    }

    BatchOutcome appendAll(RevisionStore store, List<Append> appends) {
        List<Long> floors =
                appends.stream().map(append -> floor(append.key()).get()).toList();
        long began = System.nanoTime();
        BatchOutcome outcome = store.appendAll(appends);
        if (outcome instanceof BatchOutcome.AllAppended all) {
            Require.equal(appends.size(), all.metadata().size(), "The number of revisions of a batch");
        }
        for (int i = 0; i < appends.size(); i++) {
            add(appends.get(i), floors.get(i), false, ofEntry(outcome, i, appends.size()), began);
        }
        return outcome;
    }

    private static Optional<AppendOutcome> ofEntry(BatchOutcome outcome, int entry, int entries) {
        if (outcome instanceof BatchOutcome.AllAppended all) {
            return Optional.of(new AppendOutcome.Appended(all.metadata().get(entry)));
        }
        BatchOutcome.Rejected rejected = (BatchOutcome.Rejected) outcome;
        Require.that(
                rejected.index() >= 0 && rejected.index() < entries, () -> "A batch has no entry " + rejected.index());
        return rejected.index() == entry ? Optional.of(rejected.reason()) : Optional.empty();
    }

    private void add(Append append, long floor, boolean alone, Optional<AppendOutcome> outcome, long began) {
        if (outcome.isPresent() && outcome.get() instanceof AppendOutcome.Appended appended) {
            floor(append.key()).accumulateAndGet(appended.metadata().version(), Math::max);
        }
        attempts.add(new Attempt(append, floor, alone, outcome, began, System.nanoTime()));
    }

    private AtomicLong floor(ResourceKey key) {
        return acknowledged.computeIfAbsent(key, any -> new AtomicLong());
    }

    Collection<Attempt> attempts() {
        return attempts;
    }

    /** Audits what was written to these keys, and takes it over into their models. */
    void settle(Iterable<KeyModel> keys) {
        for (KeyModel key : keys) {
            settle(key);
        }
    }

    void settle(KeyModel key) {
        List<Attempt> of = attempts.stream()
                .filter(attempt -> attempt.append().key().equals(key.key()))
                .toList();
        Map<UUID, Attempt> byWrite = new HashMap<>();
        of.forEach(attempt ->
                byWrite.merge(attempt.append().writeId(), attempt, (one, other) -> one.isAppended() ? one : other));
        key.feedOrderIsOpen();
        List<RevisionRecord> found = Walks.history(
                trial.store(), Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(1000));
        Require.that(found.size() >= key.life().size(), () -> "Revisions of " + key.key() + " are gone");
        Require.equalLists(key.life(), found.subList(0, key.life().size()), "What " + key.key() + " had before");
        Map<Long, List<Attempt>> refusals =
                of.stream().filter(Attempt::isRefused).collect(Collectors.groupingBy(Ledger::refusedAt));
        judgeRefusals(key, refusals);
        for (RevisionRecord next : found.subList(key.life().size(), found.size())) {
            Attempt attempt = Require.present(
                    byWrite.get(next.metadata().writeId()),
                    () -> "A revision that nobody has sent: " + Trace.show(next));
            Require.that(
                    attempt.isAppended(),
                    () -> "A write that was not acknowledged has taken effect: " + Trace.show(next));
            Require.equal(
                    key.expected(attempt.append()),
                    new AppendOutcome.Appended(next.metadata()),
                    "The revision after version " + key.last() + " of " + key.key());
            Require.equal(
                    attempt.outcome().orElseThrow(),
                    new AppendOutcome.Appended(next.metadata()),
                    "What the writer of version " + (key.last() + 1) + " was told");
            Require.that(
                    next.metadata().version() > attempt.floor(),
                    () -> "A write took version " + next.metadata().version() + ", but version " + attempt.floor()
                            + " was acknowledged before it began");
            key.wrote(attempt.append(), next.metadata());
            Require.equal(key.head(), Optional.of(next), "Version " + key.last() + " of " + key.key());
            judgeRefusals(key, refusals);
        }
        Set<RevisionMetadata> written =
                key.life().stream().map(RevisionRecord::metadata).collect(Collectors.toSet());
        for (Attempt attempt : of) {
            requireItsRevision(key, written, attempt);
        }
    }

    private static long refusedAt(Attempt attempt) {
        AppendOutcome.Refused refused =
                (AppendOutcome.Refused) attempt.outcome().orElseThrow();
        return refused.head().map(RevisionMetadata::version).orElse(0L);
    }

    /** Of the refusals that name the head which the replay has reached. */
    private static void judgeRefusals(KeyModel key, Map<Long, List<Attempt>> refusals) {
        long head = key.headMetadata().map(RevisionMetadata::version).orElse(0L);
        for (Attempt attempt : refusals.getOrDefault(head, List.of())) {
            Require.equal(
                    Optional.of(key.expected(attempt.append())),
                    attempt.outcome(),
                    "The answer to " + Trace.show(attempt.append()));
        }
    }

    private static void requireItsRevision(KeyModel key, Set<RevisionMetadata> written, Attempt attempt) {
        if (attempt.isRefused()) {
            Require.that(
                    refusedAt(attempt) <= key.last() && refusedAt(attempt) >= attempt.floor(),
                    () -> "A refusal names version " + refusedAt(attempt) + "; version " + attempt.floor()
                            + " was acknowledged before it was asked, and the head is at " + key.last() + " now");
        } else if (attempt.outcome().orElse(null) instanceof AppendOutcome.Appended appended) {
            Require.that(
                    written.contains(appended.metadata()),
                    () -> "An acknowledged write is not there: " + Trace.show(attempt.append()));
        } else if (attempt.outcome().isPresent() && attempt.alone()) {
            Require.that(
                    key.last() > attempt.floor(),
                    () -> "An append was told of a race that nobody else ran: " + Trace.show(attempt.append()));
        }
    }

    /** Counts the outcomes, for the report. */
    String counts() {
        long appended = attempts.stream().filter(Attempt::isAppended).count();
        long refused = attempts.stream().filter(Attempt::isRefused).count();
        long raced = attempts.stream().filter(Attempt::isRaced).count();
        return attempts.size() + " appends: " + appended + " appended, " + refused + " refused, " + raced + " raced";
    }
}
