package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.FeedEntry;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tenant that must never notice what a check does in its own: planted with the same types and ids, then audited. */
final class Neighbour {

    private final Trial trial;
    private final TenantContext context;
    private final Map<ResourceKey, StoredResource> planted = new LinkedHashMap<>();

    Neighbour(Trial trial, TenantContext context) {
        this.trial = trial;
        this.context = context;
    }

    TenantContext context() {
        return context;
    }

    void plant(String type, String id) {
        ResourceKey key = new ResourceKey(context.tenant(), type, id);
        Content content = Content.of("{\"neighbour\":" + planted.size() + "}");
        StoredResource resource = trial.either(planted.size()).create(context, type, id, content);
        planted.put(key, Expect.resource("the neighbour's create", resource, key, 1, Change.CREATE, content));
    }

    void audit() {
        VersionedStorage storage = trial.second();
        planted.forEach((key, resource) -> {
            String what = "the neighbour's " + key.type() + "/" + key.id();
            Expect.equal("read of " + what, Optional.of(resource), storage.read(context, key));
            Expect.equal("head of " + what, Optional.of((Revision) resource), storage.head(context, key));
            Expect.equal("versions of " + what, List.of("1"), storage.listVersions(context, key));
            Expect.equal(
                    "history of " + what,
                    List.of((Revision) resource),
                    storage.historyStream(context, HistoryQuery.ofResource(key.type(), key.id()))
                            .toList());
        });
        if (trial.declares(Capability.SCANS)) {
            auditScans(storage);
        }
        if (trial.declares(Capability.CHANGE_FEED)) {
            auditFeed();
        }
    }

    private void auditScans(VersionedStorage storage) {
        Expect.equal("count of the neighbour", (long) planted.size(), storage.count(context));
        Expect.equal(
                "tenant history of the neighbour",
                sorted(planted.values()),
                sorted(storage.historyStream(context, HistoryQuery.ofTenant()).toList()));
        for (String type :
                planted.keySet().stream().map(ResourceKey::type).collect(Collectors.toCollection(TreeSet::new))) {
            List<StoredResource> ofType = planted.values().stream()
                    .filter(resource -> resource.key().type().equals(type))
                    .toList();
            Expect.equal("count of the neighbour's " + type, (long) ofType.size(), storage.count(context, type));
            Expect.equal(
                    "list of the neighbour's " + type,
                    ofType.stream()
                            .sorted(Comparator.comparing(
                                    resource -> resource.key().id()))
                            .toList(),
                    storage.listStream(context, type).toList());
        }
    }

    private void auditFeed() {
        List<Revision> feed = new Feed(trial, context)
                .all(trial.second()).stream().map(FeedEntry::revision).toList();
        Expect.equal("feed of the neighbour", sorted(planted.values()), sorted(feed));
    }

    private static List<Revision> sorted(Iterable<? extends Revision> revisions) {
        List<Revision> sorted = new ArrayList<>();
        revisions.forEach(sorted::add);
        sorted.sort(Comparator.comparing((Revision revision) -> revision.key().type())
                .thenComparing(revision -> revision.key().id())
                .thenComparing(Revision::version));
        return sorted;
    }
}
