package dev.verso.mongo;

import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Requests as short as tests want them. */
final class Requests {

    static final TenantId TENANT = new TenantId("clinic");
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Requests() {}

    static ResourceKey key(String id) {
        return ResourceKey.of("clinic", "Patient", id);
    }

    static Append.Put put(ResourceKey key, Condition condition) {
        return put(key, condition, Content.of("{\"active\":true}"), UUID.randomUUID());
    }

    static Append.Put put(ResourceKey key, Condition condition, Content content, UUID writeId) {
        return new Append.Put(key, condition, content, Optional.of("practitioner"), writeId, NOON, false);
    }

    static Append.Put create(ResourceKey key) {
        return put(key, new Condition.Absent());
    }

    static Append.Put update(ResourceKey key, long version) {
        return put(key, new Condition.LiveAt(version));
    }

    static Append.Delete delete(ResourceKey key) {
        return new Append.Delete(key, new Condition.Live(), Optional.empty(), UUID.randomUUID(), NOON);
    }

    static Erase erase(ResourceKey key) {
        return new Erase(key, OptionalLong.empty(), UUID.randomUUID(), NOON);
    }

    static Erase erase(ResourceKey key, long version) {
        return new Erase(key, OptionalLong.of(version), UUID.randomUUID(), NOON);
    }

    static HistoryRequest history(HistoryRequest.Scope scope, int limit, Optional<HistoryRequest.Position> after) {
        return new HistoryRequest(
                scope,
                Order.NEWEST_FIRST,
                Optional.empty(),
                Optional.empty(),
                after,
                PageBounds.of(limit),
                Detail.CONTENT);
    }

    static RevisionMetadata appended(AppendOutcome outcome) {
        return ((AppendOutcome.Appended) outcome).metadata();
    }

    /** Reads the feed to its end, and gives key and version of each entry. */
    static List<String> feed(RevisionStore store, FeedPosition start) {
        List<String> entries = new ArrayList<>();
        FeedPosition position = start;
        while (true) {
            FeedSlice slice = store.changes(TENANT, position, PageBounds.of(7));
            slice.entries()
                    .forEach(entry ->
                            entries.add(entry.revision().metadata().key().id() + " v"
                                    + entry.revision().metadata().version()));
            if (slice.caughtUp()) {
                return entries;
            }
            position = new FeedPosition.After(slice.token());
        }
    }
}
