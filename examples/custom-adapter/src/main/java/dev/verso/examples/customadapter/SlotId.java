package dev.verso.examples.customadapter;

import dev.verso.ResourceKey;
import java.util.Comparator;

/**
 * Names a slot. In the order of these names the revisions of a key stand together, by number.
 *
 * @param key the key
 * @param version the version
 */
record SlotId(ResourceKey key, long version) implements Comparable<SlotId> {

    private static final Comparator<SlotId> ORDER = Comparator.<SlotId, String>comparing(
                    slot -> slot.key().tenant().value())
            .thenComparing(slot -> slot.key().type())
            .thenComparing(slot -> slot.key().id())
            .thenComparingLong(SlotId::version);

    static SlotId last(ResourceKey key) {
        return new SlotId(key, Long.MAX_VALUE);
    }

    @Override
    public int compareTo(SlotId other) {
        return ORDER.compare(this, other);
    }
}
