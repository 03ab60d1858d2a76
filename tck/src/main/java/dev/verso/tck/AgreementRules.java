package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.resource;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.HistoryQuery;
import dev.verso.NotFoundException;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter VER, rule 07: all ways to look at a key agree. */
public interface AgreementRules extends Chapter {
    /** One random walk over several keys; after each step every way to look at a key tells the same. */
    @Test
    default void VER_07_all_reads_agree_at_every_quiescent_moment() {
        rule("VER-07", t -> {
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Patient"));
            Map<ResourceKey, Revision> newest = new HashMap<>();
            for (int step = 0; step < 60; step++) {
                ResourceKey key = keys.get(t.random().nextInt(keys.size()));
                randomWrite(t, t.either(t.random().nextInt(2)), key, newest);
                for (ResourceKey each : keys) {
                    requireAgreement(t, t.either(step), each, Optional.ofNullable(newest.get(each)));
                }
                requireScansAgree(t, t.either(step), keys);
            }
        });
    }

    private static void randomWrite(
            Trial t, VersionedStorage storage, ResourceKey key, Map<ResourceKey, Revision> newest) {
        String current = storage.currentVersion(t.tenant(), key).orElse("1");
        int kinds = t.declares(Capability.ERASURE) ? 9 : 8;
        try {
            @Nullable
            Revision written = switch (t.random().nextInt(kinds)) {
                case 0 -> storage.create(t.tenant(), key, t.content());
                case 1 -> storage.createOrUpdate(t.tenant(), key, t.content()).resource();
                case 2 -> storage.createIfNotLive(t.tenant(), key, t.content());
                case 3 -> storage.update(t.tenant(), key, t.content());
                case 4 -> storage.updateWithMatch(t.tenant(), key, current, t.content());
                case 5 -> storage.deleteWithMatch(t.tenant(), key, current);
                case 6 -> storage.delete(t.tenant(), key);
                case 7 -> storage.restore(t.tenant(), key);
                default -> {
                    storage.erase(t.tenant(), key);
                    yield null;
                }
            };
            if (written == null) {
                newest.remove(key);
            } else {
                newest.put(key, written);
            }
        } catch (StorageException e) {
            that(
                    "a write that is refused says that nothing was written",
                    !e.isOutcomeUnknown()
                            && !(e instanceof NotFoundException missing
                                    && !missing.key().equals(key)),
                    e);
        }
    }

    private static void requireAgreement(
            Trial t, VersionedStorage storage, ResourceKey key, Optional<Revision> newest) {
        HistoryQuery query = HistoryQuery.ofResource(key.type(), key.id());
        List<Revision> history = storage.historyStream(t.tenant(), query).toList();
        Optional<Revision> head = storage.head(t.tenant(), key);
        Optional<StoredResource> live =
                head.filter(StoredResource.class::isInstance).map(StoredResource.class::cast);
        equal("head, which is the newest acknowledged revision", newest, head);
        equal("the newest revision of the history", head, history.stream().findFirst());
        equal("read", live, storage.read(t.tenant(), key));
        equal("exists", live.isPresent(), storage.exists(t.tenant(), key));
        equal("currentVersion", live.map(Revision::versionId), storage.currentVersion(t.tenant(), key));
        equal("readBatch", live.stream().toList(), storage.readBatch(t.tenant(), List.of(key)));
        List<Revision> ascending = new ArrayList<>(history);
        Collections.reverse(ascending);
        equal(
                "listVersions",
                ascending.stream().map(Revision::versionId).toList(),
                storage.listVersions(t.tenant(), key));
        for (Revision revision : history) {
            equal("vread", Optional.of(revision), storage.vread(t.tenant(), key, revision.versionId()));
        }
        equal("readAsOf now", head, storage.readAsOf(t.tenant(), key, Instant.MAX));
    }

    private static void requireScansAgree(Trial t, VersionedStorage storage, List<ResourceKey> keys) {
        if (t.declares(Capability.SCANS)) {
            List<StoredResource> live = keys.stream()
                    .flatMap(key -> storage.read(t.tenant(), key).stream())
                    .sorted(Comparator.comparing(resource -> resource.key().id()))
                    .toList();
            equal(
                    "list",
                    live,
                    storage.list(t.tenant(), "Patient", PageRequest.first()).items());
            equal("count", (long) live.size(), storage.count(t.tenant(), "Patient"));
            equal("count of the tenant", (long) live.size(), storage.count(t.tenant()));
        }
    }
}
