package dev.verso.memory;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.GoneException;
import dev.verso.IfMatch;
import dev.verso.NotFoundException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.memory.Script.Method;
import dev.verso.memory.Script.Turn;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.EraseOutcome;
import dev.verso.tck.Expect;
import dev.verso.tck.Trial;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** LOCK-02 to 04, RES-02, ERA-02 and ERR-09: writes that lose a race at a known call. */
class RetriedWriteTck extends ScriptedKit {

    private static final Turn RACED = Turn.answer(new Raced());

    private static final Set<EachWrite> CREATES = Set.of(EachWrite.CREATE, EachWrite.CREATE_WITHOUT_ID);

    @Test
    void LOCK_03_a_write_that_lost_fewer_races_than_the_policy_allows_succeeds() {
        rule("LOCK-03", t -> {
            VersionedStorage storage = fourTimes(t);
            for (EachWrite each : EachWrite.values()) {
                ResourceKey key = each.key(t, rival(t));
                script.end();
                script.next(Method.APPEND, RACED, RACED, RACED);
                Revision written = storage.write(t.tenant(), each.on(t, key));
                equal("the change of " + each, each.change, written.change());
                equal("how often it was tried", 4, script.calls(Method.APPEND));
            }
        });
    }

    /** LOCK-04: a create never reports a lock. */
    @Test
    void LOCK_03_a_write_that_lost_them_all_fails_and_writes_nothing() {
        rule("LOCK-03", t -> {
            VersionedStorage storage = fourTimes(t);
            for (EachWrite each : EachWrite.values()) {
                ResourceKey key = each.key(t, rival(t));
                script.end();
                script.always(Method.APPEND, RACED);
                Class<? extends StorageException> type = CREATES.contains(each)
                        ? BackendUnavailableException.class
                        : OptimisticLockFailureException.class;
                StorageException failure =
                        refused(type, each + " that always loses", () -> storage.write(t.tenant(), each.on(t, key)));
                int tries = script.calls(Method.APPEND);
                script.end();
                equal("how often it was tried", 4, tries);
                requireNothingWritten(t, failure, key, each.before);
            }
        });
    }

    private static void requireNothingWritten(Trial t, StorageException failure, ResourceKey key, int before) {
        that("it may be repeated", failure.isRetryable(), failure);
        that("its outcome is known", !failure.isOutcomeUnknown(), failure);
        equal("the versions", before, rival(t).listVersions(t.tenant(), key).size());
    }

    @Test
    void LOCK_03_a_batch_that_always_loses_fails_for_the_entry_that_lost() {
        rule("BAT-01", t -> {
            VersionedStorage storage = fourTimes(t);
            ResourceKey one = EachWrite.CREATE.key(t, rival(t));
            ResourceKey two = EachWrite.UPDATE.key(t, rival(t));
            List<Write> batch = List.of(EachWrite.CREATE.on(t, one), EachWrite.UPDATE.on(t, two));
            for (int lost = 0; lost < 2; lost++) {
                script.end();
                script.always(Method.APPEND_ALL, Turn.answer(new Rejected(lost, new Raced())));
                Class<? extends StorageException> type =
                        lost == 0 ? BackendUnavailableException.class : OptimisticLockFailureException.class;
                refused(type, "a batch that always loses", () -> storage.writeBatch(t.tenant(), batch));
                equal("how often it was tried", 4, script.calls(Method.APPEND_ALL));
            }
            script.end();
            Expect.empty("head", rival(t).head(t.tenant(), one));
        });
    }

    @Test
    void ERA_02_an_erasure_that_lost_fewer_races_than_the_policy_allows_succeeds_and_else_fails() {
        rule("ERA-02", t -> {
            VersionedStorage storage = fourTimes(t);
            ResourceKey key = EachWrite.UPDATE.key(t, rival(t));
            Turn raced = Turn.answer(new EraseOutcome.Raced());
            script.always(Method.ERASE, raced);
            OptimisticLockFailureException failure = refused(
                    OptimisticLockFailureException.class,
                    "an erasure that always loses",
                    () -> storage.erase(t.tenant(), key));
            equal("the key", key, failure.key());
            equal("how often it was tried", 4, script.calls(Method.ERASE));
            script.end();
            requireNothingWritten(t, failure, key, 1);
            script.next(Method.ERASE, raced, raced, raced);
            equal("the receipt", List.of("1"), storage.erase(t.tenant(), key).versionIds());
        });
    }

