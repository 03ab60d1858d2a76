package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.permissionDenied;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.InvalidKeyException;
import dev.verso.PageRequest;
import dev.verso.Permission;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.Write;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Chapter TEN: tenancy and permission. */
public interface TenancyRules extends Chapter {

    /** Everything there is to do is done in one tenant; the neighbour, with the same types and ids, sees nothing of it. */
    @Test
    default void TEN_01_no_operation_touches_another_tenants_resources() {
        rule("TEN-01", t -> {
            ResourceKey key = t.key("Patient");
            Expect.empty("read of what only the neighbour has", t.first().read(t.tenant(), key));
            Expect.empty("head of what only the neighbour has", t.first().head(t.tenant(), key));
            Expect.empty("vread of what only the neighbour has", t.first().vread(t.tenant(), key, "1"));
            Expect.notFound(
                    "update of what only the neighbour has",
                    key,
                    () -> t.first().update(t.tenant(), key, t.content()));
            Expect.notFound(
                    "updateWithMatch of what only the neighbour has",
                    key,
                    () -> t.first().updateWithMatch(t.tenant(), key, "1", t.content()));
            Expect.notFound(
                    "delete of what only the neighbour has",
                    key,
                    () -> t.first().delete(t.tenant(), key));
            Expect.notFound(
                    "restore of what only the neighbour has",
                    key,
                    () -> t.first().restore(t.tenant(), key));
            equal("listVersions", List.of(), t.first().listVersions(t.tenant(), key));
            equal(
                    "the history",
                    List.of(),
                    t.first()
                            .history(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()), PageRequest.first())
                            .items());
            Histories.oneOfEach(t, key);
            t.second().delete(t.tenant(), key);
            equal(
                    "the neighbour's version",
                    "1",
                    present("currentVersion", t.first().currentVersion(t.neighbour(), key.type(), key.id())));
        });
    }

    /** Scans see this tenant alone. */
    @Test
    default void TEN_01_scans_see_no_other_tenant() {
        rule("TEN-01", Capability.SCANS, t -> {
            t.key("Patient");
            t.key("Other");
            equal("list", List.of(), t.first().listStream(t.tenant(), "Patient").toList());
            equal("count", 0L, t.first().count(t.tenant(), "Patient"));
            equal("count of the tenant", 0L, t.first().count(t.tenant()));
            equal(
                    "the history of the type",
                    List.of(),
                    t.first()
                            .historyStream(t.tenant(), HistoryQuery.ofType("Patient"))
                            .toList());
            equal(
                    "the tenant's history",
                    List.of(),
                    t.first().historyStream(t.tenant(), HistoryQuery.ofTenant()).toList());
        });
    }

    /** The feed too. */
    @Test
    default void TEN_01_a_feed_shows_no_other_tenant() {
        rule("TEN-01", Capability.CHANGE_FEED, t -> {
            t.key("Patient");
            StoredResource own = t.first().create(t.tenant(), "Patient", t.content());
            equal(
                    "the feed",
                    List.of(own),
                    new Feed(t, t.tenant())
                            .all(t.second()).stream()
                                    .map(entry -> (Object) entry.revision())
                                    .toList());
        });
    }

    /** An erasure takes away this tenant's resource, and a batch writes this tenant's. */
    @Test
    default void TEN_01_an_erasure_erases_nothing_of_another_tenant() {
        rule("TEN-01", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            equal(
                    "the receipt of what only the neighbour has",
                    0,
                    t.first().erase(t.tenant(), key).revisions());
            t.first().create(t.tenant(), key, t.content());
            t.first().update(t.tenant(), key, t.content());
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "1"));
            t.first().erase(t.tenant(), key);
        });
    }

    /** A batch writes this tenant's resources alone. */
    @Test
    default void TEN_01_a_batch_writes_nothing_of_another_tenant() {
        rule("TEN-01", Capability.ATOMIC_BATCH, t -> {
            ResourceKey one = t.key("Patient");
            ResourceKey two = t.key("Patient");
            t.first()
                    .writeBatch(
                            t.tenant(),
                            List.of(
                                    Write.create(one.type(), one.id(), t.content()),
                                    Write.createOrUpdate(two.type(), two.id(), t.content())));
            t.second()
                    .writeBatch(
                            t.tenant(),
                            List.of(
                                    Write.delete(one.type(), one.id()),
                                    Write.update(two.type(), two.id(), t.content())));
        });
    }

    /** A write id belongs to its key: the same one elsewhere is another write. */
    @Test
    default void TEN_01_a_write_id_of_another_tenant_means_nothing() {
        rule("TEN-01", t -> {
            ResourceKey key = t.key("Patient");
            UUID id = UUID.randomUUID();
            TenantContext other = t.tenantLike("x");
            StoredResource theirs = (StoredResource) t.first()
                    .write(
                            other,
                            Write.create(key.type(), key.id(), t.content()).withWriteId(id));
            Expect.empty("another tenant's write", t.first().findWrite(t.tenant(), key, id));
            StoredResource ours = (StoredResource) t.second()
                    .write(
                            t.tenant(),
                            Write.create(key.type(), key.id(), t.content()).withWriteId(id));
            that("both tenants have their own content", !ours.content().equals(theirs.content()), ours);
            equal("our version", 1L, ours.version());
        });
    }

    /** A key of another tenant than the context's is refused by every operation that takes a key. */
    @Test
    default void TEN_01_a_key_of_another_tenant_is_InvalidKey() {
        rule("TEN-01", t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey theirs = new ResourceKey(t.neighbour().tenant(), key.type(), key.id());
            for (PortCall call : PortCall.all(t)) {
                if (call.takesKey()) {
                    refused(
                            InvalidKeyException.class,
                            call + " with another tenant's key",
                            () -> call.withKey(theirs).run(t.first()));
                }
            }
        });
    }

    /** Each operation with each permission missing that it needs: refused, whatever the state of the key is. */
    @Test
    default void TEN_02_each_operation_needs_its_permissions() {
        rule("TEN-02", t -> {
            EachState keys = EachState.of(t);
            ResourceKey live = keys.live();
            ResourceKey deleted = keys.deleted();
            ResourceKey absent = keys.absent();
            Snapshot before = Snapshot.of(t);
            for (KeyedCall call : KeyedCall.all(t)) {
                for (Permission missing : call.needs()) {
                    for (TenantContext context : lacking(t, missing)) {
                        Set<String> messages = new HashSet<>();
                        for (ResourceKey key : List.of(live, deleted, absent)) {
                            permissionDenied(
                                    call.name() + " without " + missing,
                                    Set.of(missing),
                                    () -> call.run(t.first(), context, key.type(), key.id()));
                            PermissionDeniedException denied = refused(
                                    PermissionDeniedException.class,
                                    call.name(),
                                    () -> call.run(t.second(), context, key.type(), key.id()));
                            messages.add(String.valueOf(denied.getMessage()).replace(key.id(), ""));
                        }
                        equal("the number of different messages, by the key's state", 1, messages.size());
                    }
                }
            }
            before.requireUnchanged(t, "refused calls");
        });
    }

    private static List<TenantContext> lacking(Trial t, Permission missing) {
        EnumSet<Permission> others = EnumSet.complementOf(EnumSet.of(missing));
        return List.of(
                t.tenant(TenantPermissions.builder()
                        .allow(others.toArray(Permission[]::new))
                        .build()),
                t.tenant(TenantPermissions.builder()
                        .allow(others.toArray(Permission[]::new))
                        .allowOn("Patien", missing)
                        .allowOn("Patients", missing)
                        .allowOn("patient", missing)
                        .build()));
    }

    /** Each operation with just the permissions that it needs, on its type alone: not refused for want of permission. */
    @Test
    default void TEN_02_each_operation_needs_no_other_permission() {
        rule("TEN-02", t -> {
            ResourceKey key = t.key("Patient");
            for (KeyedCall call : KeyedCall.all(t)) {
                TenantContext just = t.tenant(TenantPermissions.builder()
                        .allowOn("Patient", call.needs().toArray(Permission[]::new))
                        .build());
                try {
                    call.run(t.first(), just, key.type(), key.id());
                } catch (PermissionDeniedException e) {
                    throw Expect.unmet(call.name() + " is permitted with " + call.needs() + " on its type", e);
                } catch (StorageException e) {
                    that("a refusal is known to have written nothing", !e.isOutcomeUnknown(), e);
                }
                StoredResource put =
                        t.first().createOrUpdate(t.tenant(), key, t.content()).resource();
                equal("read after " + call.name(), Optional.of(put), t.second().read(t.tenant(), key));
            }
        });
    }

    /** readBatch needs READ on every type that it names: nothing is filtered out in silence. */
    @Test
    default void TEN_02_readBatch_needs_READ_on_each_type_named() {
        rule("TEN-02", t -> {
            ResourceKey patient = t.key("Patient");
            ResourceKey other = t.key("Other");
            ResourceKey absent = t.key("Third");
            t.first().create(t.tenant(), patient, t.content());
            t.first().create(t.tenant(), other, t.content());
            TenantContext some = t.tenant(TenantPermissions.builder()
                    .allowOn("Patient", Permission.READ)
                    .build());
            for (List<ResourceKey> named : List.of(List.of(patient, other), List.of(other), List.of(patient, absent))) {
                permissionDenied(
                        "readBatch", Set.of(Permission.READ), () -> t.first().readBatch(some, named));
            }
            equal(
                    "readBatch of what may be read",
                    1,
                    t.first().readBatch(some, List.of(patient, patient)).size());
        });
    }

    /** What spans all types needs the permission for all of them. */
    @Test
    default void TEN_02_scans_of_the_tenant_need_READ_on_every_type() {
        rule("TEN-02", Capability.SCANS, t -> {
            t.first().create(t.tenant(), t.key("Patient"), t.content());
            TenantContext some = t.tenant(TenantPermissions.builder()
                    .allow(Permission.FEED, Permission.CREATE, Permission.UPDATE, Permission.DELETE, Permission.ERASE)
                    .allowOn("Patient", Permission.READ)
                    .build());
            permissionDenied(
                    "count of the tenant",
                    Set.of(Permission.READ),
                    () -> t.first().count(some));
            permissionDenied(
                    "the tenant's history",
                    Set.of(Permission.READ),
                    () -> t.first().history(some, HistoryQuery.ofTenant(), PageRequest.first()));
            permissionDenied(
                    "the tenant's history as a stream",
                    Set.of(Permission.READ),
                    () -> t.first().historyStream(some, HistoryQuery.ofTenant()).toList());
            permissionDenied(
                    "a list of another type",
                    Set.of(Permission.READ),
                    () -> t.first().list(some, "Other", PageRequest.first()));
            equal("the count of the type", 1L, t.first().count(some, "Patient"));
            TenantContext reader = t.tenant(TenantPermissions.readOnly());
            equal("the count with READ everywhere", 1L, t.first().count(reader));
        });
    }

    /** The feed shows every type, so it needs FEED on every type, and nothing else does for it. */
    @Test
    default void TEN_02_the_feed_needs_FEED_on_every_type() {
        rule("TEN-02", Capability.CHANGE_FEED, t -> {
            t.first().create(t.tenant(), t.key("Patient"), t.content());
            List<TenantPermissions> insufficient = List.of(
                    TenantPermissions.none(),
                    TenantPermissions.readOnly(),
                    TenantPermissions.builder()
                            .allowOn("Patient", Permission.FEED)
                            .build(),
                    TenantPermissions.builder()
                            .allow(EnumSet.complementOf(EnumSet.of(Permission.FEED))
                                    .toArray(Permission[]::new))
                            .build());
            for (TenantPermissions permissions : insufficient) {
                for (FeedStart start : List.of(FeedStart.oldest(), FeedStart.now())) {
                    permissionDenied(
                            "changes with " + permissions,
                            Set.of(Permission.FEED),
                            () -> t.first().changes(t.tenant(permissions), start, 10));
                }
            }
            TenantContext consumer =
                    t.tenant(TenantPermissions.builder().allow(Permission.FEED).build());
            t.first().changes(consumer, FeedStart.oldest(), 10);
        });
    }

    /** findWrite needs READ. */
    @Test
    default void TEN_02_findWrite_needs_READ() {
        rule("TEN-02", t -> {
            ResourceKey key = t.key("Patient");
            UUID id = t.first().create(t.tenant(), key, t.content()).writeId();
            for (UUID each : List.of(id, UUID.randomUUID())) {
                for (TenantContext context : lacking(t, Permission.READ)) {
                    permissionDenied(
                            "findWrite",
                            Set.of(Permission.READ),
                            () -> t.first().findWrite(context, key, each));
                }
            }
        });
    }

    /** One entry that is not permitted, wherever it stands: nothing of the batch is done. */
    @Test
    default void TEN_03_a_batch_with_one_forbidden_entry_does_nothing() {
        rule("TEN-03", Capability.ATOMIC_BATCH, t -> {
            ResourceKey live = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            t.first().create(t.tenant(), live, t.content());
            t.first().create(t.tenant(), deleted, t.content());
            t.first().delete(t.tenant(), deleted);
            Snapshot before = Snapshot.of(t);
            TenantContext some = t.tenant(TenantPermissions.builder()
                    .allowOn("Allowed", Permission.values())
                    .allowOn("Patient", Permission.CREATE)
                    .build());
            List<Write> forbidden = List.of(
                    Write.update(live.type(), live.id(), t.content()),
                    Write.delete(live.type(), live.id()),
                    Write.restore(deleted.type(), deleted.id()),
                    Write.createOrUpdate(live.type(), live.id(), t.content()),
                    Write.create("Forbidden", t.content()));
            for (Write bad : forbidden) {
                for (int place = 0; place < 3; place++) {
                    List<Write> batch = new ArrayList<>(List.of(
                            Write.create("Allowed", t.content()),
                            Write.createIfNotLive("Allowed", "a-" + place, t.content())));
                    batch.add(place, bad);
                    refused(
                            PermissionDeniedException.class,
                            "a batch with " + Words.of(bad),
                            () -> t.first().writeBatch(some, batch));
                }
            }
            before.requireUnchanged(t, "refused batches");
        });
    }
}
