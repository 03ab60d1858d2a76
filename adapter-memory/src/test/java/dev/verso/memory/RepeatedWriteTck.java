package dev.verso.memory;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;

import dev.verso.AlreadyExistsException;
import dev.verso.Erasure;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.memory.Script.Method;
import dev.verso.memory.Script.Turn;
import dev.verso.tck.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** ERR-06 beyond what the contract says of matches and creates: how this engine takes a write that is repeated. */
class RepeatedWriteTck extends ScriptedKit {

    private static Revision write(Trial t, Write write, UUID id) {
        return t.first().write(t.tenant(), write.withWriteId(id));
    }

    @Test
    void ERR_06_a_restore_that_is_repeated_is_the_same_restore() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            UUID id = UUID.randomUUID();
            t.first().create(t.tenant(), key, t.content());
            t.first().update(t.tenant(), key, t.content());
            t.first().delete(t.tenant(), key);
            Revision restored = write(t, Write.restore(key.type(), key.id(), "1"), id);
            equal("the same restore", restored, write(t, Write.restore(key.type(), key.id(), "1"), id));
            equal("whichever content", restored, write(t, Write.restore(key.type(), key.id()), id));
            refused(
                    InvalidArgumentException.class,
                    "the restore of another version",
                    () -> write(t, Write.restore(key.type(), key.id(), "2"), id));
            for (String none : List.of("3", "9", "x")) {
                refused(
                        AlreadyExistsException.class,
                        "the restore of a version without content",
                        () -> write(t, Write.restore(key.type(), key.id(), none), id));
            }
            refused(
                    AlreadyExistsException.class,
                    "a restore with another id",
                    () -> write(t, Write.restore(key.type(), key.id(), "1"), UUID.randomUUID()));
            equal("the versions", 4, t.second().listVersions(t.tenant(), key).size());
            t.first().update(t.tenant(), key, t.content());
            refused(
                    AlreadyExistsException.class,
                    "a restore that is repeated after another write",
                    () -> write(t, Write.restore(key.type(), key.id(), "1"), id));
        });
    }

    /** What was erased cannot be compared any more, so the table decides. */
    @Test
    void ERR_06_a_write_whose_own_revision_was_erased_gets_what_the_table_says() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            UUID id = UUID.randomUUID();
            Write create = Write.create(key.type(), key.id(), t.content());
            Write match = Write.update(key.type(), key.id(), IfMatch.version("1"), t.content());
            Write list = Write.update(key.type(), key.id(), IfMatch.parse("\"1\", \"9\""), t.content());
            write(t, create, id);
            write(t, match, id);
            t.first().update(t.tenant(), key, t.content());
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "1"));
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2"));
            refused(AlreadyExistsException.class, "the create", () -> write(t, create, id));
            refused(VersionConflictException.class, "the match", () -> write(t, match, id));
            refused(VersionConflictException.class, "a list", () -> write(t, list, id));
            equal("the versions", 3, t.second().listVersions(t.tenant(), key).size());
        });
    }

    @Test
    void ERR_06_a_restore_whose_source_was_erased_gets_what_the_table_says() {
        rule("ERR-06", t -> {
            ResourceKey key = EachWrite.RESTORE.key(t, t.first());
            UUID id = UUID.randomUUID();
            Write restore = EachWrite.RESTORE_NAMED.on(t, key);
            Revision restored = write(t, restore, id);
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "1"));
            refused(AlreadyExistsException.class, "the restore", () -> write(t, restore, id));
            equal("a restore of no version", restored, write(t, EachWrite.RESTORE.on(t, key), id));
        });
    }

    @Test
    void ERR_06_a_list_with_its_own_id_in_no_slot_that_it_names_is_another_write() {
        rule("ERR-06", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, t.first());
            UUID id = UUID.randomUUID();
            Write list = Write.update(key.type(), key.id(), IfMatch.parse("\"7\", \"9\""), t.content());
            write(t, Write.update(key.type(), key.id(), t.content()), id);
            refused(VersionConflictException.class, "the list", () -> write(t, list, id));
            Write other = Write.update(key.type(), key.id(), IfMatch.parse("\"1\", \"9\""), t.content());
            refused(InvalidArgumentException.class, "a list for other content", () -> write(t, other, id));
        });
    }

    @Test
    void ERR_06_a_list_that_is_repeated_long_after_is_the_same_write() {
        rule("ERR-06", t -> {
            ResourceKey key = EachWrite.UPDATE_LIST.key(t, t.first());
            UUID id = UUID.randomUUID();
            Write list = EachWrite.UPDATE_LIST.on(t, key);
            Revision written = write(t, list, id);
            t.first().update(t.tenant(), key, t.content());
            equal("after an update", written, write(t, list, id));
            t.first().delete(t.tenant(), key);
            equal("after a deletion", written, write(t, list, id));
            equal("the versions", 4, t.second().listVersions(t.tenant(), key).size());
        });
    }

    @Test
    void ERR_06_a_batch_of_lists_and_restores_that_is_repeated_is_the_same_batch() {
        rule("ERR-06", t -> {
            List<Write> batch = new ArrayList<>();
            for (EachWrite each :
                    List.of(EachWrite.UPDATE_LIST, EachWrite.RESTORE, EachWrite.CREATE, EachWrite.RESTORE_NAMED)) {
                batch.add(each.on(t, each.key(t, t.first())).withWriteId(UUID.randomUUID()));
            }
            List<Revision> written = t.first().writeBatch(t.tenant(), batch);
            equal("the same batch", written, t.second().writeBatch(t.tenant(), batch));
            List<Write> other = new ArrayList<>(batch);
            ResourceKey late = EachWrite.UPDATE.key(t, t.first());
            other.add(EachWrite.UPDATE.on(t, late));
            refused(
                    VersionConflictException.class,
                    "a batch that is repeated in part",
                    () -> t.first().writeBatch(t.tenant(), other));
            equal("the late key's versions", List.of("1"), t.second().listVersions(t.tenant(), late));
        });
    }

    /** A page of a key's history may hold nothing though more is to come (PAGE-01). */
    @Test
    void ERR_06_the_slot_of_a_create_is_found_behind_an_empty_page() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            UUID id = UUID.randomUUID();
            Write create = EachWrite.CREATE.on(t, key);
            Revision created = write(t, create, id);
            script.next(Method.HISTORY, Turn.answer(Places.emptyPageBefore(created)));
            equal("the same create", created, write(t, create, id));
            script.next(Method.HISTORY, Turn.answer(Places.emptyPageAfter(created)));
            equal("findWrite", created, t.first().findWrite(t.tenant(), key, id).orElseThrow());
            t.first().delete(t.tenant(), key);
            script.next(
                    Method.HISTORY,
                    Turn.answer(Places.emptyPageAfter(
                            t.first().head(t.tenant(), key).orElseThrow())));
            equal("restore", 3L, t.first().restore(t.tenant(), key).version());
        });
    }

    /** What the store refuses though the condition holds, a fault of the store's, is told as one. */
    @Test
    void ERR_01_a_refusal_that_contradicts_its_head_is_the_backends_fault() {
        rule("ERR-01", t -> {
            for (EachWrite each : List.of(EachWrite.CREATE, EachWrite.UPDATE, EachWrite.CREATE_OR_UPDATE)) {
                ResourceKey key = each.key(t, t.first());
                script.next(
                        Method.APPEND, Turn.answer(Places.refusedBy(t.first().head(t.tenant(), key))));
                StorageException fault = refused(
                        dev.verso.BackendFaultException.class,
                        each + " that is refused in its right state",
                        () -> t.first().write(t.tenant(), each.on(t, key)));
                equal("whether the outcome is unknown", false, fault.isOutcomeUnknown());
            }
        });
    }
}
