package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.THREE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendUnavailableException;
import dev.verso.GoneException;
import dev.verso.IfMatch;
import dev.verso.NotFoundException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.Permission;
import dev.verso.RetryPolicy;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.Written;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.AppendOutcome.Raced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LOCK-01 to LOCK-05. */
class LockingTest {

    private static final Step RACED = Step.answer(new Raced());

    /** The store saw the race only: its condition held, and when it wrote the slot was taken. */
    private static Step racedAfter(Runnable rivalWins) {
        return call -> {
            rivalWins.run();
            return new Raced();
        };
    }

    @Test
    void LOCK_02_a_match_that_raced_an_update_is_told_the_actual_version() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, racedAfter(() -> fixture.rival.update(ACME, KEY, TWO)));

        VersionConflictException conflict = catchThrowableOfType(
                VersionConflictException.class, () -> fixture.storage.updateWithMatch(ACME, KEY, "1", THREE));

        assertThat(conflict.expectedVersion()).isEqualTo("1");
        assertThat(conflict.actualVersion()).contains("2");
        assertThat(conflict.key()).isEqualTo(KEY);
        assertThat(fixture.history()).hasSize(2);
    }

    @Test
    void LOCK_02_a_match_that_raced_a_deletion_is_told_of_the_tombstone() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, racedAfter(() -> fixture.rival.delete(ACME, KEY)));

        GoneException gone =
                catchThrowableOfType(GoneException.class, () -> fixture.storage.deleteWithMatch(ACME, KEY, "1"));

        assertThat(gone.versionId()).contains("2");
        assertThat(gone.deletedAt()).contains(fixture.history().get(1).lastUpdated());
    }

    @Test
    void LOCK_02_a_match_that_raced_an_erasure_finds_nothing() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, racedAfter(() -> fixture.rival.erase(ACME, KEY)));

        assertThatThrownBy(() -> fixture.storage.updateWithMatch(ACME, KEY, "1", THREE))
                .isExactlyInstanceOf(NotFoundException.class);
    }

    @Test
    void LOCK_02_only_a_failed_look_makes_a_lost_match_an_optimistic_lock_failure() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, RACED);
        BackendUnavailableException down = new BackendUnavailableException("down", null);
        fixture.store.script(Op.HEAD, Step.failBefore(down));

        OptimisticLockFailureException failure = catchThrowableOfType(
                OptimisticLockFailureException.class, () -> fixture.storage.updateWithMatch(ACME, KEY, "1", TWO));

        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.getSuppressed()).containsExactly(down);
        assertThat(fixture.history()).hasSize(1);
    }

    @Test
    void LOCK_02_a_match_whose_head_still_matches_after_a_race_is_tried_again() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, RACED, RACED);

        assertThat(fixture.storage.updateWithMatch(ACME, KEY, "1", TWO).version())
                .isEqualTo(2);
    }

    @Test
    void a_list_of_versions_is_judged_anew_after_a_race() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, racedAfter(() -> fixture.rival.update(ACME, KEY, TWO)));

        Revision written = fixture.storage.update(ACME, KEY, IfMatch.parse("\"1\", \"2\""), THREE);

        assertThat(written.version()).isEqualTo(3);
        assertThat(fixture.store.appends()).hasSize(2);
    }

    @Test
    void a_list_of_versions_that_the_winner_left_behind_is_a_conflict() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, Step.after(() -> fixture.rival.update(ACME, KEY, TWO)));

        assertThatThrownBy(() -> fixture.storage.update(ACME, KEY, IfMatch.parse("\"1\", \"3\""), THREE))
                .isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                    assertThat(conflict.expectedVersion()).isEqualTo("1, 3");
                    assertThat(conflict.actualVersion()).contains("2");
                });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void LOCK_03_a_write_that_lost_fewer_races_than_the_policy_allows_succeeds(Kind kind) {
        Fixture fixture = new Fixture();
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, RACED, RACED, RACED, RACED);

        assertThat(fixture.storage.write(ACME, kind.write).change()).isEqualTo(kind.change);
        assertThat(fixture.store.calls(Op.APPEND)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void LOCK_03_and_04_a_write_that_lost_them_all_fails_with_nothing_written(Kind kind) {
        Fixture fixture = new Fixture();
        kind.prepare(fixture.rival);
        List<?> before = fixture.everything();
        fixture.store.always(Op.APPEND, RACED);

        StorageException failure =
                catchThrowableOfType(StorageException.class, () -> fixture.storage.write(ACME, kind.write));

        boolean create = kind.write instanceof Write.Create;
        assertThat(failure)
                .isExactlyInstanceOf(create ? BackendUnavailableException.class : OptimisticLockFailureException.class);
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.isRetryable()).isTrue();
        assertThat(fixture.store.calls(Op.APPEND)).isEqualTo(5);
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void LOCK_03_an_unconditional_write_that_lost_to_another_state_gets_what_the_table_says_for_it() {
        Fixture deleted = new Fixture().live();
        deleted.store.script(Op.APPEND, racedAfter(() -> deleted.rival.delete(ACME, KEY)));
        assertThatThrownBy(() -> deleted.storage.update(ACME, KEY, TWO)).isInstanceOf(GoneException.class);

        Fixture erased = new Fixture().live();
        erased.store.script(Op.APPEND, racedAfter(() -> erased.rival.erase(ACME, KEY)));
        assertThatThrownBy(() -> erased.storage.delete(ACME, KEY)).isExactlyInstanceOf(NotFoundException.class);

        Fixture created = new Fixture();
        created.store.script(Op.APPEND, racedAfter(() -> created.rival.create(ACME, KEY, ONE)));
        assertThatThrownBy(() -> created.storage.createIfNotLive(ACME, KEY, TWO))
                .isInstanceOf(AlreadyExistsException.class);

        Fixture either = new Fixture();
        either.store.script(Op.APPEND, racedAfter(() -> either.rival.create(ACME, KEY, ONE)));
        Written written = either.storage.createOrUpdate(ACME, KEY, TWO);
        assertThat(written.created()).isFalse();
        assertThat(written.resource().version()).isEqualTo(2);
    }

    @Test
    void LOCK_03_the_retry_keeps_write_id_and_time() {
        Fixture fixture = new Fixture().live();
        fixture.store.script(Op.APPEND, RACED);

        Revision written = fixture.storage.update(ACME, KEY, TWO);

        assertThat(fixture.store.appends())
                .hasSize(2)
                .allSatisfy(append -> assertThat(append.writeId()).isEqualTo(written.writeId()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UPDATE", "DELETE", "CREATE_OR_UPDATE_LIVE", "CREATE_IF_NOT_LIVE", "RESTORE", "UPDATE_LIST"})
    void ERR_09_interrupted_between_tries_a_write_is_unavailable_with_the_flag_set(Kind kind) {
        for (Duration pause : List.of(Duration.ZERO, Duration.ofSeconds(30))) {
            Fixture fixture = new Fixture(
                    new NaiveRevisionStore(NaiveRevisionStore.Pages.FULL), new RetryPolicy(5, pause, pause));
            kind.prepare(fixture.rival);
            List<?> before = fixture.everything();
            fixture.store.script(
                    Op.APPEND, racedAfter(() -> Thread.currentThread().interrupt()));

            StorageException failure =
                    catchThrowableOfType(StorageException.class, () -> fixture.storage.write(ACME, kind.write));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).isExactlyInstanceOf(BackendUnavailableException.class);
            assertThat(failure.isOutcomeUnknown()).isFalse();
            assertThat(fixture.everything()).isEqualTo(before);
        }
    }

    @Test
    void LOCK_04_a_create_that_raced_another_one_gets_already_exists() {
        Fixture fixture = new Fixture();
        fixture.store.script(Op.APPEND, racedAfter(() -> fixture.rival.create(ACME, KEY, ONE)));

        AlreadyExistsException exists =
                catchThrowableOfType(AlreadyExistsException.class, () -> fixture.storage.create(ACME, KEY, TWO));

        assertThat(exists.versionId()).contains("1");
    }

    @Test
    void LOCK_04_a_create_that_raced_a_life_already_over_creates() {
        Fixture fixture = new Fixture();
        fixture.store.script(Op.APPEND, racedAfter(() -> {
            fixture.rival.create(ACME, KEY, ONE);
            fixture.rival.erase(ACME, KEY);
        }));

        assertThat(fixture.storage.create(ACME, KEY, TWO).version()).isEqualTo(3);
    }

    @Test
    void LOCK_04_a_create_whose_look_fails_reports_the_look_and_no_lock() {
        Fixture fixture = new Fixture();
        fixture.store.script(Op.APPEND, RACED);
        fixture.store.script(Op.HEAD, Step.failBefore(new BackendUnavailableException("down", null)));

        assertThatThrownBy(() -> fixture.storage.create(ACME, KEY, TWO))
                .isExactlyInstanceOf(BackendUnavailableException.class);
    }

    @Test
    void LOCK_05_without_READ_refusals_tell_nothing_of_the_head() {
        TenantContext blind = TenantContext.of(
                "acme",
                TenantPermissions.builder()
                        .allow(Permission.CREATE, Permission.UPDATE, Permission.DELETE)
                        .allowOn("Other", Permission.READ)
                        .build());
        Fixture live = new Fixture().live();
        live.rival.update(ACME, KEY, TWO);
        Fixture deleted = new Fixture().deleted();

        assertThatThrownBy(() -> live.storage.create(blind, KEY, ONE))
                .isInstanceOfSatisfying(AlreadyExistsException.class, e -> {
                    assertThat(e.head()).isEmpty();
                    assertThat(e.versionId()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain("version 2");
                });
        assertThatThrownBy(() -> live.storage.updateWithMatch(blind, KEY, "1", ONE))
                .isInstanceOfSatisfying(VersionConflictException.class, e -> {
                    assertThat(e.head()).isEmpty();
                    assertThat(e.actualVersion()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain("2;").doesNotContain("version 2");
                });
        assertThatThrownBy(() -> deleted.storage.update(blind, KEY, ONE))
                .isInstanceOfSatisfying(GoneException.class, e -> {
                    assertThat(e.tombstone()).isEmpty();
                    assertThat(e.deletedAt()).isEmpty();
                    assertThat(e.versionId()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain("version");
                });
        assertThat(live.storage.update(blind, KEY, ONE).version()).isEqualTo(3);
    }

    @Test
    void LOCK_01_of_many_matches_on_one_version_exactly_one_is_acknowledged() throws Exception {
        Fixture fixture = new Fixture().live();
        List<Boolean> won = atOnce(8, i -> {
            try {
                fixture.storage.updateWithMatch(ACME, KEY, "1", TWO);
                return true;
            } catch (VersionConflictException e) {
                assertThat(e.actualVersion()).contains("2");
                return false;
            }
        });
        assertThat(won).containsOnlyOnce(true);
        assertThat(fixture.history()).hasSize(2);
    }

    @Test
    void LOCK_03_the_default_policy_carries_sixteen_writers_over_a_store_that_races() throws Exception {
        NaiveRevisionStore naive = new NaiveRevisionStore(NaiveRevisionStore.Pages.FULL);
        Fixture fixture = new Fixture(naive, RetryPolicy.DEFAULT).live();
        ThreadLocal<Integer> lost = ThreadLocal.withInitial(() -> 0);
        fixture.store.always(Op.APPEND, call -> {
            lost.set(lost.get() + 1);
            return lost.get() % 4 == 0 ? call.get() : new Raced();
        });

        List<Long> versions =
                atOnce(16, i -> fixture.storage.update(ACME, TYPE, ID, TWO).version());

        assertThat(versions)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(2, 17).mapToObj(i -> (long) i).toList());
    }

    private interface Task<T> {
        T run(int i) throws Exception;
    }

    private static <T> List<T> atOnce(int threads, Task<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                futures.add(pool.submit(() -> {
                    start.await();
                    return task.run(number);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
