package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.OutcomeUnknownException;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.Rendezvous.Outcomes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Chapter ERR, rules 01, 02 and 09: which exceptions there are, and what becomes of interrupted and closed storages. */
public interface ErrorRules extends Chapter {

    /** Every argument of every method, and every element of a collection, is refused if it is missing. */
    @Test
    default void ERR_01_a_missing_argument_is_NullPointerException_in_every_method() {
        rule("ERR-01", t -> {
            Snapshot before = Snapshot.of(t);
            for (PortCall call : PortCall.all(t)) {
                for (PortCall holed : call.withNulls()) {
                    refused(NullPointerException.class, holed.toString(), () -> holed.run(t.first()));
                }
            }
            before.requireUnchanged(t, "calls without an argument");
        });
    }

    /** Every method of a closed storage says so, whatever it needs, and does nothing. */
    @Test
    default void ERR_01_use_after_close_is_IllegalStateException_in_every_method() {
        rule("ERR-01", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            List<PortCall> calls = PortCall.all(t);
            Snapshot before = Snapshot.of(t);
            VersionedStorage closed = t.open(t.options().build());
            closed.read(t.tenant(), key);
            closed.close();
            for (PortCall call : calls) {
                refused(IllegalStateException.class, call + " after close", () -> call.run(closed));
            }
            before.requireUnchanged(t, "calls of a closed storage");
        });
    }

    /** Whatever is wrong with a call, only this project's exceptions come out, and none of them shows content. */
    @Test
    default void ERR_01_only_this_projects_exceptions_come_out() {
        rule("ERR-01", t -> {
            ResourceKey live = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            t.first().create(t.tenant(), live, t.content());
            t.first().create(t.tenant(), deleted, t.content());
            t.first().delete(t.tenant(), deleted);
            int refusals = 0;
            for (KeyedCall call : KeyedCall.all(t)) {
                for (String id : List.of(live.id(), deleted.id(), "absent-1", "", "a/b", "x".repeat(1_000), "'; --")) {
                    for (TenantPermissions permissions :
                            List.of(TenantPermissions.fullAccess(), TenantPermissions.none())) {
                        refusals += outcome(t, call, permissions, id);
                    }
                }
            }
            that("some of the calls are refused", refusals > 100, refusals);
            StoredResource put =
                    t.first().createOrUpdate(t.tenant(), live, t.content()).resource();
            equal("read after all of them", Optional.of(put), t.second().read(t.tenant(), live));
        });
    }

    private static int outcome(Trial t, KeyedCall call, TenantPermissions permissions, String id) {
        try {
            call.run(t.first(), t.tenant(permissions), "Patient", id);
            return 0;
        } catch (StorageException e) {
            that(
                    "a refusal has a message",
                    e.getMessage() != null && !e.getMessage().isBlank(),
                    e);
            that("a message shows no content", !Secrets.leak(e.getMessage()) && !Secrets.leak(e.toString()), e);
            return 1;
        } catch (RuntimeException e) {
            throw Expect.unmet(call.name() + " of id " + Words.of(id) + " ends well or with a StorageException", e);
        }
    }

    /** A refusal says that it is final, and that its outcome is known: repeating the same call cannot help. */
    @Test
    default void ERR_02_a_refusal_is_neither_retryable_nor_unknown() {
        rule("ERR-02", t -> {
            EachState keys = EachState.of(t);
            ResourceKey live = keys.live();
            ResourceKey deleted = keys.deleted();
            ResourceKey absent = keys.absent();
            VersionedStorage s = t.first();
            List<Expect.Call> calls = new ArrayList<>(List.of(
                    () -> s.create(t.tenant(), live, t.content()),
                    () -> s.create(t.tenant(), deleted, t.content()),
                    () -> s.createIfNotLive(t.tenant(), live, t.content()),
                    () -> s.update(t.tenant(), absent, t.content()),
                    () -> s.update(t.tenant(), deleted, t.content()),
                    () -> s.updateWithMatch(t.tenant(), live, "9", t.content()),
                    () -> s.updateWithMatch(t.tenant(), live, "x", t.content()),
                    () -> s.delete(t.tenant(), absent),
                    () -> s.deleteWithMatch(t.tenant(), deleted, "1"),
                    () -> s.restore(t.tenant(), live),
                    () -> s.restore(t.tenant(), deleted, "2"),
                    () -> s.read(t.tenant(), "a b", "c"),
                    () -> s.read(t.tenant(TenantPermissions.none()), live),
                    () -> s.update(t.tenant(TenantPermissions.none()), live, t.content()),
                    () -> s.history(t.tenant(), HistoryQuery.ofResource("a", "b"), PageRequest.after("x")),
                    () -> s.history(
                            t.tenant(),
                            HistoryQuery.ofResource("a", "b"),
                            PageRequest.first().withLimit(0)),
                    () -> s.create(t.tenant(), absent, Content.of("[]"))));
            if (t.declares(Capability.ERASURE)) {
                calls.add(() -> s.erase(t.tenant(), Erasure.ofVersion(live.type(), live.id(), "1")));
                calls.add(() -> s.erase(t.tenant(), Erasure.ofVersion(live.type(), live.id(), "9")));
            }
            if (t.declares(Capability.ATOMIC_BATCH)) {
                calls.add(() -> s.writeBatch(t.tenant(), List.of(Write.create("Patient", live.id(), t.content()))));
                calls.add(() -> s.writeBatch(
                        t.tenant(), List.of(Write.delete("Patient", live.id()), Write.delete("Patient", live.id()))));
            }
            for (Expect.Call call : calls) {
                try {
                    call.run();
                } catch (StorageException e) {
                    that(Words.of(e) + " is not retryable", !e.isRetryable(), "retryable");
                    that(Words.of(e) + " has a known outcome", !e.isOutcomeUnknown(), "unknown");
                    continue;
                }
                throw Expect.unmet("the call is refused", "it was not");
            }
        });
    }

    /** An interrupted thread's call does nothing, or does all; the flag is still set, and the instance still works. */
    @Test
    default void ERR_09_an_interrupted_call_keeps_the_flag_and_its_outcome_is_told() {
        rule("ERR-09", t -> {
            for (KeyedCall call : KeyedCall.all(t)) {
                ResourceKey key = t.key("Patient");
                Revision created = t.first().create(t.tenant(), key, t.content());
                equal(
                        "head before " + call.name(),
                        Optional.of(created),
                        t.second().head(t.tenant(), key));
                Outcomes<Optional<Throwable>> outcomes = t.rendezvous().run(List.of(() -> {
                    Thread.currentThread().interrupt();
                    Optional<Throwable> thrown = Optional.empty();
                    try {
                        call.run(t.first(), t.tenant(), key.type(), key.id());
                    } catch (StorageException e) {
                        thrown = Optional.of(e);
                    }
                    that("the interrupt flag is set after " + call.name(), Thread.interrupted(), false);
                    return thrown;
                }));
                outcomes.onlyThrown(call.name() + " on an interrupted thread", List.of());
                Optional<Throwable> thrown = outcomes.values().get(0);
                if (thrown.filter(e -> !(e instanceof OutcomeUnknownException)).isPresent()) {
                    equal(
                            "the versions after " + call.name() + ", which threw " + Words.of(thrown.get()),
                            List.of("1"),
                            t.second().listVersions(t.tenant(), key));
                    that(
                            "what an interrupted thread gets may be retried",
                            !(thrown.get() instanceof BackendUnavailableException unavailable)
                                    || unavailable.isRetryable(),
                            thrown.get());
                }
                Optional<Revision> head = t.first().head(t.tenant(), key);
                equal("head by the other instance", head, t.second().head(t.tenant(), key));
            }
        });
    }

    /** close() may be called again, also by several threads, and leaves other instances alone. */
    @Test
    default void ERR_09_close_is_idempotent_and_closes_nothing_else() {
        rule("ERR-09", t -> {
            ResourceKey key = t.key("Patient");
            VersionedStorage storage = t.open(t.options().build());
            Revision created = storage.create(t.tenant(), key, t.content());
            storage.close();
            storage.close();
            VersionedStorage another = openedAfterClose(t);
            Race race = new Race(t);
            race.run(6, task -> {
                        another.close();
                        return task;
                    })
                    .onlyThrown("close", List.of());
            another.close();
            equal("head by another instance", Optional.of(created), t.first().head(t.tenant(), key));
            equal(
                    "the next version",
                    2L,
                    t.second().update(t.tenant(), key, t.content()).version());
            VersionedStorage later = openedAfterClose(t);
            equal(
                    "the next version by a new instance",
                    3L,
                    later.update(t.tenant(), key, t.content()).version());
        });
    }

    private static VersionedStorage openedAfterClose(Trial t) {
        try {
            return t.open(t.options().build());
        } catch (Exception e) {
            throw Expect.unmet("a new instance can be opened when another one was closed", e);
        }
    }

    /** Calls that run while another thread closes the storage end by the rules; what they acknowledged is there. */
    @Test
    default void ERR_09_calls_that_run_during_close_end_by_the_rules() {
        rule("ERR-09", t -> {
            Race race = new Race(t);
            for (int round = 0; round < 8; round++) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                VersionedStorage storage = t.open(t.options().build());
                Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
                Set<UUID> refused = ConcurrentHashMap.newKeySet();
                Outcomes<Integer> outcomes = race.run(4, task -> {
                    if (task == 0) {
                        storage.close();
                        return 0;
                    }
                    for (int i = 0; i < 200; i++) {
                        UUID id = UUID.randomUUID();
                        try {
                            storage.write(
                                    t.tenant(),
                                    Write.update(key.type(), key.id(), t.content())
                                            .withWriteId(id));
                            acknowledged.add(id);
                        } catch (IllegalStateException | BackendUnavailableException e) {
                            refused.add(id);
                            return i;
                        } catch (OutcomeUnknownException e) {
                            return i;
                        }
                    }
                    return 200;
                });
                outcomes.onlyThrown("a call during close", List.of());
                Set<UUID> there = new HashSet<>();
                t.second()
                        .historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                        .forEach(revision -> there.add(revision.writeId()));
                that("every acknowledged write is there", there.containsAll(acknowledged), acknowledged.size());
                that("no refused write is there", refused.stream().noneMatch(there::contains), refused);
            }
            race.report();
        });
    }

    /** IfMatch refuses malformed header text itself, before there is a call; what it takes matches as the table says. */
    @Test
    default void ERR_07_malformed_header_text_is_InvalidArgument() {
        rule("ERR-07", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Snapshot before = Snapshot.of(t);
            for (String header : List.of(
                    "",
                    " ",
                    "1",
                    "W/1",
                    "\"1",
                    "1\"",
                    "w/\"1\"",
                    "W/ \"1\"",
                    "\"1\" \"2\"",
                    "*, \"1\"",
                    "\"1\", *",
                    "**",
                    "W/*",
                    "'1'",
                    "\"1\"x",
                    "\"a\u0000b\"",
                    "\"a b",
                    ",",
                    ",,")) {
                refused(
                        InvalidArgumentException.class,
                        "If-Match: " + Words.of(header),
                        () -> t.first().update(t.tenant(), key, IfMatch.parse(header), t.content()));
            }
            before.requireUnchanged(t, "updates with malformed header text");
        });
    }
}
