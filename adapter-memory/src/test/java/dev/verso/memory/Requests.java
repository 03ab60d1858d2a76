package dev.verso.memory;

import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
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
import java.util.concurrent.atomic.AtomicLong;

/** Requests as short as tests want them. */
final class Requests {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final String AUTHOR = "practitioner";

    private static final AtomicLong WRITE_IDS = new AtomicLong();

    private Requests() {}

    static ResourceKey key(String id) {
        return ResourceKey.of("clinic", "Patient", id);
    }

    static Append put(ResourceKey key, Condition condition) {
        return put(key, condition, NOON);
    }

    static Append put(ResourceKey key, Condition condition, Instant now) {
        return put(key, condition, now, Content.of("{\"active\":true}"));
    }

    static Append put(ResourceKey key, Condition condition, Instant now, Content content) {
        return new Append.Put(key, condition, content, Optional.of(AUTHOR), writeId(), now, false);
    }

    static Append put(ResourceKey key) {
        return put(key, new Condition.Any());
    }

    static Append delete(ResourceKey key) {
        return new Append.Delete(key, new Condition.Live(), Optional.of(AUTHOR), writeId(), NOON);
    }

    static Append deleteAt(ResourceKey key, long version) {
        return new Append.Delete(key, new Condition.LiveAt(version), Optional.of(AUTHOR), writeId(), NOON);
    }

    static Erase erase(ResourceKey key) {
        return new Erase(key, OptionalLong.empty(), writeId(), NOON);
    }

    static Erase erase(ResourceKey key, long version) {
        return new Erase(key, OptionalLong.of(version), writeId(), NOON);
    }

    static HistoryRequest history(HistoryRequest.Scope scope, Order order, int limit) {
        return history(scope, order, limit, Optional.empty());
    }

    static HistoryRequest history(
            HistoryRequest.Scope scope, Order order, int limit, Optional<HistoryRequest.Position> after) {
        return new HistoryRequest(
                scope, order, Optional.empty(), Optional.empty(), after, PageBounds.of(limit), Detail.CONTENT);
    }

    /** Unique, and the same in every run. */
    static UUID writeId() {
        return new UUID(0x7000L, WRITE_IDS.incrementAndGet());
    }
}
