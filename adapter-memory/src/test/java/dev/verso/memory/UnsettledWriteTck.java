package dev.verso.memory;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendFaultException;
import dev.verso.Erasure;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.OutcomeUnknownException;
import dev.verso.OutcomeUnknownException.UnsettledWrite;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.memory.Script.Method;
import dev.verso.memory.Script.Turn;
import dev.verso.tck.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** ERR-03, ERR-05 and BAT-05: writes whose answer is lost at a known call. */
class UnsettledWriteTck extends ScriptedKit {

    private static OutcomeUnknownException unknown(String what, VersionedStorage storage, Trial t, Write write) {
        return refused(OutcomeUnknownException.class, what, () -> storage.write(t.tenant(), write));
    }

    @Test
    void ERR_05_what_cannot_be_settled_is_named_and_sent_again_only_if_it_is_conditional() {
        rule("ERR-05", t -> {
            VersionedStorage storage = fourTimes(t);
            for (EachWrite each : EachWrite.values()) {
                ResourceKey key = each.key(t, rival(t));
                UUID id = UUID.randomUUID();
                OutcomeUnknownException first = lost();
                script.end();
                script.next(Method.APPEND, Turn.lose(first));
                script.always(Method.APPEND, Turn.fail(away()));
                if (!EachWrite.CONDITIONAL.contains(each)) {
                    script.always(Method.HISTORY, Turn.fail(away()));
                }
                OutcomeUnknownException unknown = unknown(
                        each + " that is lost", storage, t, each.on(t, key).withWriteId(id));
                int sent = script.calls(Method.APPEND);
                script.end();
                equal("how often " + each + " was sent", EachWrite.CONDITIONAL.contains(each) ? 4 : 1, sent);
                requireTold(each, unknown, first, id);
                UnsettledWrite told = unknown.writes().get(0);
                equal("the type that is named", key.type(), told.key().type());
                equal(
                        "the change of what took effect",
                        each.change,
                        present("findWrite of " + each, storage.findWrite(t.tenant(), told.key(), id))
                                .change());
            }
        });
    }

    private static void requireTold(
            EachWrite each, OutcomeUnknownException unknown, OutcomeUnknownException first, UUID id) {
        equal("how many writes are named", 1, unknown.writes().size());
        equal(
                "the condition of " + each,
                each.condition,
                unknown.writes().get(0).condition());
        equal("the write id of " + each, id, unknown.writes().get(0).writeId());
        equal("whether " + each + " may be repeated", EachWrite.REPEATABLE.contains(each), unknown.isRetryable());
        that("its outcome is unknown", unknown.isOutcomeUnknown(), unknown);
        that("its cause is the loss", unknown.getCause() == first, unknown.getCause());
        that("what went wrong since is kept", first.getSuppressed().length > 0, Arrays.toString(first.getSuppressed()));
        that(
                "nothing is suppressed by itself",
                !Arrays.asList(first.getSuppressed()).contains(first),
                first);
    }

    @Test
    void ERR_05_lost_before_its_effect_a_conditional_write_takes_effect_and_any_other_stays_unknown() {
        rule("ERR-05", t -> {
            for (EachWrite each : EachWrite.values()) {
                ResourceKey key = each.key(t, rival(t));
                script.end();
                script.next(Method.APPEND, Turn.fail(lost()), Turn.lose(lost()), Turn.fail(away()));
                Write write = each.on(t, key);
                if (EachWrite.CONDITIONAL.contains(each)) {
                    Revision written = t.first().write(t.tenant(), write);
                    equal("the head", Optional.of(written), rival(t).head(t.tenant(), written.key()));
                    equal("the version of " + each, each.before + 1L, written.version());
                } else {
                    unknown(each + " that is lost", t.first(), t, write);
                    equal("how often it was sent", 1, script.calls(Method.APPEND));
                    script.end();
                    equal(
                            "the versions",
                            each.before,
                            rival(t).listVersions(t.tenant(), key).size());
                }
            }
        });
    }

