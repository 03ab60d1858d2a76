package dev.verso;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend can do, as it is configured and connected (CAP-01).
 *
 * <p>Immutable and thread-safe; it does not change while the storage lives.
 *
 * @param backend name and version of what stores the data, for people and reports
 * @param declared what works; all else refuses with {@link UnsupportedCapabilityException} and does nothing (CAP-02)
 * @param reads how strong reads are
 * @param maxContentBytes the largest content that the backend takes, in bytes
 * @param feedRetention for how long a feed cursor stays valid; empty if for ever, or if there is no feed (FEED-02)
 */
public record Capabilities(
        String backend,
        Set<Capability> declared,
        ReadMode reads,
        int maxContentBytes,
        Optional<Duration> feedRetention) {

    /**
     * Copies the set and checks the parts.
     *
     * @throws IllegalArgumentException if {@code maxContentBytes} is not positive
     */
    public Capabilities {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(reads, "reads");
        Objects.requireNonNull(feedRetention, "feedRetention");
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(declared);
        declared = Collections.unmodifiableSet(copy);
        if (maxContentBytes < 1) {
            throw new IllegalArgumentException("maxContentBytes must be positive, not " + maxContentBytes);
        }
    }

    /**
     * Tells whether a capability is declared.
     *
     * @param capability the capability
     * @return whether it works here
     */
    public boolean has(Capability capability) {
        return declared.contains(capability);
    }
}