    @Test
    void LOCK_02_a_match_that_lost_a_race_is_told_what_it_lost_to() {
        rule("LOCK-02", t -> {
            ResourceKey updated = raced(t, EachWrite.UPDATE, key -> rival(t).update(t.tenant(), key, t.content()));
            Expect.versionConflict(
                    "a match that lost to an update",
                    updated,
                    "1",
                    2,
                    () -> t.first().write(t.tenant(), EachWrite.UPDATE_MATCH.on(t, updated)));
            ResourceKey deleted = raced(t, EachWrite.UPDATE, key -> rival(t).delete(t.tenant(), key));
            Expect.gone(
                    "a match that lost to a deletion",
                    deleted,
                    2,
                    () -> t.first().write(t.tenant(), EachWrite.DELETE_MATCH.on(t, deleted)));
            ResourceKey erased = raced(t, EachWrite.UPDATE, key -> rival(t).erase(t.tenant(), key));
            Expect.notFound(
                    "a match that lost to an erasure",
                    erased,
                    () -> t.first().write(t.tenant(), EachWrite.UPDATE_MATCH.on(t, erased)));
            ResourceKey created = raced(t, EachWrite.CREATE, key -> rival(t).create(t.tenant(), key, t.content()));
            Expect.alreadyExists(
                    "a create that lost to another",
                    created,
                    1,
                    () -> t.first().write(t.tenant(), EachWrite.CREATE.on(t, created)));
        });
    }

    /** A key whose next write loses to a rival, and hears of the race only. */
    private ResourceKey raced(Trial t, EachWrite state, Consumer<ResourceKey> rival) {
        ResourceKey key = state.key(t, rival(t));
        script.next(Method.APPEND, RACED.after(() -> rival.accept(key)));
        return key;
    }

    @Test
    void LOCK_03_a_write_that_lost_to_another_state_gets_what_the_table_says_for_it() {
        rule("LOCK-03", t -> {
            ResourceKey deleted = raced(t, EachWrite.UPDATE, key -> rival(t).delete(t.tenant(), key));
            refused(GoneException.class, "an update", () -> t.first().update(t.tenant(), deleted, t.content()));
            ResourceKey erased = raced(t, EachWrite.UPDATE, key -> rival(t).erase(t.tenant(), key));
            refused(NotFoundException.class, "a delete", () -> t.first().delete(t.tenant(), erased));
            ResourceKey created = raced(t, EachWrite.CREATE, key -> rival(t).create(t.tenant(), key, t.content()));
            refused(
                    AlreadyExistsException.class,
                    "createIfNotLive",
                    () -> t.first().createIfNotLive(t.tenant(), created, t.content()));
            ResourceKey over = raced(t, EachWrite.CREATE, key -> {
                rival(t).create(t.tenant(), key, t.content());
                rival(t).erase(t.tenant(), key);
            });
            equal(
                    "a create after a life that is over already",
                    3L,
                    t.first().create(t.tenant(), over, t.content()).version());
        });
    }

    @Test
    void LOCK_02_a_list_of_versions_is_judged_anew() {
        rule("LOCK-02", t -> {
            ResourceKey key = raced(t, EachWrite.UPDATE, each -> rival(t).update(t.tenant(), each, t.content()));
            IfMatch both = IfMatch.parse("\"1\", \"2\"");
            equal(
                    "its version",
                    3L,
                    t.first().update(t.tenant(), key, both, t.content()).version());
            script.next(Method.APPEND, Turn.pass().after(() -> rival(t).update(t.tenant(), key, t.content())));
            VersionConflictException conflict = refused(
                    VersionConflictException.class,
                    "a list that the head has left",
                    () -> t.first().update(t.tenant(), key, IfMatch.parse("\"3\", \"7\""), t.content()));
            equal("the expected versions", "3, 7", conflict.expectedVersion());
        });
    }

