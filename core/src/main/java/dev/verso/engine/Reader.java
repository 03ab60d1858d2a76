package dev.verso.engine;

import dev.verso.FeedEntry;
import dev.verso.FeedPage;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.Page;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.Versions;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Performs reads that have passed the gate. */
final class Reader {

    private static final int KEYS_AT_A_TIME = 1000;

    private final RevisionStore store;
    private final EarlierWrites earlier;
    private final Cursors cursors;
    private final Clock clock;

    Reader(RevisionStore store, EarlierWrites earlier, Cursors cursors, Clock clock) {
        this.store = store;
        this.earlier = earlier;
        this.cursors = cursors;
        this.clock = clock;
    }

    Optional<Revision> head(ResourceKey key) {
        return store.head(key, Detail.CONTENT).map(RevisionRecord::toRevision);
    }

    Optional<StoredResource> read(ResourceKey key) {
        return head(key).filter(StoredResource.class::isInstance).map(StoredResource.class::cast);
    }

    Optional<String> currentVersion(ResourceKey key) {
        return store.head(key, Detail.METADATA)
                .filter(RevisionRecord::isResource)
                .map(head -> head.metadata().versionId());
    }

    List<StoredResource> readBatch(Collection<ResourceKey> keys) {
        List<ResourceKey> distinct = List.copyOf(new LinkedHashSet<>(keys));
        List<StoredResource> live = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += KEYS_AT_A_TIME) {
            List<ResourceKey> some = distinct.subList(from, Math.min(from + KEYS_AT_A_TIME, distinct.size()));
            Map<ResourceKey, RevisionRecord> heads = store.heads(some, Detail.CONTENT);
            for (ResourceKey key : some) {
                RevisionRecord head = heads.get(key);
                if (head != null && head.isResource()) {
                    live.add((StoredResource) head.toRevision());
                }
            }
        }
        return List.copyOf(live);
    }

    Optional<Revision> revision(ResourceKey key, String versionId) {
        return Versions.parse(versionId).stream()
                .mapToObj(version -> store.revision(key, version))
                .flatMap(Optional::stream)
                .map(RevisionRecord::toRevision)
                .findFirst();
    }

    Optional<Revision> asOf(ResourceKey key, Instant instant) {
        return store.asOf(key, Times.floor(instant)).map(RevisionRecord::toRevision);
    }

    List<String> versions(ResourceKey key) {
        return store.versions(key).stream().map(Versions::format).toList();
    }

    Optional<Revision> findWrite(ResourceKey key, UUID writeId) {
        return earlier.find(key, writeId, Optional.empty())
                .flatMap(found -> store.revision(key, found.version()))
                .map(RevisionRecord::toRevision);
    }

    Page<StoredResource> list(TenantContext context, String type, Optional<String> afterId, int limit) {
        Slice<RevisionRecord, String> slice = store.list(context.tenant(), type, afterId, PageBounds.of(limit));
        return new Page<>(
                slice.items().stream()
                        .map(resource -> (StoredResource) resource.toRevision())
                        .toList(),
                slice.next().map(id -> cursors.list(context.tenant(), type, id)));
    }

    Page<Revision> history(
            TenantContext context,
            HistoryQuery query,
            HistoryRequest.Scope scope,
            Optional<HistoryRequest.Position> after,
            int limit) {
        if (query.since().isPresent() && query.since().equals(query.before())) {
            return new Page<>(List.of(), Optional.empty());
        }
        Slice<RevisionRecord, HistoryRequest.Position> slice = store.history(new HistoryRequest(
                scope,
                query.order(),
                query.since().map(Times::ceiling),
                query.before().map(Times::ceiling),
                after,
                PageBounds.of(limit),
                Detail.CONTENT));
        return new Page<>(
                slice.items().stream().map(RevisionRecord::toRevision).toList(),
                slice.next().map(position -> cursors.history(context.tenant(), query, position)));
    }

    FeedPage changes(TenantContext context, FeedPosition position, int limit) {
        FeedSlice slice = store.changes(context.tenant(), position, PageBounds.of(limit));
        Duration lag = slice.heldBackSince()
                .map(since -> Duration.between(since, clock.instant()))
                .filter(held -> !held.isNegative())
                .orElse(Duration.ZERO);
        return new FeedPage(
                slice.entries().stream()
                        .map(entry -> new FeedEntry(
                                entry.revision().toRevision(), cursors.feed(context.tenant(), entry.token())))
                        .toList(),
                cursors.feed(context.tenant(), slice.token()),
                slice.caughtUp(),
                lag);
    }

    /** Where a walk of the feed begins, by what the caller gave. */
    FeedPosition position(TenantContext context, FeedStart start) {
        if (start instanceof FeedStart.After after) {
            return new FeedPosition.After(cursors.readFeed(context.tenant(), after.cursor()));
        }
        return start instanceof FeedStart.Now ? new FeedPosition.Now() : new FeedPosition.Oldest();
    }
}
