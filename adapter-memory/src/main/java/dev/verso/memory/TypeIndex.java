package dev.verso.memory;

import dev.verso.ResourceKey;
import dev.verso.TenantId;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Finds the keys of one type of a tenant by id, and their revisions by time.
 *
 * <p>It may hold what is not there yet, or not any more: a reader asks the chains what is.
 *
 * @param tenant the tenant
 * @param type the type
 * @param keys every key that was ever written, by id; ids outlive erasure
 * @param history every revision but markers and emptied slots, in the order of histories
 */
record TypeIndex(
        TenantId tenant,
        String type,
        ConcurrentNavigableMap<String, ResourceKey> keys,
        ConcurrentNavigableMap<Place, Row> history) {

    TypeIndex(TenantId tenant, String type) {
        this(tenant, type, new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>(Place.ORDER));
    }

    /** Adds a key whose tenant and type are the objects that all keys of this type share. */
    ResourceKey add(String id) {
        ResourceKey key = new ResourceKey(tenant, type, id);
        keys.put(id, key);
        return key;
    }

    void add(Row row) {
        history.put(row, row);
    }

    void remove(Row row) {
        history.remove(row);
    }
}