    @Test
    void ERR_05_a_slot_that_another_write_took_is_the_tables_refusal() {
        rule("ERR-05", t -> {
            for (EachWrite each : EachWrite.CONDITIONAL) {
                if (each == EachWrite.CREATE_WITHOUT_ID) {
                    continue;
                }
                ResourceKey key = each.key(t, rival(t));
                script.next(
                        Method.APPEND,
                        Turn.fail(lost()),
                        Turn.pass().after(() -> rival(t).createOrUpdate(t.tenant(), key, t.content())));
                Class<? extends StorageException> type = each.condition.startsWith("live")
                        ? VersionConflictException.class
                        : AlreadyExistsException.class;
                refused(type, each + " that lost its slot", () -> t.first().write(t.tenant(), each.on(t, key)));
                equal(
                        "the versions",
                        each.before + 1,
                        rival(t).listVersions(t.tenant(), key).size());
            }
        });
    }

    @Test
    void ERR_05_a_write_that_took_effect_is_found_though_others_wrote_since() {
        rule("ERR-05", t -> {
            for (EachWrite each : EachWrite.values()) {
                if (each == EachWrite.CREATE_WITHOUT_ID) {
                    continue;
                }
                ResourceKey key = each.key(t, rival(t));
                UUID id = UUID.randomUUID();
                script.next(Method.APPEND, call -> {
                    call.get();
                    rival(t).createOrUpdate(t.tenant(), key, t.content());
                    rival(t).delete(t.tenant(), key);
                    throw lost();
                });
                Revision written = t.first().write(t.tenant(), each.on(t, key).withWriteId(id));
                equal("its version", each.before + 1L, written.version());
                equal("its write id", id, written.writeId());
                equal("vread", Optional.of(written), rival(t).vread(t.tenant(), key, written.versionId()));
            }
        });
    }

    /** A caller may have used its write id before: for something else that is a mistake, lost answer or not. */
    @Test
    void ERR_06_a_write_id_with_other_content_is_no_success_when_the_answer_is_lost() {
        rule("ERR-06", t -> {
            for (Turn lost : List.of(Turn.fail(lost()), Turn.lose(lost()))) {
                ResourceKey key = t.key("Patient");
                UUID id = UUID.randomUUID();
                IfMatch first = IfMatch.version("1");
                Write create = Write.create(key.type(), key.id(), t.content()).withWriteId(id);
                Write match =
                        Write.update(key.type(), key.id(), first, t.content()).withWriteId(id);
                rival(t).write(t.tenant(), create);
                rival(t).write(t.tenant(), match);
                for (Write other : List.of(
                        Write.create(key.type(), key.id(), t.content()),
                        Write.update(key.type(), key.id(), first, t.content()),
                        Write.delete(key.type(), key.id(), first))) {
                    script.next(Method.APPEND, lost);
                    refused(
                            InvalidArgumentException.class,
                            "a write id used for something else",
                            () -> t.first().write(t.tenant(), other.withWriteId(id)));
                }
                equal("the versions", List.of("1", "2"), rival(t).listVersions(t.tenant(), key));
            }
        });
    }

