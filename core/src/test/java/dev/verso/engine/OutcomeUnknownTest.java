package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.THREE;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Change;
import dev.verso.OutcomeUnknownException;
import dev.verso.OutcomeUnknownException.UnsettledWrite;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.VersionConflictException;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ERR-03 and ERR-05: what becomes of a write whose answer was lost. */
class OutcomeUnknownTest {

    private final Fixture fixture = new Fixture();

    private static OutcomeUnknownException lost() {
        return new OutcomeUnknownException("The connection was lost", new IllegalArgumentException("driver"));
    }

    private Revision write(Kind kind) {
        return fixture.storage.write(ACME, kind.write);
    }

    private OutcomeUnknownException unknown(Kind kind) {
        return catchThrowableOfType(OutcomeUnknownException.class, () -> write(kind));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_05_an_answer_lost_before_the_effect(Kind kind) {
        kind.prepare(fixture.rival);
        int before = fixture.naive.slotsTaken();
        fixture.store.script(Op.APPEND, Step.failBefore(lost()));

        if (kind.isConditional()) {
            Revision written = write(kind);

            assertThat(fixture.store.appends()).hasSize(2);
            assertThat(fixture.store.appends().get(1))
                    .isEqualTo(fixture.store.appends().get(0));
            assertThat(fixture.rival.head(ACME, written.key())).contains(written);
            assertThat(fixture.naive.slotsTaken()).isEqualTo(before + 1);
        } else {
            OutcomeUnknownException unknown = unknown(kind);

            assertThat(fixture.store.appends()).hasSize(1);
            assertThat(unknown.isRetryable()).isFalse();
            assertThat(fixture.naive.slotsTaken()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_05_an_answer_lost_after_the_effect_is_found_out_to_be_success(Kind kind) {
        kind.prepare(fixture.rival);
        int before = fixture.naive.slotsTaken();
        fixture.store.script(Op.APPEND, Step.failAfter(lost()));

        Revision written = write(kind);

        assertThat(written.change()).isEqualTo(kind.change);
        assertThat(fixture.rival.head(ACME, written.key())).contains(written);
        assertThat(fixture.naive.slotsTaken()).isEqualTo(before + 1);
        assertThat(fixture.store.appends()).hasSize(kind.isConditional() ? 2 : 1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_03_what_cannot_be_settled_stays_unknown_and_is_named(Kind kind) {
        kind.prepare(fixture.rival);
        BackendUnavailableException down = new BackendUnavailableException("down", null);
        OutcomeUnknownException first = lost();
        fixture.store.script(Op.APPEND, Step.failAfter(first));
        fixture.store.always(Op.APPEND, Step.failBefore(down));
        fixture.store.script(Op.HISTORY, kind.isRestore() ? Step.pass() : Step.failBefore(down));

        OutcomeUnknownException unknown = unknown(kind);

        UnsettledWrite unsettled = unknown.writes().get(0);
        assertThat(unknown.writes()).hasSize(1);
        assertThat(unsettled.condition()).isEqualTo(kind.condition);
        assertThat(unsettled.key().type()).isEqualTo(TYPE);
        assertThat(fixture.rival.findWrite(ACME, unsettled.key(), unsettled.writeId()))
                .isPresent();
        assertThat(unknown.isOutcomeUnknown()).isTrue();
        assertThat(unknown.isRetryable()).isEqualTo(kind.repeatable);
        assertThat(unknown.getCause()).isSameAs(first);
        assertThat(first.getSuppressed()).contains(down);
        assertThat(unknown.getMessage())
                .contains(unsettled.writeId().toString())
                .contains(unsettled.key().toString())
                .contains(kind.condition)
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_callers_own_write_id_is_the_one_named(Kind kind) {
        kind.prepare(fixture.rival);
        UUID own = UUID.randomUUID();
        fixture.store.always(Op.APPEND, Step.failBefore(lost()));

        OutcomeUnknownException unknown = catchThrowableOfType(
                OutcomeUnknownException.class, () -> fixture.storage.write(ACME, kind.write.withWriteId(own)));

        assertThat(unknown.writes()).extracting(UnsettledWrite::writeId).containsExactly(own);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CREATE", "UPDATE_MATCH", "UPDATE_LIST", "DELETE_MATCH", "DELETE_LIST", "RESTORE", "RESTORE_NAMED"
            })
    void ERR_05_a_slot_that_another_write_holds_is_the_tables_refusal(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, Step.failBefore(lost()), Step.after(() -> {
            if (kind.start == Kind.Start.LIVE) {
                fixture.rival.update(ACME, KEY, THREE);
            } else {
                fixture.rival.createOrUpdate(ACME, KEY, THREE);
            }
        }));

        StorageException refusal = catchThrowableOfType(StorageException.class, () -> write(kind));

        assertThat(refusal)
                .isExactlyInstanceOf(kind.isMatch() ? VersionConflictException.class : AlreadyExistsException.class);
        assertThat(fixture.history().get(fixture.history().size() - 1).writeId())
                .isNotEqualTo(fixture.store.appends().get(0).writeId());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CREATE", "UPDATE_MATCH", "UPDATE_LIST", "DELETE_MATCH", "RESTORE"})
    void ERR_05_success_is_found_though_others_wrote_since(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, Step.failAfter(lost()), Step.after(() -> {
            fixture.rival.createOrUpdate(ACME, KEY, THREE);
            fixture.rival.delete(ACME, KEY);
        }));

        Revision written = write(kind);

        assertThat(written.change()).isEqualTo(kind.change);
        assertThat(fixture.rival.vread(ACME, KEY, written.versionId())).contains(written);
        assertThat(written.writeId()).isEqualTo(fixture.store.appends().get(0).writeId());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UPDATE", "DELETE", "CREATE_OR_UPDATE_ABSENT", "CREATE_IF_NOT_LIVE_DELETED"})
    void ERR_05_an_unconditional_write_is_found_though_others_wrote_since(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, Step.failAfter(lost()));
        fixture.store.script(Op.HISTORY, Step.after(() -> {
            for (int i = 0; i < 5; i++) {
                fixture.rival.createOrUpdate(ACME, KEY, THREE);
            }
        }));

        Revision written = write(kind);

        assertThat(written.change()).isEqualTo(kind.change);
        assertThat(fixture.rival.vread(ACME, KEY, written.versionId())).contains(written);
    }

    /** Not for creates: absent holds again after an erasure. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CREATE", "CREATE_FRESH"})
    void ERR_05_an_erasure_since_leaves_the_outcome_unknown(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, call -> {
            call.get();
            fixture.rival.erase(ACME, KEY);
            throw lost();
        });

        assertThat(unknown(kind).writes()).hasSize(1);
        assertThat(fixture.rival.head(ACME, KEY)).isEmpty();
    }

    @Test
    void a_create_sent_again_into_a_later_life_that_another_began_stays_unknown() {
        fixture.store.script(Op.APPEND, call -> {
            call.get();
            fixture.rival.erase(ACME, KEY);
            fixture.rival.create(ACME, KEY, THREE);
            throw lost();
        });

        assertThat(unknown(Kind.CREATE).isRetryable()).isTrue();
        assertThat(fixture.history()).hasSize(1);
    }

    @Test
    void ERR_05_a_match_above_the_head_stays_unknown_until_its_slot_is_taken() {
        fixture.live();
        fixture.store.script(Op.APPEND, Step.failBefore(lost()));

        assertThatThrownBy(() -> fixture.storage.updateWithMatch(ACME, KEY, "5", THREE))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(fixture.history()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_resend_that_is_lost_too_is_settled_by_the_next(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(
                Op.APPEND,
                Step.failBefore(lost()),
                Step.failAfter(lost()),
                Step.failBefore(new BackendUnavailableException("down", null)));

        if (kind.isConditional()) {
            Revision written = write(kind);
            assertThat(fixture.rival.head(ACME, written.key())).contains(written);
        } else {
            assertThat(unknown(kind)).isNotNull();
        }
    }

    @Test
    void a_resend_that_is_refused_by_a_fault_says_nothing_of_the_first_sending() {
        fixture.live();
        BackendFaultException fault = new BackendFaultException("no rights", null);
        OutcomeUnknownException first = lost();
        fixture.store.script(Op.APPEND, Step.failAfter(first), Step.failBefore(fault));

        assertThat(unknown(Kind.UPDATE_MATCH).getCause()).isSameAs(first);
        assertThat(first.getSuppressed()).contains(fault);
        assertThat(fixture.store.appends()).hasSize(2);
    }

    @Test
    void a_slot_that_cannot_be_read_leaves_the_outcome_unknown() {
        fixture.live();
        fixture.store.script(Op.APPEND, Step.failAfter(lost()));
        fixture.store.script(Op.REVISION, Step.failBefore(new BackendUnavailableException("down", null)));

        assertThat(unknown(Kind.UPDATE_MATCH)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_09_closed_while_it_is_being_settled_the_outcome_stays_unknown(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, call -> {
            call.get();
            fixture.storage.close();
            throw lost();
        });

        assertThat(unknown(kind).writes()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_09_interrupted_with_the_write_in_flight_the_outcome_is_unknown_and_the_flag_set(Kind kind) {
        kind.prepare(fixture.rival);
        fixture.store.script(Op.APPEND, call -> {
            call.get();
            Thread.currentThread().interrupt();
            throw lost();
        });

        OutcomeUnknownException unknown = unknown(kind);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(unknown.writes()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_01_a_foreign_exception_of_a_write_leaves_its_outcome_to_be_settled(Kind kind) {
        kind.prepare(fixture.rival);
        IllegalArgumentException foreign = new IllegalArgumentException("driver");
        fixture.store.always(Op.APPEND, Step.failBefore(foreign));

        assertThat(unknown(kind)).hasRootCause(foreign);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ERR_04_a_write_that_was_never_sent_has_a_known_outcome(Kind kind) {
        kind.prepare(fixture.rival);
        List<?> before = fixture.everything();
        BackendUnavailableException down = new BackendUnavailableException("down", null);
        fixture.store.script(Op.APPEND, Step.failBefore(down));

        assertThatThrownBy(() -> write(kind)).isSameAs(down);
        assertThat(fixture.store.appends()).hasSize(1);
        assertThat(fixture.everything()).isEqualTo(before);
        assertThat(write(kind).change()).isEqualTo(kind.change);
    }

    @Test
    void a_lost_erasure_names_itself_and_is_never_sent_again() {
        fixture.deleted();
        fixture.store.always(Op.ERASE, Step.failBefore(lost()));

        OutcomeUnknownException ofKey =
                catchThrowableOfType(OutcomeUnknownException.class, () -> fixture.storage.erase(ACME, KEY));
        OutcomeUnknownException ofVersion = catchThrowableOfType(
                OutcomeUnknownException.class,
                () -> fixture.storage.erase(ACME, dev.verso.Erasure.ofVersion(TYPE, ID, "1")));

        assertThat(ofKey.isRetryable()).isFalse();
        assertThat(ofVersion.isRetryable()).isTrue();
        assertThat(ofKey.writes()).extracting(UnsettledWrite::key).containsExactly(KEY);
        assertThat(fixture.store.calls(Op.ERASE)).isEqualTo(2);
    }

    @Test
    void the_first_write_after_an_unsettled_one_works_on_the_same_instance() {
        fixture.store.always(Op.APPEND, Step.failBefore(lost()));
        assertThat(unknown(Kind.CREATE)).isNotNull();
        fixture.store.reset();

        assertThat(fixture.storage.create(ACME, KEY, ONE).change()).isEqualTo(Change.CREATE);
    }
}
