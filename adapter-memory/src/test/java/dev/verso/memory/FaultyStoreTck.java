package dev.verso.memory;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Erasure;
import dev.verso.IfMatch;
import dev.verso.Inconsistency;
import dev.verso.NotFoundException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.memory.Script.Method;
import dev.verso.memory.Script.Turn;
import dev.verso.spi.CheckSlice;
import dev.verso.tck.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** FLT-02, ERR-01 and ERR-09 on a store that is damaged, or breaks its contract. */
class FaultyStoreTck extends ScriptedKit {

    @Test
    void FLT_02_verify_tells_every_key_that_is_broken_and_lists_the_first_hundred() {
        rule("FLT-02", t -> {
            List<Inconsistency> broken = IntStream.range(0, 150)
                    .mapToObj(i -> new Inconsistency(
                            ResourceKey.of("acme", "Patient", "k" + i), Inconsistency.Kind.GAP, "2 is missing"))
                    .toList();
            script.next(
                    Method.CHECK,
                    Turn.answer(new CheckSlice(broken.subList(0, 90), 100, 300, Optional.of("k90"))),
                    Turn.answer(new CheckSlice(List.of(), 10, 10, Optional.of("k100"))),
                    Turn.answer(new CheckSlice(broken.subList(90, 150), 70, 80, Optional.empty())));
            List<Inconsistency> told = new ArrayList<>();
            equal(
                    "the verification",
                    new Verification(180, 390, 150, broken.subList(0, 100)),
                    t.first().verify(told::add));
            equal("what was told", broken, told);
        });
    }

    /** The memory store itself heeds no interrupt. */
    @Test
    void ERR_09_on_a_thread_that_was_interrupted_nothing_is_sent() {
        rule("ERR-09", t -> {
            for (EachWrite each : EachWrite.values()) {
                ResourceKey key = each.key(t, t.first());
                Write write = each.on(t, key);
                script.end();
                Thread.currentThread().interrupt();
                boolean flag;
                try {
                    refused(
                            BackendUnavailableException.class,
                            each + " on an interrupted thread",
                            () -> t.first().write(t.tenant(), write));
                } finally {
                    flag = Thread.interrupted();
                }
                that("the flag is set", flag, "it is not");
                equal("how often it was sent", 0, script.calls(Method.APPEND));
                equal(
                        "the versions",
                        each.before,
                        t.second().listVersions(t.tenant(), key).size());
            }
        });
    }

    /** ERA-05: of an absent key nothing is left to erase, whichever version is named. */
    @Test
    void ERA_05_a_version_that_is_none_of_an_absent_key_gives_a_receipt_of_nothing() {
        rule("ERA-05", t -> {
            ResourceKey key = t.key("Patient");
            for (String none : List.of("x", "0", "1", "9223372036854775806", "9223372036854775807")) {
                equal(
                        "the receipt of version " + none,
                        List.of(),
                        t.first()
                                .erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), none))
                                .versionIds());
            }
            Expect.empty("head", t.second().head(t.tenant(), key));
        });
    }

    /** 2^63-2 is a version like any other, and what is beyond is none: the store is not asked about it. */
    @Test
    void VER_06_the_last_version_can_be_named_and_none_beyond_it() {
        rule("VER-06", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, t.first());
            String last = "9223372036854775806";
            String beyond = "9223372036854775807";
            script.end();
            for (String none : List.of(beyond, last)) {
                equal("how often it was asked", 0, script.calls(Method.APPEND) + script.calls(Method.ERASE));
                Expect.versionConflict(
                        "a match of " + none,
                        key,
                        none,
                        1,
                        () -> t.first().update(t.tenant(), key, IfMatch.version(none), t.content()));
                refused(
                        NotFoundException.class,
                        "the erasure of version " + none,
                        () -> t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), none)));
            }
            equal(
                    "how often it was asked to append, and to erase",
                    List.of(1, 1),
                    List.of(script.calls(Method.APPEND), script.calls(Method.ERASE)));
        });
    }

    @Test
    void ERR_01_what_a_store_throws_against_its_contract_does_not_come_out() {
        rule("ERR-01", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, t.first());
            for (RuntimeException foreign :
                    List.of(new IllegalArgumentException("driver"), new IllegalStateException("driver"))) {
                script.next(Method.HEAD, Turn.fail(foreign));
                BackendFaultException fault = refused(
                        BackendFaultException.class, "read", () -> t.first().read(t.tenant(), key));
                that("its cause is the foreign exception", fault.getCause() == foreign, fault.getCause());
                script.always(Method.APPEND, Turn.fail(foreign));
                refused(OutcomeUnknownException.class, "update", () -> t.first().update(t.tenant(), key, t.content()));
                script.end();
            }
        });
    }

    @Test
    void ERR_01_a_store_that_answers_null_is_at_fault() {
        rule("ERR-01", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, t.first());
            Turn nothing = call -> null;
            script.next(Method.HEAD, nothing);
            refused(BackendFaultException.class, "read", () -> t.first().read(t.tenant(), key));
            script.next(Method.APPEND, nothing);
            refused(OutcomeUnknownException.class, "update", () -> t.first().update(t.tenant(), key, t.content()));
            script.end();
        });
    }

    @Test
    void ERR_09_closed_meanwhile_a_call_is_use_after_close_and_a_store_that_fails_to_close_is_at_fault() {
        rule("ERR-09", t -> {
            ResourceKey key = EachWrite.UPDATE.key(t, t.first());
            VersionedStorage storage = VersionedStorage.over(
                    script.over(MemoryRevisionStore.create()), t.options().build());
            script.next(Method.HEAD, Turn.pass().after(storage::close));
            refused(IllegalStateException.class, "read", () -> storage.read(t.tenant(), key));
            script.next(Method.CLOSE, Turn.fail(new IllegalArgumentException("driver")));
            refused(BackendFaultException.class, "close", () -> {
                storage.close();
                return "closed";
            });
            BackendFaultException own = new BackendFaultException("cannot be closed", null);
            script.next(Method.CLOSE, Turn.fail(own));
            BackendFaultException thrown = refused(BackendFaultException.class, "close", () -> {
                storage.close();
                return "closed";
            });
            that("it is the store's own", thrown == own, thrown);
        });
    }
}
