package dev.verso.memory;

import dev.verso.TenantId;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What is indexed for one tenant. Only writes make one.
 *
 * @param id the tenant
 * @param feed its change feed
 * @param types its types by name
 */
record Tenant(TenantId id, Feed feed, ConcurrentNavigableMap<String, TypeIndex> types) {

    Tenant(TenantId id) {
        this(id, new Feed(), new ConcurrentSkipListMap<>());
    }

    TypeIndex typeForWriting(String type) {
        TypeIndex known = types.get(type);
        return known != null ? known : types.computeIfAbsent(type, name -> new TypeIndex(id, name));
    }
}
