package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.InvalidContentException;
import dev.verso.InvalidCursorException;
import dev.verso.InvalidKeyException;
import dev.verso.PageRequest;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Chapter ERR, rule 07: of several things that are wrong with a call, which one is reported. */
public interface OrderRules extends Chapter {

    /** A missing argument comes before everything, also before the storage's being closed. */
    @Test
    default void ERR_07_null_comes_before_closed() {
        rule("ERR-07", t -> {
            VersionedStorage closed = t.open(t.options().build());
            closed.close();
            for (PortCall call : PortCall.all(t)) {
                for (PortCall holed : call.withNulls()) {
                    refused(NullPointerException.class, holed + " of a closed storage", () -> holed.run(closed));
                }
            }
            Expect.empty("head", t.first().head(t.tenant(), t.key("Patient")));
        });
    }

    /** A missing argument comes before a bad key, a missing permission and a key of another tenant. */
    @Test
    default void ERR_07_null_comes_before_InvalidKey_and_PermissionDenied() {
        rule("ERR-07", t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey theirs = new ResourceKey(t.neighbour().tenant(), key.type(), key.id());
            for (PortCall call : PortCall.all(t)) {
                if (call.takesKey()) {
                    for (PortCall holed : call.withKey(theirs).withNulls()) {
                        refused(
                                NullPointerException.class,
                                holed + " with another tenant's key",
                                () -> holed.run(t.first()));
                    }
                }
            }
        });
    }

    /** A closed storage says so before it looks at keys, permissions or content. */
    @Test
    default void ERR_07_closed_comes_before_InvalidKey_and_PermissionDenied() {
        rule("ERR-07", t -> {
            VersionedStorage closed = t.open(t.options().contentLimit(10).build());
            closed.close();
            ResourceKey theirs = new ResourceKey(t.neighbour().tenant(), "Patient", "x");
            for (KeyedCall call : KeyedCall.all(t)) {
                refused(
                        IllegalStateException.class,
                        call.name() + " of a bad key",
                        () -> call.run(closed, t.tenant(), "a b", "c d"));
                refused(
                        IllegalStateException.class,
                        call.name() + " without permission",
                        () -> call.run(closed, t.tenant(TenantPermissions.none()), "Patient", "p1"));
            }
            for (PortCall call : PortCall.all(t)) {
                if (call.takesKey()) {
                    refused(
                            IllegalStateException.class,
                            call + " of another tenant's key",
                            () -> call.withKey(theirs).run(closed));
                }
            }
            Expect.empty("head", t.first().head(t.tenant(), t.key("Patient")));
        });
    }

    /** A bad key comes before a missing permission, and before whatever else is wrong. */
    @Test
    default void ERR_07_InvalidKey_comes_before_PermissionDenied_and_all_else() {
        rule("ERR-07", t -> {
            VersionedStorage small = t.open(t.options().contentLimit(10).build());
            TenantContext nobody = t.tenant(TenantPermissions.none());
            for (KeyedCall call : KeyedCall.all(t)) {
                refused(
                        InvalidKeyException.class,
                        call.name() + " of a bad type without permission",
                        () -> call.run(small, nobody, "a b", "p1"));
                if (call.takesId()) {
                    refused(
                            InvalidKeyException.class,
                            call.name() + " of a bad id without permission",
                            () -> call.run(small, nobody, "Patient", "a b"));
                }
            }
            HistoryQuery backwards = HistoryQuery.ofResource("a b", "c")
                    .since(Trial.START.plusSeconds(1))
                    .before(Trial.START);
            refused(
                    InvalidKeyException.class,
                    "a history with everything wrong",
                    () -> t.first()
                            .history(nobody, backwards, PageRequest.after("x").withLimit(0)));
            Expect.empty("head", t.first().head(t.tenant(), t.key("Patient")));
        });
    }

    /** A missing permission comes before limits, cursors, content, and the state of the key. */
    @Test
    default void ERR_07_PermissionDenied_comes_before_arguments_cursors_and_content() {
        rule("ERR-07", t -> {
            VersionedStorage small = t.open(t.options().contentLimit(10).build());
            TenantContext nobody = t.tenant(TenantPermissions.none());
            ResourceKey key = t.key("Patient");
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            refused(
                    PermissionDeniedException.class,
                    "a history with a bad limit",
                    () -> t.first().history(nobody, query, PageRequest.first().withLimit(0)));
            refused(
                    PermissionDeniedException.class,
                    "a history with a bad cursor",
                    () -> t.first().history(nobody, query, PageRequest.after("x")));
            refused(
                    PermissionDeniedException.class,
                    "a history with since after before",
                    () -> t.first()
                            .history(
                                    nobody,
                                    query.since(Trial.START.plusSeconds(1)).before(Trial.START),
                                    PageRequest.first()));
            for (KeyedCall call : KeyedCall.writes(t)) {
                refused(
                        PermissionDeniedException.class,
                        call.name() + " with large content",
                        () -> call.run(small, nobody, key.type(), key.id()));
            }
        });
    }

    /** The optional calls: permission first, then capability, then arguments, whether it is declared or not. */
    @Test
    default void ERR_07_optional_calls_are_checked_in_the_same_order() {
        rule("ERR-07", t -> {
            TenantContext nobody = t.tenant(TenantPermissions.none());
            List<Write> twice = List.of(Write.delete("Patient", "p1"), Write.delete("Patient", "p1"));
            HistoryQuery backwards = HistoryQuery.ofType("Patient")
                    .since(Trial.START.plusSeconds(1))
                    .before(Trial.START);
            optional(
                    t,
                    Capability.SCANS,
                    nobody,
                    tenant -> t.first()
                            .list(tenant, "Patient", PageRequest.after("x").withLimit(0)));
            optional(
                    t,
                    Capability.SCANS,
                    nobody,
                    tenant -> t.first()
                            .history(
                                    tenant,
                                    HistoryQuery.ofTenant(),
                                    PageRequest.after("x").withLimit(1001)));
            optional(
                    t,
                    Capability.SCANS,
                    nobody,
                    tenant -> t.first().history(tenant, backwards, PageRequest.after("x")));
            optional(t, Capability.CHANGE_FEED, nobody, tenant -> t.first().changes(tenant, FeedStart.after("x"), 0));
            optional(t, Capability.ATOMIC_BATCH, nobody, tenant -> t.first().writeBatch(tenant, twice));
            equal("the versions", List.of(), t.first().listVersions(t.tenant(), t.key("Patient")));
        });
    }

    private static void optional(
            Trial t, Capability needed, TenantContext nobody, Function<TenantContext, Object> call) {
        String what = "a call that needs " + needed + ", with bad arguments";
        refused(PermissionDeniedException.class, what + " and without permission", () -> call.apply(nobody));
        if (t.declares(needed)) {
            refused(InvalidArgumentException.class, what, () -> call.apply(t.tenant()));
        } else {
            Expect.unsupported(what, needed, () -> call.apply(t.tenant()));
        }
    }

    /** A bad limit, or bounds the wrong way round, come before a bad cursor. */
    @Test
    default void ERR_07_InvalidArgument_comes_before_InvalidCursor() {
        rule("ERR-07", t -> {
            ResourceKey key = t.key("Patient");
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            refused(
                    InvalidArgumentException.class,
                    "a history with bad limit and cursor",
                    () -> t.first()
                            .history(t.tenant(), query, PageRequest.after("x").withLimit(0)));
            refused(
                    InvalidArgumentException.class,
                    "a history with bad bounds and cursor",
                    () -> t.first()
                            .history(
                                    t.tenant(),
                                    query.since(Trial.START.plusSeconds(1)).before(Trial.START),
                                    PageRequest.after("x")));
            refused(
                    InvalidCursorException.class,
                    "a history with a bad cursor",
                    () -> t.first()
                            .history(t.tenant(), query, PageRequest.after("x").withLimit(1)));
        });
    }

    /** Content that is too large is refused before anybody asks for the state of the key. */
    @Test
    default void ERR_07_InvalidContent_comes_before_the_state_of_the_key() {
        rule("ERR-07", t -> {
            VersionedStorage small = t.open(t.options().contentLimit(10).build());
            ResourceKey live = t.key("Patient");
            ResourceKey absent = t.key("Patient");
            t.first().create(t.tenant(), live, t.content());
            Content large = t.content();
            refused(
                    InvalidContentException.class,
                    "create of what exists",
                    () -> small.create(t.tenant(), live, large));
            refused(InvalidContentException.class, "update of nothing", () -> small.update(t.tenant(), absent, large));
            refused(
                    InvalidContentException.class,
                    "a stale match",
                    () -> small.updateWithMatch(t.tenant(), live, "9", large));
            refused(
                    InvalidContentException.class,
                    "a malformed match",
                    () -> small.updateWithMatch(t.tenant(), live, "x", large));
            equal("the versions", List.of("1"), t.second().listVersions(t.tenant(), live));
        });
    }

    /** In a batch: too many or a key twice, then content, then the state of the keys. */
    @Test
    default void ERR_07_a_batch_is_checked_in_the_same_order() {
        rule("ERR-07", Capability.ATOMIC_BATCH, t -> {
            VersionedStorage small = t.open(t.options().contentLimit(10).build());
            ResourceKey live = t.key("Patient");
            t.first().create(t.tenant(), live, t.content());
            Snapshot before = Snapshot.of(t);
            Write conflict = Write.create(live.type(), live.id(), Content.of("{}"));
            Write large = Write.create("Patient", t.content());
            Write bad = Write.create("a b", Content.of("{}"));
            Write absent = Write.update("Patient", "absent", Content.of("{}"));
            refused(
                    InvalidKeyException.class,
                    "a bad key, a key twice, large content",
                    () -> small.writeBatch(t.tenant(TenantPermissions.none()), List.of(absent, absent, large, bad)));
            refused(
                    PermissionDeniedException.class,
                    "no permission, a key twice, large content",
                    () -> small.writeBatch(t.tenant(TenantPermissions.none()), List.of(absent, absent, large)));
            refused(
                    InvalidArgumentException.class,
                    "a key twice, large content",
                    () -> small.writeBatch(t.tenant(), List.of(large, absent, absent)));
            refused(
                    InvalidContentException.class,
                    "a conflict, large content",
                    () -> small.writeBatch(t.tenant(), List.of(conflict, large)));
            before.requireUnchanged(t, "refused batches");
        });
    }

    /** What is empty is not wrong: no keys, no writes, no time between the bounds. */
    @Test
    default void ERR_07_empty_requests_succeed() {
        rule("ERR-07", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            equal("an empty readBatch", List.of(), t.first().readBatch(t.tenant(), List.of()));
            equal(
                    "an empty readBatch without permission",
                    List.of(),
                    t.first().readBatch(t.tenant(TenantPermissions.none()), List.of()));
            HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
            equal(
                    "the history between equal bounds",
                    List.of(),
                    t.first()
                            .history(t.tenant(), query.since(Trial.START).before(Trial.START), PageRequest.first())
                            .items());
        });
    }

    /** An empty batch does nothing, and succeeds. */
    @Test
    default void ERR_07_an_empty_batch_does_nothing() {
        rule("ERR-07", Capability.ATOMIC_BATCH, t -> {
            t.first().create(t.tenant(), t.key("Patient"), t.content());
            Snapshot before = Snapshot.of(t);
            equal("an empty batch", List.of(), t.first().writeBatch(t.tenant(), List.of()));
            equal(
                    "an empty batch without permission",
                    List.of(),
                    t.first().writeBatch(t.tenant(TenantPermissions.none()), List.of()));
            before.requireUnchanged(t, "an empty batch");
        });
    }
}
