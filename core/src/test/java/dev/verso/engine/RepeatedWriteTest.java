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

import dev.verso.AlreadyExistsException;
import dev.verso.Change;
import dev.verso.Erasure;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.OutcomeUnknownException;
import dev.verso.Revision;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ERR-06: a conditional write that is repeated with the caller's own write id. */
class RepeatedWriteTest {

    private static final UUID OWN = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static final OutcomeUnknownException LOST = new OutcomeUnknownException("lost", null);

    private final Fixture fixture = new Fixture();

    private Revision repeat(Write write) {
        return fixture.storage.write(ACME, write.withWriteId(OWN));
    }

    /** Prepares the state, writes, and gives what was written. */
    private Revision once(Kind kind) {
        kind.prepare(fixture.rival);
        return repeat(kind.write);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CREATE", "UPDATE_MATCH", "UPDATE_LIST", "DELETE_MATCH", "DELETE_LIST", "RESTORE", "RESTORE_NAMED"
            })
    void the_same_write_returns_what_it_wrote(Kind kind) {
        Revision first = once(kind);
        List<?> before = fixture.everything();

        assertThat(repeat(kind.write)).isEqualTo(first);
        assertThat(fixture.everything()).isEqualTo(before);
        assertThat(first.writeId()).isEqualTo(OWN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CREATE", "UPDATE_MATCH", "UPDATE_LIST", "DELETE_MATCH", "DELETE_LIST"})
    void it_does_so_after_later_writes_and_a_deletion_too(Kind kind) {
        Revision first = once(kind);
        fixture.rival.createOrUpdate(ACME, KEY, THREE);
        assertThat(repeat(kind.write)).isEqualTo(first);
        fixture.rival.delete(ACME, KEY);
        List<?> before = fixture.everything();
        assertThat(repeat(kind.write)).isEqualTo(first);
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void the_same_id_with_other_content_is_an_invalid_argument() {
        repeat(Write.create(TYPE, ID, ONE));
        repeat(Write.update(TYPE, ID, IfMatch.version("1"), TWO));
        List<?> before = fixture.everything();

        for (Write other : List.of(
                Write.create(TYPE, ID, TWO),
                Write.update(TYPE, ID, IfMatch.version("1"), THREE),
                Write.delete(TYPE, ID, IfMatch.version("1")),
                Write.update(TYPE, ID, IfMatch.parse("\"1\", \"9\""), THREE))) {
            assertThatThrownBy(() -> repeat(other))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining(OWN.toString())
                    .hasMessageNotContaining("secret");
        }
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CREATE", "UPDATE_MATCH"})
    void it_is_one_too_when_the_answer_was_lost(Kind kind) {
        once(kind);
        List<?> before = fixture.everything();
        Write other = kind == Kind.CREATE
                ? Write.create(TYPE, ID, THREE)
                : Write.update(TYPE, ID, IfMatch.version("1"), THREE);
        for (Step lost : List.of(Step.failBefore(LOST), Step.failAfter(LOST))) {
            fixture.store.script(Op.APPEND, lost);
            assertThatThrownBy(() -> repeat(other)).isInstanceOf(InvalidArgumentException.class);
        }
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void an_earlier_use_of_the_id_for_other_content_is_not_the_unconditional_write_that_was_lost() {
        fixture.live();
        repeat(Write.update(TYPE, ID, TWO));
        fixture.store.script(Op.APPEND, Step.failBefore(LOST));

        assertThatThrownBy(() -> repeat(Write.update(TYPE, ID, THREE))).isInstanceOf(OutcomeUnknownException.class);
        assertThat(fixture.history()).hasSize(2);
    }

    @Test
    void a_restore_of_another_version_is_other_content() {
        fixture.live();
        fixture.rival.update(ACME, KEY, TWO);
        fixture.rival.delete(ACME, KEY);
        Revision restored = repeat(Write.restore(TYPE, ID, "1"));

        assertThat(repeat(Write.restore(TYPE, ID, "1"))).isEqualTo(restored);
        assertThatThrownBy(() -> repeat(Write.restore(TYPE, ID, "2"))).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> repeat(Write.restore(TYPE, ID, "x"))).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void a_restore_whose_source_was_erased_since_gets_what_the_table_says() {
        once(Kind.RESTORE_NAMED);
        fixture.rival.erase(ACME, Erasure.ofVersion(TYPE, ID, "1"));
        List<?> before = fixture.everything();

        assertThatThrownBy(() -> repeat(Kind.RESTORE_NAMED.write)).isInstanceOf(AlreadyExistsException.class);
        assertThat(repeat(Kind.RESTORE.write).version()).isEqualTo(3);
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void a_list_that_names_the_version_it_wrote_does_not_take_effect_twice() {
        fixture.live();
        Write write = Write.update(TYPE, ID, IfMatch.parse("\"1\", \"2\""), TWO);
        Revision first = repeat(write);

        assertThat(repeat(write)).isEqualTo(first);
        assertThat(fixture.history()).hasSize(2);
    }

    @Test
    void another_id_in_the_slot_is_the_tables_refusal() {
        fixture.live();
        fixture.rival.write(ACME, Write.update(TYPE, ID, TWO));

        assertThatThrownBy(() -> repeat(Write.create(TYPE, ID, ONE))).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> repeat(Write.update(TYPE, ID, IfMatch.version("1"), TWO)))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    void the_same_id_in_another_slot_does_not_make_it_the_same_write() {
        fixture.live();
        repeat(Write.update(TYPE, ID, TWO));
        fixture.rival.update(ACME, KEY, THREE);

        assertThatThrownBy(() -> repeat(Write.update(TYPE, ID, IfMatch.version("2"), TWO)))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> repeat(Write.update(TYPE, ID, IfMatch.parse("\"7\", \"9\""), TWO)))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> repeat(Write.create(TYPE, ID, TWO))).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void after_the_keys_erasure_a_match_finds_nothing_and_a_create_begins_a_new_life() {
        once(Kind.UPDATE_MATCH);
        fixture.rival.erase(ACME, KEY);

        assertThatThrownBy(() -> repeat(Kind.UPDATE_MATCH.write)).isExactlyInstanceOf(NotFoundException.class);
        assertThat(repeat(Kind.CREATE.write).version()).isEqualTo(4);
        assertThat(repeat(Kind.CREATE.write).version()).isEqualTo(4);
    }

    @Test
    void after_the_erasure_of_its_own_revision_a_write_gets_what_the_table_says() {
        fixture.storage.write(ACME, Kind.CREATE.write.withWriteId(OWN));
        repeat(Kind.UPDATE_MATCH.write);
        fixture.rival.update(ACME, KEY, THREE);
        fixture.rival.erase(ACME, Erasure.ofVersion(TYPE, ID, "1"));
        fixture.rival.erase(ACME, Erasure.ofVersion(TYPE, ID, "2"));
        List<?> before = fixture.everything();

        for (Kind kind : List.of(Kind.UPDATE_MATCH, Kind.DELETE_MATCH)) {
            assertThatThrownBy(() -> fixture.storage.write(ACME, kind.write.withWriteId(OWN)))
                    .isInstanceOf(VersionConflictException.class);
        }
        assertThatThrownBy(() -> repeat(Kind.CREATE.write)).isInstanceOf(AlreadyExistsException.class);
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CREATE_OR_UPDATE_LIVE", "UPDATE", "UPDATE_ANY"})
    void an_unconditional_write_is_identified_but_not_deduplicated(Kind kind) {
        once(kind);
        Revision second = repeat(kind.write);

        assertThat(second.version()).isEqualTo(3);
        assertThat(fixture.storage.findWrite(ACME, KEY, OWN)).contains(second);
    }

    @Test
    void of_two_that_send_the_same_create_at_once_both_get_the_one_revision() {
        List<Revision> both =
                Stream.of(1, 2).parallel().map(i -> repeat(Kind.CREATE.write)).toList();

        assertThat(both.get(0)).isEqualTo(both.get(1));
        assertThat(fixture.history()).hasSize(1);
    }

    @Test
    void findWrite_finds_the_newest_revision_of_this_life_that_the_id_made() {
        assertThat(fixture.storage.findWrite(ACME, KEY, OWN)).isEmpty();
        Revision created = repeat(Write.create(TYPE, ID, ONE));
        for (int i = 0; i < 1500; i++) {
            fixture.rival.update(ACME, KEY, TWO);
        }
        assertThat(fixture.storage.findWrite(ACME, KEY, OWN)).contains(created);
        assertThat(created.change()).isEqualTo(Change.CREATE);
        fixture.rival.erase(ACME, KEY);
        assertThat(fixture.storage.findWrite(ACME, KEY, OWN)).isEmpty();
    }
}
