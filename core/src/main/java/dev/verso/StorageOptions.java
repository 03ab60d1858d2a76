package dev.verso;

import java.time.Clock;
import java.util.Objects;

/**
 * How a storage behaves, whatever its backend is.
 *
 * <p>Immutable and thread-safe.
 */
public final class StorageOptions {

    /** The default content limit: 8 MiB (JSON-03). */
    public static final int DEFAULT_CONTENT_LIMIT = 8 * 1024 * 1024;

    /** The depth limit, and the highest that can be set: 512 open objects and arrays (JSON-03). */
    public static final int DEFAULT_DEPTH_LIMIT = 512;

    /** The default page size (PAGE-02). */
    public static final int DEFAULT_PAGE_SIZE = 100;

    /** The largest page, and the highest that can be set (PAGE-02). */
    public static final int MAX_PAGE_SIZE = 1000;

    private final Clock clock;
    private final int contentLimit;
    private final int depthLimit;
    private final int defaultPageSize;
    private final int maxPageSize;
    private final RetryPolicy retryPolicy;

    private StorageOptions(Builder builder) {
        this.clock = builder.clock;
        this.contentLimit = builder.contentLimit;
        this.depthLimit = builder.depthLimit;
        this.defaultPageSize = builder.defaultPageSize;
        this.maxPageSize = builder.maxPageSize;
        this.retryPolicy = builder.retryPolicy;
    }

    /**
     * Gives the defaults.
     *
     * @return the options
     */
    public static StorageOptions defaults() {
        return builder().build();
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Gives the clock that revisions are dated by.
     *
     * @return the clock
     */
    public Clock clock() {
        return clock;
    }

    /**
     * Gives the largest content that is accepted.
     *
     * @return bytes
     */
    public int contentLimit() {
        return contentLimit;
    }

    /**
     * Gives how many objects and arrays may be open at a time.
     *
     * @return 1 to {@value #DEFAULT_DEPTH_LIMIT}
     */
    public int depthLimit() {
        return depthLimit;
    }

    /**
     * Gives the page size of a request that names none.
     *
     * @return 1 to {@link #maxPageSize()}
     */
    public int defaultPageSize() {
        return defaultPageSize;
    }

    /**
     * Gives the largest page size that a request may name.
     *
     * @return 1 to {@value #MAX_PAGE_SIZE}
     */
    public int maxPageSize() {
        return maxPageSize;
    }

    /**
     * Gives how writes that lost a race are tried again.
     *
     * @return the policy
     */
    public RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    /** Collects options; not thread-safe. */
    public static final class Builder {

        private Clock clock = Clock.systemUTC();
        private int contentLimit = DEFAULT_CONTENT_LIMIT;
        private int depthLimit = DEFAULT_DEPTH_LIMIT;
        private int defaultPageSize = DEFAULT_PAGE_SIZE;
        private int maxPageSize = MAX_PAGE_SIZE;
        private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;

        private Builder() {}

        /**
         * Sets the clock that revisions are dated by.
         *
         * @param newClock the clock; a time outside the years 1970 to 9999 is refused at each write (TIME-04)
         * @return this builder
         */
        public Builder clock(Clock newClock) {
            this.clock = Objects.requireNonNull(newClock, "clock");
            return this;
        }

        /**
         * Sets the largest content that is accepted.
         *
         * @param bytes at least 2, the size of <code>{}</code>, and at most what the backend states
         * @return this builder
         */
        public Builder contentLimit(int bytes) {
            this.contentLimit = requireRange("contentLimit", bytes, 2, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Sets how many objects and arrays may be open at a time.
         *
         * @param depth 1 to {@value #DEFAULT_DEPTH_LIMIT}
         * @return this builder
         */
        public Builder depthLimit(int depth) {
            this.depthLimit = requireRange("depthLimit", depth, 1, DEFAULT_DEPTH_LIMIT);
            return this;
        }

        /**
         * Sets the page size of a request that names none.
         *
         * @param entries 1 to the largest page size
         * @return this builder
         */
        public Builder defaultPageSize(int entries) {
            this.defaultPageSize = requireRange("defaultPageSize", entries, 1, MAX_PAGE_SIZE);
            return this;
        }

        /**
         * Sets the largest page size that a request may name.
         *
         * @param entries 1 to {@value #MAX_PAGE_SIZE}
         * @return this builder
         */
        public Builder maxPageSize(int entries) {
            this.maxPageSize = requireRange("maxPageSize", entries, 1, MAX_PAGE_SIZE);
            return this;
        }

        /**
         * Sets how writes that lost a race are tried again.
         *
         * @param policy the policy
         * @return this builder
         */
        public Builder retryPolicy(RetryPolicy policy) {
            this.retryPolicy = Objects.requireNonNull(policy, "retryPolicy");
            return this;
        }

        /**
         * Checks the options against each other and seals them.
         *
         * @return the options
         * @throws InvalidArgumentException if the default page size is above the largest
         */
        public StorageOptions build() {
            requireRange("defaultPageSize", defaultPageSize, 1, maxPageSize);
            return new StorageOptions(this);
        }

        private static int requireRange(String name, int value, int from, int to) {
            if (value < from || value > to) {
                throw new InvalidArgumentException(name + " must be " + from + " to " + to + ", not " + value);
            }
            return value;
        }
    }
}
