package dev.verso.tck.model;

import dev.verso.Capability;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What sequences are played on.
 *
 * @param instances at least two storage instances over one backend
 * @param clock sets the clock of all instances
 * @param tenants gives the tenant of a name's ending, with every permission; one that was never used if the ending was not
 * @param capabilities what the instances declare: no call that needs another one is made
 * @param deadline how long to wait for what is acknowledged to be in the feed (FEED-01)
 */
public record Ground(
        List<VersionedStorage> instances,
        Consumer<Instant> clock,
        Function<String, TenantContext> tenants,
        Set<Capability> capabilities,
        Duration deadline) {

    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if there are fewer than two instances
     */
    public Ground {
        instances = List.copyOf(instances);
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(tenants, "tenants");
        capabilities = Set.copyOf(capabilities);
        Objects.requireNonNull(deadline, "deadline");
        if (instances.size() < 2) {
            throw new IllegalArgumentException("A stale instance shows only beside another one");
        }
    }
}