    @Test
    void LOCK_02_only_a_look_that_fails_makes_a_lost_match_an_OptimisticLockFailure() {
        rule("LOCK-02", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, rival(t));
            BackendUnavailableException away = away();
            script.next(Method.APPEND, RACED);
            script.next(Method.HEAD, Turn.fail(away));
            OptimisticLockFailureException failure = refused(
                    OptimisticLockFailureException.class,
                    "a match whose look fails",
                    () -> t.first().write(t.tenant(), EachWrite.UPDATE_MATCH.on(t, key)));
            equal("the key", key, failure.key());
            that("the look's fault is kept", List.of(failure.getSuppressed()).contains(away), failure.getSuppressed());
            requireNothingWritten(t, failure, key, 1);
            ResourceKey fresh = EachWrite.CREATE.key(t, rival(t));
            script.next(Method.APPEND, RACED);
            script.next(Method.HEAD, Turn.fail(away));
            refused(
                    BackendUnavailableException.class,
                    "a create whose look fails",
                    () -> t.first().write(t.tenant(), EachWrite.CREATE.on(t, fresh)));
        });
    }

    @Test
    void ERR_09_interrupted_between_two_tries_it_is_unavailable_and_the_flag_set() {
        rule("ERR-09", t -> {
            for (EachWrite each : EachWrite.values()) {
                boolean looks = CREATES.contains(each) || each.condition.equals("live at version 1");
                if (looks) {
                    continue;
                }
                ResourceKey key = each.key(t, rival(t));
                script.next(
                        Method.APPEND, RACED.after(() -> Thread.currentThread().interrupt()));
                requireInterrupted(t, each, key);
            }
        });
    }

    private static void requireInterrupted(Trial t, EachWrite each, ResourceKey key) {
        boolean flag;
        BackendUnavailableException failure;
        try {
            failure = refused(
                    BackendUnavailableException.class,
                    each + " that is interrupted",
                    () -> t.first().write(t.tenant(), each.on(t, key)));
        } finally {
            flag = Thread.interrupted();
        }
        that("the flag is set", flag, "it is not");
        requireNothingWritten(t, failure, key, each.before);
    }

    /** The tombstone that was seen is not the head any more when its content is looked for, or when the copy is sent. */
    @Test
    void RES_02_a_restore_whose_head_moves_starts_over() {
        rule("RES-02", t -> {
            for (Method moment : List.of(Method.APPEND, Method.REVISION)) {
                ResourceKey key = EachWrite.RESTORE.key(t, rival(t));
                Content content = t.content();
                script.next(moment, Turn.pass().after(() -> {
                    rival(t).createOrUpdate(t.tenant(), key, content);
                    rival(t).delete(t.tenant(), key);
                }));
                boolean named = moment == Method.REVISION;
                Write restore = named ? Write.restore(key.type(), key.id(), "3") : Write.restore(key.type(), key.id());
                StoredResource restored = (StoredResource) t.first().write(t.tenant(), restore);
                equal("its version", 5L, restored.version());
                equal("its content", content, restored.content());
            }
        });
    }

    @Test
    void RES_02_a_restore_whose_key_another_one_restored_or_erased_is_judged_by_that() {
        rule("RES-02", t -> {
            ResourceKey restored = EachWrite.RESTORE.key(t, rival(t));
            script.next(Method.APPEND, Turn.pass().after(() -> rival(t).restore(t.tenant(), restored)));
            Expect.alreadyExists("restore", restored, 3, () -> t.first().restore(t.tenant(), restored));
            ResourceKey erased = EachWrite.RESTORE.key(t, rival(t));
            script.next(Method.REVISION, Turn.pass().after(() -> rival(t).erase(t.tenant(), erased)));
            Expect.notFound(
                    "restore of a version",
                    erased,
                    () -> t.first().write(t.tenant(), EachWrite.RESTORE_NAMED.on(t, erased)));
        });
    }

    /** Nothing is restorable at each look, and each time the tombstone is another one. */
    @Test
    void LOCK_03_a_restore_whose_head_moves_at_every_look_ends_in_OptimisticLockFailure() {
        rule("LOCK-03", t -> {
            VersionedStorage storage = fourTimes(t);
            ResourceKey key = EachWrite.RESTORE.key(t, rival(t));
            script.always(Method.REVISION, Turn.pass().after(() -> {
                rival(t).createOrUpdate(t.tenant(), key, t.content());
                rival(t).delete(t.tenant(), key);
            }));
            refused(
                    OptimisticLockFailureException.class,
                    "a restore whose head never rests",
                    () -> storage.write(t.tenant(), Write.restore(key.type(), key.id(), "999")));
            equal("how often it looked", 4, script.calls(Method.REVISION));
            script.end();
            equal("the versions", 10, rival(t).listVersions(t.tenant(), key).size());
        });
    }

    @Test
    void ERR_09_an_erasure_interrupted_between_two_tries_is_unavailable_and_the_flag_set() {
        rule("ERA-02", t -> {
            ResourceKey key = EachWrite.RESTORE.key(t, rival(t));
            script.next(
                    Method.ERASE,
                    Turn.answer(new EraseOutcome.Raced())
                            .after(() -> Thread.currentThread().interrupt()));
            boolean flag;
            try {
                refused(
                        BackendUnavailableException.class,
                        "an erasure that is interrupted",
                        () -> t.first().erase(t.tenant(), Erasure.ofResource(key.type(), key.id())));
            } finally {
                flag = Thread.interrupted();
            }
            that("the flag is set", flag, "it is not");
            equal("the versions", 2, rival(t).listVersions(t.tenant(), key).size());
        });
    }
}
