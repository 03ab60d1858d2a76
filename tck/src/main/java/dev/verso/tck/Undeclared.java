package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.List;

/**
 * The opposite check (CAP-02): whatever needs a capability that is not declared refuses, and does nothing.
 *
 * <p>It runs in the place of every check that needs the capability, so nothing undeclared passes in silence. A capability
 * that no call asks for, DURABLE or SHARED, must at least not be claimed by the instance.
 */
final class Undeclared {

    private final Trial trial;
    private final Capability capability;

    Undeclared(Trial trial, Capability capability) {
        this.trial = trial;
        this.capability = capability;
    }

    void check() {
        VersionedStorage storage = trial.first();
        Expect.that(
                "the instance does not declare " + capability + ", as the subject does not",
                !storage.capabilities().has(capability),
                storage.capabilities().declared());
        ResourceKey live = trial.key("Live");
        ResourceKey deleted = trial.key("Deleted");
        ResourceKey absent = trial.key("Absent");
        storage.create(trial.tenant(), live, trial.content());
        storage.update(trial.tenant(), live, trial.content());
        storage.create(trial.tenant(), deleted, trial.content());
        storage.delete(trial.tenant(), deleted);
        Snapshot before = Snapshot.of(trial);
        for (ResourceKey key : List.of(live, deleted, absent)) {
            switch (capability) {
                case SCANS -> scans(storage, key);
                case ATOMIC_BATCH -> batch(storage, key);
                case CHANGE_FEED -> feed(storage);
                case ERASURE -> erasure(storage, key);
                case DURABLE, SHARED -> {}
            }
        }
        before.requireUnchanged(trial, "a call that needs " + capability);
    }

    private void refused(String what, Expect.Call call) {
        Expect.unsupported(what, capability, call);
    }

    private void scans(VersionedStorage storage, ResourceKey key) {
        TenantContext tenant = trial.tenant();
        refused("list", () -> storage.list(tenant, key.type(), PageRequest.first()));
        refused("listStream", () -> storage.listStream(tenant, key.type()).toList());
        refused("count of a type", () -> storage.count(tenant, key.type()));
        refused("count of a tenant", () -> storage.count(tenant));
        for (HistoryQuery query : List.of(HistoryQuery.ofType(key.type()), HistoryQuery.ofTenant())) {
            refused("history", () -> storage.history(tenant, query, PageRequest.first()));
            refused("history, oldest first", () -> storage.history(tenant, query.oldestFirst(), PageRequest.first()));
            refused("historyStream", () -> storage.historyStream(tenant, query).toList());
        }
    }

    private void batch(VersionedStorage storage, ResourceKey key) {
        Content content = trial.content();
        refused(
                "writeBatch of one",
                () -> storage.writeBatch(trial.tenant(), List.of(Write.createOrUpdate(key.type(), key.id(), content))));
        refused(
                "writeBatch of several",
                () -> storage.writeBatch(
                        trial.tenant(),
                        List.of(Write.create(key.type(), content), Write.delete(key.type(), key.id()))));
        refused("an empty writeBatch", () -> storage.writeBatch(trial.tenant(), List.of()));
    }

    private void feed(VersionedStorage storage) {
        for (FeedStart start : List.of(FeedStart.oldest(), FeedStart.now())) {
            refused("changes", () -> storage.changes(trial.tenant(), start, 10));
            refused("changes with the default limit", () -> storage.changes(trial.tenant(), start));
            refused(
                    "changesStream",
                    () -> storage.changesStream(trial.tenant(), start).toList());
        }
    }

    private void erasure(VersionedStorage storage, ResourceKey key) {
        refused("erase", () -> storage.erase(trial.tenant(), key));
        refused("erase by type and id", () -> storage.erase(trial.tenant(), key.type(), key.id()));
        refused(
                "erase of a version",
                () -> storage.erase(trial.tenant(), Erasure.ofVersion(key.type(), key.id(), "1")));
    }
}
