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
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.GoneException;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.OutcomeUnknownException;
import dev.verso.OutcomeUnknownException.UnsettledWrite;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.BatchOutcome.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** BAT-01 to BAT-05, with ERR-05 and ERR-06 for batches. */
class BatchTest {

    private final Fixture fixture = new Fixture();

    private List<Revision> batch(Write... writes) {
        return fixture.storage.writeBatch(ACME, List.of(writes));
    }

    @Test
    void BAT_02_every_kind_of_write_is_an_entry_and_results_come_in_order() {
        for (String id : List.of("u", "m", "l", "d", "r", "n")) {
            fixture.rival.create(ACME, TYPE, id, ONE);
        }
        fixture.rival.delete(ACME, TYPE, "r");
        fixture.rival.delete(ACME, TYPE, "n");

        List<Revision> written = batch(
                Write.create(TYPE, TWO),
                Write.create(TYPE, TWO),
                Write.create(TYPE, "c", TWO),
                Write.createOrUpdate(TYPE, "o", TWO),
                Write.createIfNotLive(TYPE, "n", TWO),
                Write.update(TYPE, "u", TWO),
                Write.update(TYPE, "m", IfMatch.version("1"), TWO),
                Write.update(TYPE, "l", IfMatch.parse("\"1\", \"2\""), TWO),
                Write.delete(TYPE, "d"),
                Write.restore(TYPE, "r"));

        assertThat(written)
                .extracting(Revision::change)
                .containsExactly(
                        Change.CREATE,
                        Change.CREATE,
                        Change.CREATE,
                        Change.CREATE,
                        Change.RESTORE,
                        Change.UPDATE,
                        Change.UPDATE,
                        Change.UPDATE,
                        Change.DELETE,
                        Change.RESTORE);
        assertThat(written).extracting(Revision::writeId).doesNotHaveDuplicates();
        assertThat(written).extracting(Revision::key).doesNotHaveDuplicates();
        assertThat(written)
                .allSatisfy(revision ->
                        assertThat(fixture.rival.head(ACME, revision.key())).contains(revision));
        assertThat(((StoredResource) written.get(9)).content()).isEqualTo(ONE);
        assertThat(fixture.store.calls(Op.APPEND_ALL)).isOne();
        assertThat(fixture.store.appends()).extracting(append -> append.now()).containsOnly(Fixture.START);
    }

    @Test
    void BAT_03_the_refusal_names_the_entry_whose_condition_failed_and_nothing_is_written() {
        fixture.live();
        fixture.rival.create(ACME, TYPE, "gone", ONE);
        fixture.rival.delete(ACME, TYPE, "gone");
        List<?> before = fixture.everything();

        assertThatThrownBy(() -> batch(Write.create(TYPE, "new", ONE), Write.create(TYPE, ID, TWO)))
                .isInstanceOfSatisfying(
                        AlreadyExistsException.class, e -> assertThat(e.key()).isEqualTo(KEY));
        assertThatThrownBy(
                        () -> batch(Write.create(TYPE, "new", ONE), Write.update(TYPE, ID, IfMatch.version("7"), TWO)))
                .isInstanceOfSatisfying(VersionConflictException.class, e -> {
                    assertThat(e.key()).isEqualTo(KEY);
                    assertThat(e.actualVersion()).contains("1");
                });
        assertThatThrownBy(() -> batch(Write.update(TYPE, ID, TWO), Write.delete(TYPE, "gone")))
                .isInstanceOfSatisfying(
                        GoneException.class, e -> assertThat(e.key().id()).isEqualTo("gone"));
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void BAT_04_at_most_1000_entries() {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            writes.add(Write.create(TYPE, "b" + i, ONE));
        }
        assertThat(fixture.storage.writeBatch(ACME, writes)).hasSize(1000);
        writes.add(Write.create(TYPE, "one-more", ONE));
        fixture.store.reset();
        assertThatThrownBy(() -> fixture.storage.writeBatch(ACME, writes))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("1001");
        assertThat(fixture.store.calls()).isEmpty();
    }

    @Test
    void BAT_04_at_most_16_MiB_of_content() {
        int quarter = 4 * 1024 * 1024;
        Content large = ofSize(quarter);
        List<Write> fits = List.of(
                Write.create(TYPE, "a", large),
                Write.create(TYPE, "b", large),
                Write.create(TYPE, "c", large),
                Write.create(TYPE, "d", large));
        assertThat(fixture.storage.writeBatch(ACME, fits)).hasSize(4);
        List<Write> oneByteMore = new ArrayList<>(fits);
        oneByteMore.set(3, Write.createOrUpdate(TYPE, "d", ofSize(quarter + 1)));
        assertThatThrownBy(() -> fixture.storage.writeBatch(ACME, oneByteMore))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(Integer.toString(4 * quarter + 1));
    }

    private static Content ofSize(int bytes) {
        return Content.of("{\"a\":\"" + "x".repeat(bytes - 8) + "\"}");
    }

