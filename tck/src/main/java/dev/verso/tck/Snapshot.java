package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.FeedEntry;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that can be seen of the check's tenant: heads, reads, versions and histories of the keys that were taken, and with
 * the capabilities for it counts, the tenant's history and the feed. Two snapshots are equal if nothing left a trace.
 */
final class Snapshot {

    private final Map<String, Object> seen = new LinkedHashMap<>();

    private Snapshot() {}

    static Snapshot of(Trial trial) {
        return of(trial, trial.first());
    }

    static Snapshot of(Trial trial, VersionedStorage storage) {
        Snapshot snapshot = new Snapshot();
        TenantContext tenant = trial.tenant();
        for (ResourceKey key : trial.keys()) {
            snapshot.key(storage, tenant, key);
        }
        if (trial.declares(Capability.SCANS)) {
            snapshot.seen.put("count of the tenant", storage.count(tenant));
            snapshot.seen.put(
                    "history of the tenant",
                    storage.historyStream(tenant, HistoryQuery.ofTenant()).toList());
        }
        if (trial.declares(Capability.CHANGE_FEED)) {
            snapshot.seen.put(
                    "feed",
                    new Feed(trial, tenant)
                            .all(storage).stream().map(FeedEntry::revision).toList());
        }
        return snapshot;
    }

    private void key(VersionedStorage storage, TenantContext tenant, ResourceKey key) {
        Optional<Revision> head = storage.head(tenant, key);
        Optional<StoredResource> read = storage.read(tenant, key);
        List<String> versions = storage.listVersions(tenant, key);
        List<Revision> vreads = new ArrayList<>();
        versions.forEach(version -> storage.vread(tenant, key, version).ifPresent(vreads::add));
        seen.put("head of " + key, head);
        seen.put("read of " + key, read);
        seen.put("exists of " + key, storage.exists(tenant, key));
        seen.put("currentVersion of " + key, storage.currentVersion(tenant, key));
        seen.put("listVersions of " + key, versions);
        seen.put("vread of every version of " + key, vreads);
        seen.put(
                "history of " + key,
                storage.historyStream(tenant, HistoryQuery.ofResource(key.type(), key.id()))
                        .toList());
    }

    void requireUnchanged(Trial trial, String after) {
        requireEqual(of(trial, trial.second()), after + ", seen by the other instance");
        requireEqual(of(trial, trial.first()), after);
    }

    private void requireEqual(Snapshot now, String after) {
        seen.forEach((what, before) -> Expect.equal(what + " after " + after, before, now.seen.get(what)));
    }
}
