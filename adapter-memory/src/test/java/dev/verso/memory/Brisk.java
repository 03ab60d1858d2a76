package dev.verso.memory;

import dev.verso.RetryPolicy;
import dev.verso.StorageOptions;
import java.time.Duration;

/** Options whose retries pause for next to no time, for stores on which every write is tried again. */
final class Brisk {

    private Brisk() {}

    static StorageOptions of(StorageOptions options) {
        return StorageOptions.builder()
                .clock(options.clock())
                .contentLimit(options.contentLimit())
                .depthLimit(options.depthLimit())
                .maxPageSize(options.maxPageSize())
                .defaultPageSize(options.defaultPageSize())
                .retryPolicy(new RetryPolicy(
                        options.retryPolicy().maxAttempts(), Duration.ofNanos(1000), Duration.ofMillis(1)))
                .build();
    }
}
