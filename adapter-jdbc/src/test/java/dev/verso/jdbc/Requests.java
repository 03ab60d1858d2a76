package dev.verso.jdbc;

import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Requests as short as tests want them. */
final class Requests {

    static final String TENANT = "clinic";
    static final TenantId CLINIC = new TenantId(TENANT);
    static final String TYPE = "Patient";
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Content CONTENT = Content.of("{\"active\":true}");
    static final PageBounds PAGE = PageBounds.of(100);

    private Requests() {}

    static ResourceKey key(String id) {
        return ResourceKey.of(TENANT, TYPE, id);
    }

    static Append put(ResourceKey key) {
        return put(key, new Condition.Any());
    }

    static Append put(ResourceKey key, Condition condition) {
        return new Append.Put(key, condition, CONTENT, Optional.of("practitioner"), UUID.randomUUID(), NOON, false);
    }

    static Append putFresh(ResourceKey key) {
        return new Append.Put(
                key, new Condition.Absent(), CONTENT, Optional.of("practitioner"), UUID.randomUUID(), NOON, true);
    }

    static Append delete(ResourceKey key) {
        return delete(key, new Condition.Live());
    }

    static Append delete(ResourceKey key, Condition condition) {
        return new Append.Delete(key, condition, Optional.of("practitioner"), UUID.randomUUID(), NOON);
    }

    static Erase erase(ResourceKey key) {
        return new Erase(key, OptionalLong.empty(), UUID.randomUUID(), NOON);
    }

    static Erase erase(ResourceKey key, long version) {
        return new Erase(key, OptionalLong.of(version), UUID.randomUUID(), NOON);
    }

    static HistoryRequest history(HistoryRequest.Scope scope, Order order, int limit) {
        return new HistoryRequest(
                scope,
                order,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PageBounds.of(limit),
                Detail.CONTENT);
    }
}