    @Test
    void ERR_05_an_earlier_use_of_the_id_is_not_the_unconditional_write_that_was_lost() {
        rule("ERR-05", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, rival(t));
            UUID id = UUID.randomUUID();
            rival(t).write(t.tenant(), EachWrite.UPDATE.on(t, key).withWriteId(id));
            script.next(Method.APPEND, Turn.fail(lost()));
            unknown("an update", t.first(), t, EachWrite.UPDATE.on(t, key).withWriteId(id));
            script.next(Method.APPEND, Turn.fail(lost()));
            unknown("a delete", t.first(), t, EachWrite.DELETE.on(t, key).withWriteId(id));
            equal("the versions", List.of("1", "2"), rival(t).listVersions(t.tenant(), key));
        });
    }

    @Test
    void ERR_05_a_match_above_the_head_stays_unknown_until_its_slot_is_taken() {
        rule("ERR-05", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, rival(t));
            Write ahead = Write.update(key.type(), key.id(), IfMatch.version("5"), t.content());
            script.next(Method.APPEND, Turn.fail(lost()));
            that(
                    "it may be repeated",
                    unknown("a match of 5 on 1", t.first(), t, ahead).isRetryable(),
                    ahead);
            equal("the versions", List.of("1"), rival(t).listVersions(t.tenant(), key));
        });
    }

    /** Whether the slot of the life that is over was the write's own cannot be told any more. */
    @Test
    void ERR_05_an_erasure_since_leaves_the_outcome_unknown() {
        rule("ERR-05", t -> {
            for (EachWrite each : EachWrite.values()) {
                boolean creates = each.condition.equals("absent");
                if (each == EachWrite.CREATE_WITHOUT_ID) {
                    continue;
                }
                ResourceKey key = each.key(t, rival(t));
                script.next(Method.APPEND, call -> {
                    call.get();
                    rival(t).erase(t.tenant(), key);
                    if (creates) {
                        rival(t).create(t.tenant(), key, t.content());
                    }
                    throw lost();
                });
                unknown(each + " whose key was erased since", t.first(), t, each.on(t, key));
                equal(
                        "the versions",
                        creates ? 1 : 0,
                        rival(t).listVersions(t.tenant(), key).size());
            }
        });
    }

    /** Sent again into a life that its own first sending did not begin, a create is that life's first version. */
    @Test
    void ERR_05_a_create_that_begins_a_later_life_is_found_too() {
        rule("ERR-05", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, rival(t));
            rival(t).erase(t.tenant(), key);
            script.next(Method.APPEND, Turn.lose(lost()));
            equal(
                    "its version",
                    3L,
                    t.first().create(t.tenant(), key, t.content()).version());
        });
    }

    @Test
    void ERR_05_its_own_revision_erased_since_still_shows_that_it_took_effect() {
        rule("ERR-05", t -> {
            ResourceKey key = EachWrite.UPDATE_MATCH.key(t, rival(t));
            script.next(Method.APPEND, call -> {
                call.get();
                rival(t).update(t.tenant(), key, t.content());
                rival(t).erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2"));
                throw lost();
            });
            equal(
                    "its version",
                    2L,
                    t.first()
                            .write(t.tenant(), EachWrite.UPDATE_MATCH.on(t, key))
                            .version());
        });
    }

    @Test
    void ERR_05_a_sending_that_a_fault_refused_says_nothing_of_the_first_one() {
        rule("ERR-05", t -> {
            ResourceKey key = EachWrite.UPDATE_MATCH.key(t, rival(t));
            BackendFaultException fault = new BackendFaultException("no rights", null);
            OutcomeUnknownException first = lost();
            script.end();
            script.next(Method.APPEND, Turn.lose(first), Turn.fail(fault));
            unknown("a match", t.first(), t, EachWrite.UPDATE_MATCH.on(t, key));
            equal("how often it was sent", 2, script.calls(Method.APPEND));
            that("the fault is kept", List.of(first.getSuppressed()).contains(fault), first.getSuppressed());
        });
    }

    @Test
    void ERR_05_a_slot_that_cannot_be_read_leaves_the_outcome_unknown() {
        rule("ERR-05", t -> {
            ResourceKey key = EachWrite.UPDATE_MATCH.key(t, rival(t));
            OutcomeUnknownException first = lost();
            BackendFaultException fault = new BackendFaultException("no rights", null);
            script.next(Method.APPEND, Turn.lose(first));
            script.next(Method.REVISION, Turn.fail(fault));
            unknown("a match", t.first(), t, EachWrite.UPDATE_MATCH.on(t, key));
            that("the fault is kept", List.of(first.getSuppressed()).contains(fault), first.getSuppressed());
        });
    }

    @Test
    void ERR_09_interrupted_with_the_write_in_flight_it_is_unknown_and_the_flag_set() {
        rule("ERR-09", t -> {
            for (EachWrite each : EachWrite.values()) {
                ResourceKey key = each.key(t, rival(t));
                OutcomeUnknownException first = lost();
                script.next(Method.APPEND, call -> {
                    call.get();
                    Thread.currentThread().interrupt();
                    throw first;
                });
                OutcomeUnknownException unknown;
                boolean flag;
                try {
                    unknown = unknown(each + " that is interrupted", t.first(), t, each.on(t, key));
                } finally {
                    flag = Thread.interrupted();
                }
                that("the flag is set", flag, "it is not");
                equal("how many writes are named", 1, unknown.writes().size());
                that(
                        "the interrupt is kept",
                        first.getSuppressed().length == 1,
                        Arrays.toString(first.getSuppressed()));
            }
        });
    }

    @Test
    void BAT_05_a_batch_that_took_effect_is_found_by_every_write_id() {
        rule("BAT-01", t -> {
            ResourceKey one = EachWrite.CREATE.key(t, rival(t));
            ResourceKey two = EachWrite.UPDATE.key(t, rival(t));
            script.next(Method.APPEND_ALL, Turn.lose(lost()));
            List<Revision> written =
                    t.first().writeBatch(t.tenant(), List.of(EachWrite.CREATE.on(t, one), EachWrite.UPDATE.on(t, two)));
            equal("the first head", Optional.of(written.get(0)), rival(t).head(t.tenant(), one));
            equal("the second head", Optional.of(written.get(1)), rival(t).head(t.tenant(), two));
        });
    }

    @Test
    void BAT_05_a_batch_that_cannot_be_settled_names_every_write_id() {
        rule("BAT-01", t -> {
            for (boolean repeatable : new boolean[] {true, false}) {
                EachWrite last = repeatable ? EachWrite.DELETE_MATCH : EachWrite.UPDATE;
                ResourceKey one = EachWrite.CREATE.key(t, rival(t));
                ResourceKey two = last.key(t, rival(t));
                List<UUID> ids = List.of(UUID.randomUUID(), UUID.randomUUID());
                List<Write> batch = List.of(
                        EachWrite.CREATE.on(t, one).withWriteId(ids.get(0)),
                        last.on(t, two).withWriteId(ids.get(1)));
                for (Turn turn : List.of(Turn.fail(lost()), Turn.lose(lost()))) {
                    script.next(Method.APPEND_ALL, turn);
                    script.next(Method.HISTORY, Turn.pass(), Turn.fail(away()));
                    OutcomeUnknownException unknown = refused(
                            OutcomeUnknownException.class,
                            "a batch that is lost",
                            () -> t.first().writeBatch(t.tenant(), batch));
                    script.end();
                    equal(
                            "the write ids",
                            ids,
                            unknown.writes().stream()
                                    .map(UnsettledWrite::writeId)
                                    .toList());
                    equal(
                            "the keys",
                            List.of(one, two),
                            unknown.writes().stream().map(UnsettledWrite::key).toList());
                    equal("whether it may be repeated", repeatable, unknown.isRetryable());
                }
                equal("the first key's versions", List.of("1"), rival(t).listVersions(t.tenant(), one));
            }
        });
    }

    @Test
    void ERR_05_an_erasure_that_is_lost_names_itself_and_is_not_sent_again() {
        rule("ERA-01", t -> {
            ResourceKey key = EachWrite.RESTORE.key(t, rival(t));
            for (Erasure erasure :
                    List.of(Erasure.ofVersion(key.type(), key.id(), "1"), Erasure.ofResource(key.type(), key.id()))) {
                boolean ofVersion = erasure.versionId().isPresent();
                UUID id = UUID.randomUUID();
                script.end();
                script.always(Method.ERASE, Turn.lose(lost()));
                OutcomeUnknownException unknown = refused(
                        OutcomeUnknownException.class,
                        "an erasure that is lost",
                        () -> t.first().erase(t.tenant(), erasure.withWriteId(id)));
                equal("how often it was sent", 1, script.calls(Method.ERASE));
                script.end();
                equal("whether it may be repeated", ofVersion, unknown.isRetryable());
                equal(
                        "what is named",
                        List.of(new UnsettledWrite(key, ofVersion ? "erasure of a version" : "erasure of the key", id)),
                        unknown.writes());
            }
            equal("the versions", List.of(), rival(t).listVersions(t.tenant(), key));
        });
    }
}
