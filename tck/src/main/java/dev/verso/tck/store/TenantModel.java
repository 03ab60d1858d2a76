package dev.verso.tck.store;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.RevisionRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A naive model of one tenant: its keys, and its feed. Not thread-safe. */
final class TenantModel {

    /** The order of histories: lastUpdated, type, id, version; the characters of keys sort as their bytes do (HIS-02). */
    static final Comparator<RevisionRecord> OLDEST_FIRST = Comparator.comparing(
                    (RevisionRecord revision) -> revision.metadata().lastUpdated())
            .thenComparing(revision -> revision.metadata().key().type())
            .thenComparing(revision -> revision.metadata().key().id())
            .thenComparing(revision -> revision.metadata().version());

    private final StoreTrial trial;
    private final TenantId id;
    private final Map<ResourceKey, KeyModel> keys = new LinkedHashMap<>();
    private final List<RevisionRecord> feed = new ArrayList<>();
    private boolean feedOrderKnown = true;

    TenantModel(StoreTrial trial, TenantId id) {
        this.trial = trial;
        this.id = id;
    }

    TenantId id() {
        return id;
    }

    KeyModel key(String type, String name) {
        return keys.computeIfAbsent(new ResourceKey(id, type, name), key -> new KeyModel(trial, this, key));
    }

    Collection<KeyModel> keys() {
        return keys.values();
    }

    /** Every revision that exists, of one type or of all, in the order of histories. */
    List<RevisionRecord> history(String... types) {
        return keys.values().stream()
                .filter(key ->
                        types.length == 0 || List.of(types).contains(key.key().type()))
                .flatMap(key -> key.life().stream())
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** The live heads of a type in byte order of their ids (LST-01). */
    List<RevisionRecord> live(String type) {
        return keys.values().stream()
                .filter(key -> key.key().type().equals(type) && key.isLive())
                .map(key -> key.head().orElseThrow())
                .sorted(Comparator.comparing(head -> head.metadata().key().id()))
                .toList();
    }

    List<String> types() {
        return keys.values().stream().map(key -> key.key().type()).distinct().toList();
    }

    /** The feed, as far as its order is known. */
    List<RevisionRecord> feed() {
        return List.copyOf(feed);
    }

    boolean isFeedOrderKnown() {
        return feedOrderKnown;
    }

    void fed(RevisionRecord revision) {
        feed.add(revision);
    }

    void unfed(ResourceKey key) {
        feed.removeIf(entry -> entry.metadata().key().equals(key));
    }

    void unfed(ResourceKey key, long version) {
        feed.removeIf(entry -> {
            RevisionMetadata metadata = entry.metadata();
            return metadata.key().equals(key) && metadata.version() == version;
        });
    }

    void feedOrderIsOpen() {
        feedOrderKnown = false;
    }

    @Override
    public String toString() {
        return Objects.toString(id);
    }
}
