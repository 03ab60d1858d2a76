package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.HistoryQuery;
import dev.verso.NotFoundException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.ResourceKey;
import dev.verso.RetryPolicy;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import dev.verso.tck.Rendezvous.Outcomes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Chapter LOCK, rules 03 and 04: unconditional writes and creates under contention. */
public interface ContentionRules extends Chapter {
    /** Sixteen writers of one key, with the default policy: every write is acknowledged, and every one is in the history. */
    @Test
    default void LOCK_03_sixteen_writers_of_one_key_lose_nothing() {
        rule("LOCK-03", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            int each = 20;
            Outcomes<List<StoredResource>> outcomes = race.run(16, task -> {
                List<StoredResource> written = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    Thread.yield();
                    written.add(
                            task % 4 == 3
                                    ? t.either(task)
                                            .createOrUpdate(t.tenant(), key, t.content())
                                            .resource()
                                    : t.either(task).update(t.tenant(), key, t.content()));
                }
                return written;
            });
            outcomes.onlyThrown("an unconditional writer", List.of());
            Set<Revision> acknowledged = new HashSet<>();
            outcomes.values().forEach(acknowledged::addAll);
            equal("the number of acknowledged writes", 16 * each, acknowledged.size());
            List<Revision> history = t.second()
                    .historyStream(
                            t.tenant(),
                            HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                    .toList();
            equal(
                    "the versions in the history",
                    LongStream.rangeClosed(1, 16L * each + 1).boxed().toList(),
                    history.stream().map(Revision::version).toList());
            equal("the revisions after the first", acknowledged, new HashSet<>(history.subList(1, history.size())));
            race.report();
        });
    }

    /** Writers of every unconditional kind at once: what is acknowledged is in the history, with a change that fits. */
    @Test
    default void LOCK_03_mixed_unconditional_writers_lose_nothing() {
        rule("LOCK-03", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Patient");
            Outcomes<List<Revision>> outcomes = race.run(10, task -> {
                List<Revision> written = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    Thread.yield();
                    mixedWrite(t, task, key).ifPresent(written::add);
                }
                return written;
            });
            outcomes.onlyThrown("an unconditional writer", List.of());
            List<Revision> history = t.second()
                    .historyStream(
                            t.tenant(),
                            HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                    .toList();
            List<Revision> acknowledged = outcomes.values().stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(Revision::version))
                    .toList();
            equal("what is in the history", acknowledged, history);
            requireLegal(history);
            race.report();
        });
    }

    private static Optional<Revision> mixedWrite(Trial t, int task, ResourceKey key) {
        VersionedStorage storage = t.either(task / 5);
        try {
            return Optional.of(
                    switch (task % 5) {
                        case 0 ->
                            storage.createOrUpdate(t.tenant(), key, t.content()).resource();
                        case 1 -> storage.delete(t.tenant(), key);
                        case 2 -> storage.createIfNotLive(t.tenant(), key, t.content());
                        case 3 -> storage.update(t.tenant(), key, t.content());
                        default -> storage.restore(t.tenant(), key);
                    });
        } catch (NotFoundException e) {
            // Gone is one of them: the state that the write met allows nothing else.
            equal("the key of the refusal", key, e.key());
        } catch (AlreadyExistsException e) {
            equal("the key of the refusal", key, e.key());
        }
        return Optional.empty();
    }

    private static void requireLegal(List<Revision> history) {
        Optional<Change> before = Optional.empty();
        for (Revision revision : history) {
            Optional<Change> last = before;
            boolean legal = switch (revision.change()) {
                case CREATE -> last.isEmpty();
                case RESTORE -> last.equals(Optional.of(Change.DELETE));
                case UPDATE, DELETE -> last.isPresent() && last.get() != Change.DELETE;
                case ERASURE -> false;
            };
            that("the change of " + Words.of(revision) + " fits after " + last, legal, revision);
            before = Optional.of(revision.change());
        }
    }

    /** Without retries a lost race is OptimisticLockFailure, of a kind that may be retried, and nothing was written. */
    @Test
    default void LOCK_03_without_retries_a_lost_race_is_OptimisticLockFailure() {
        rule("LOCK-03", t -> {
            Race race = new Race(t);
            List<VersionedStorage> once = List.of(
                    t.open(t.options().retryPolicy(RetryPolicy.NONE).build()),
                    t.open(t.options().retryPolicy(RetryPolicy.NONE).build()));
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            int acknowledged = 0;
            for (int round = 0; round < 20; round++) {
                Outcomes<StoredResource> outcomes =
                        race.run(6, task -> once.get(task % 2).update(t.tenant(), key, t.content()));
                outcomes.onlyThrown("an update without retries", List.of(OptimisticLockFailureException.class));
                for (OptimisticLockFailureException lost : outcomes.thrown(OptimisticLockFailureException.class)) {
                    equal("the key", key, lost.key());
                    that("the lost race is retryable", lost.isRetryable() && !lost.isOutcomeUnknown(), lost);
                }
                that(
                        "one of the racing updates is acknowledged",
                        !outcomes.values().isEmpty(),
                        "none");
                acknowledged += outcomes.values().size();
            }
            equal(
                    "the versions",
                    acknowledged + 1,
                    t.second().listVersions(t.tenant(), key).size());
            race.report();
        });
    }

    /** Many create one id at once: one does, and every other is told version 1. */
    @Test
    default void LOCK_04_of_concurrent_creates_exactly_one_wins() {
        rule("LOCK-04", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(30)) {
                ResourceKey key = t.key("Patient");
                Outcomes<StoredResource> outcomes =
                        race.run(8, task -> t.either(task).create(t.tenant(), key, t.content()));
                StoredResource winner = race.oneWinner("create", outcomes, AlreadyExistsException.class);
                equal("the winner's version", 1L, winner.version());
                for (AlreadyExistsException lost : outcomes.thrown(AlreadyExistsException.class)) {
                    equal("the version that AlreadyExists tells", Optional.of("1"), lost.versionId());
                }
                equal("read", Optional.of(winner), t.second().read(t.tenant(), key));
                equal("versions", List.of("1"), t.second().listVersions(t.tenant(), key));
            }
            race.report();
        });
    }

    /** Creates that race with writes that also create: one life begins, once. */
    @Test
    default void LOCK_04_a_create_that_races_with_other_first_writes_wins_or_finds_the_other() {
        rule("LOCK-04", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(20)) {
                ResourceKey key = t.key("Patient");
                Outcomes<StoredResource> outcomes = race.run(6, task -> switch (task % 3) {
                    case 0 -> t.either(task / 3).create(t.tenant(), key, t.content());
                    case 1 -> t.either(task / 3).createIfNotLive(t.tenant(), key, t.content());
                    default ->
                        t.either(task / 3)
                                .createOrUpdate(t.tenant(), key, t.content())
                                .resource();
                });
                outcomes.onlyThrown("a first write", List.of(AlreadyExistsException.class));
                List<Revision> history = t.second()
                        .historyStream(
                                t.tenant(),
                                HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                        .toList();
                equal(
                        "the number of creates",
                        1L,
                        history.stream()
                                .filter(revision -> revision.change() == Change.CREATE)
                                .count());
                equal("what was acknowledged is the history", new HashSet<>(outcomes.values()), new HashSet<>(history));
            }
            race.report();
        });
    }

    /** After an erasure an id is created anew, and again once. */
    @Test
    default void LOCK_04_of_concurrent_creates_after_an_erasure_exactly_one_wins() {
        rule("LOCK-04", Capability.ERASURE, t -> {
            Race race = new Race(t);
            while (race.wantsAnother(15)) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                t.first().erase(t.tenant(), key);
                Outcomes<StoredResource> outcomes =
                        race.run(6, task -> t.either(task).create(t.tenant(), key, t.content()));
                StoredResource winner = race.oneWinner("create", outcomes, AlreadyExistsException.class);
                equal("the winner's version", 3L, winner.version());
                equal("versions", List.of("3"), t.second().listVersions(t.tenant(), key));
            }
            race.report();
        });
    }
}
