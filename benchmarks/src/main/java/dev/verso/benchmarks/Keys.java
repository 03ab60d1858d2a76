package dev.verso.benchmarks;

import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Whom and what the measured calls name. */
final class Keys {

    static final TenantContext CONTEXT =
            TenantContext.of("acme", TenantPermissions.fullAccess()).withPrincipal("practitioner");
    static final String TYPE = "Observation";

    private Keys() {}

    /** Gives new logical ids of 36 characters. */
    static List<String> newIds(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
    }

    static ResourceKey key(String id) {
        return new ResourceKey(CONTEXT.tenant(), TYPE, id);
    }
}
