package dev.verso.examples.customadapter;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.Condition;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Requests for tests, and the keys and the time that they use. */
final class Appends {

    static final ResourceKey KEY = ResourceKey.of("acme", "Patient", "p1");
    static final ResourceKey OTHER = ResourceKey.of("acme", "Patient", "p2");
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Appends() {}

    static Append.Put put(ResourceKey key, Condition condition, String json) {
        return new Append.Put(key, condition, Content.of(json), Optional.of("Dr. Grün"), UUID.randomUUID(), NOW, false);
    }

    static Append.Delete delete(ResourceKey key) {
        return new Append.Delete(key, new Condition.Live(), Optional.empty(), UUID.randomUUID(), NOW);
    }

    static RevisionMetadata append(RevisionStore store, Append append) {
        return ((Appended) store.append(append)).metadata();
    }

    static RevisionMetadata put(RevisionStore store, ResourceKey key, String json) {
        return append(store, put(key, new Condition.Any(), json));
    }
}