    @Test
    void BAT_04_a_key_named_twice_is_an_invalid_argument() {
        assertThatThrownBy(() -> batch(Write.create(TYPE, ID, ONE), Write.update(TYPE, ID, TWO)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(KEY.toString());
        assertThat(batch(Write.create(TYPE, ID, ONE), Write.create("Other", ID, ONE)))
                .hasSize(2);
    }

    @Test
    void ERR_07_an_empty_batch_does_nothing() {
        assertThat(batch()).isEmpty();
        assertThat(fixture.store.calls()).isEmpty();
    }

    @Test
    void a_raced_entry_is_judged_by_its_own_kind() {
        fixture.live();
        fixture.store.script(Op.APPEND_ALL, call -> {
            fixture.rival.update(ACME, KEY, THREE);
            return new Rejected(1, new Raced());
        });
        assertThatThrownBy(
                        () -> batch(Write.create(TYPE, "new", ONE), Write.update(TYPE, ID, IfMatch.version("1"), TWO)))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> assertThat(e.actualVersion()).contains("2"));

        fixture.store.script(Op.APPEND_ALL, Step.answer(new Rejected(0, new Raced())));
        assertThat(batch(Write.update(TYPE, ID, TWO), Write.create(TYPE, "new", ONE)))
                .extracting(Revision::version)
                .containsExactly(3L, 1L);

        fixture.store.script(Op.APPEND_ALL, call -> {
            fixture.rival.create(ACME, TYPE, "raced", ONE);
            return new Rejected(0, new Raced());
        });
        assertThatThrownBy(() -> batch(Write.create(TYPE, "raced", ONE))).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void an_entry_that_needs_a_look_is_looked_at_anew_after_a_race() {
        fixture.deleted();
        fixture.store.script(Op.APPEND_ALL, Step.after(() -> {
            fixture.rival.createOrUpdate(ACME, KEY, THREE);
            fixture.rival.delete(ACME, KEY);
        }));

        List<Revision> written = batch(Write.restore(TYPE, ID), Write.create(TYPE, "new", ONE));

        assertThat(((StoredResource) written.get(0)).content()).isEqualTo(THREE);
        assertThat(written.get(0).version()).isEqualTo(5);
    }

    @Test
    void a_batch_that_always_loses_is_an_optimistic_lock_failure() {
        fixture.live();
        fixture.store.always(Op.APPEND_ALL, Step.answer(new Rejected(0, new Raced())));

        assertThatThrownBy(() -> batch(Write.update(TYPE, ID, TWO))).isInstanceOf(OptimisticLockFailureException.class);
        assertThat(fixture.store.calls(Op.APPEND_ALL)).isEqualTo(5);
        assertThat(fixture.history()).hasSize(1);
    }

    @Test
    void BAT_05_a_commit_that_took_effect_is_found_out_by_every_write_id() {
        fixture.live();
        fixture.store.script(Op.APPEND_ALL, Step.failAfter(new OutcomeUnknownException("lost", null)));

        List<Revision> written = batch(Write.update(TYPE, ID, TWO), Write.create(TYPE, ONE));

        assertThat(written)
                .allSatisfy(revision ->
                        assertThat(fixture.rival.head(ACME, revision.key())).contains(revision));
        assertThat(fixture.store.calls(Op.APPEND_ALL)).isOne();
    }

    @Test
    void BAT_05_an_unknown_commit_names_every_write_id() {
        fixture.live();
        UUID own = UUID.randomUUID();
        OutcomeUnknownException lost = new OutcomeUnknownException("lost", null);
        fixture.store.always(Op.APPEND_ALL, Step.failBefore(lost));

        OutcomeUnknownException unknown = catchThrowableOfType(
                OutcomeUnknownException.class,
                () -> batch(Write.update(TYPE, ID, TWO).withWriteId(own), Write.create(TYPE, "c", ONE)));

        assertThat(unknown.writes()).extracting(write -> write.key().id()).containsExactly(ID, "c");
        assertThat(unknown.writes()).extracting(UnsettledWrite::condition).containsExactly("live", "absent");
        assertThat(unknown.writes().get(0).writeId()).isEqualTo(own);
        assertThat(unknown.isRetryable()).isFalse();
        assertThat(unknown.getCause()).isSameAs(lost);
        assertThat(fixture.store.calls(Op.APPEND_ALL)).isOne();

        OutcomeUnknownException conditional = catchThrowableOfType(
                OutcomeUnknownException.class,
                () -> batch(Write.create(TYPE, "c", ONE), Write.update(TYPE, ID, IfMatch.version("1"), TWO)));
        assertThat(conditional.isRetryable()).isTrue();
    }

    @Test
    void BAT_05_stays_unknown_while_one_entry_cannot_be_searched_for() {
        fixture.store.script(Op.APPEND_ALL, Step.failAfter(new OutcomeUnknownException("lost", null)));
        fixture.store.script(Op.HISTORY, Step.pass(), Step.failBefore(new BackendUnavailableException("down", null)));

        assertThatThrownBy(() -> batch(Write.create(TYPE, "a", ONE), Write.create(TYPE, "b", ONE)))
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        e -> assertThat(e.writes()).hasSize(2));
    }

    @Test
    void ERR_06_a_conditional_batch_can_be_repeated() {
        fixture.live();
        List<Write> writes = List.of(
                Write.create(TYPE, "new", ONE).withWriteId(UUID.randomUUID()),
                Write.update(TYPE, ID, IfMatch.version("1"), TWO).withWriteId(UUID.randomUUID()));
        List<Revision> first = fixture.storage.writeBatch(ACME, writes);
        fixture.rival.update(ACME, KEY, THREE);
        List<?> before = fixture.everything();

        assertThat(fixture.storage.writeBatch(ACME, writes)).isEqualTo(first);
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void ERR_06_a_batch_of_which_one_entry_alone_was_written_before_is_refused() {
        fixture.live();
        Write done = Write.create(TYPE, "new", ONE).withWriteId(UUID.randomUUID());
        fixture.storage.write(ACME, done);
        List<?> before = fixture.everything();

        assertThatThrownBy(() -> batch(
                        done, Write.update(TYPE, ID, IfMatch.version("1"), TWO).withWriteId(UUID.randomUUID())))
                .isInstanceOfSatisfying(
                        AlreadyExistsException.class,
                        e -> assertThat(e.key().id()).isEqualTo("new"));
        assertThat(fixture.everything()).isEqualTo(before);
    }
}
