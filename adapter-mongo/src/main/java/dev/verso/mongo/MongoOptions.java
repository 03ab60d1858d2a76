package dev.verso.mongo;

import dev.verso.Capability;
import dev.verso.ReadMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a {@link MongoRevisionStore} works with its deployment.
 *
 * <p>Immutable and thread-safe. It holds no credentials.
 */
public final class MongoOptions {

    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,63}");
    private static final Pattern COLLECTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,99}");
    private static final String SYSTEM = "system.";

    private final Builder parts;

    private MongoOptions(Builder parts) {
        this.parts = parts;
    }

    /** What opening a store does about collections, validators and indexes. */
    public enum SchemaMode {
        /** Makes what is missing. */
        CREATE,
        /** Changes nothing, and refuses what is missing. */
        VALIDATE
    }

    /**
     * Gives the defaults.
     *
     * @return the options
     */
    public static MongoOptions defaults() {
        return builder().build();
    }

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    String database() {
        return parts.database;
    }

    String collection() {
        return parts.collection;
    }

    String metaCollection() {
        return parts.collection + ".meta";
    }

    SchemaMode schemaMode() {
        return parts.schemaMode;
    }

    ReadMode reads() {
        return parts.reads;
    }

    Duration callTimeout() {
        return parts.callTimeout;
    }

    int knownRevisions() {
        return parts.knownRevisions;
    }

    boolean lossOnCrashAccepted() {
        return parts.lossOnCrashAccepted;
    }

    Optional<Duration> feedRetention() {
        return parts.feedRetention;
    }

    /** Gives every option. */
    @Override
    public String toString() {
        return "MongoOptions[" + parts.database + "." + parts.collection + ", " + parts.schemaMode + ", reads "
                + parts.reads + ", call timeout " + parts.callTimeout + ", known revisions " + parts.knownRevisions
                + ", loss on crash accepted " + parts.lossOnCrashAccepted + ", feed retention "
                + parts.feedRetention.map(Duration::toString).orElse("not stated") + "]";
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private static final Duration SHORTEST_CALL = Duration.ofMillis(100);
        private static final Duration LONGEST_CALL = Duration.ofMinutes(2);
        private static final int MOST_KNOWN = 10_000_000;

        private String database = "verso";
        private String collection = "revisions";
        private SchemaMode schemaMode = SchemaMode.CREATE;
        private ReadMode reads = ReadMode.MAJORITY;
        private Duration callTimeout = Duration.ofSeconds(30);
        private int knownRevisions = 10_000;
        private boolean lossOnCrashAccepted;
        private Optional<Duration> feedRetention = Optional.empty();

        private Builder() {}

        private Builder(Builder from) {
            this.database = from.database;
            this.collection = from.collection;
            this.schemaMode = from.schemaMode;
            this.reads = from.reads;
            this.callTimeout = from.callTimeout;
            this.knownRevisions = from.knownRevisions;
            this.lossOnCrashAccepted = from.lossOnCrashAccepted;
            this.feedRetention = from.feedRetention;
        }

        /**
         * Sets the database.
         *
         * @param name 1 to 63 of {@code A-Z a-z 0-9 _ -}; {@code verso} unless set
         * @return this builder
         * @throws IllegalArgumentException if the name has other characters
         */
        public Builder database(String name) {
            if (!DATABASE.matcher(name).matches()) {
                throw new IllegalArgumentException("A database is named by 1 to 63 of A-Z a-z 0-9 _ -");
            }
            this.database = name;
            return this;
        }

        /**
         * Sets the collection of the revisions; a second one beside it, with {@code .meta} at the end of its name, holds
         * one document about the store.
         *
         * @param name a letter or {@code _}, then up to 99 of {@code A-Z a-z 0-9 _ . -}; {@code revisions} unless set
         * @return this builder
         * @throws IllegalArgumentException if it is no such name, or one that the server keeps for itself
         */
        public Builder collection(String name) {
            if (!COLLECTION.matcher(name).matches() || name.startsWith(SYSTEM)) {
                throw new IllegalArgumentException(
                        "A collection is named by a letter or _ and up to 99 of A-Z a-z 0-9 _ . -, and not system.*");
            }
            this.collection = name;
            return this;
        }

        /**
         * Sets what opening a store does about collections, validators and indexes.
         *
         * @param mode {@link SchemaMode#CREATE} unless set
         * @return this builder
         */
        public Builder schemaMode(SchemaMode mode) {
            this.schemaMode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Sets how strong reads are on a replica set of several members (LOCK-06). Writes and refusals are linearizable
         * in either mode.
         *
         * @param mode {@link ReadMode#MAJORITY} unless set: never rolled back, but old for as long as a deposed primary
         *     still answers; {@link ReadMode#LINEARIZABLE} makes a read about as dear as a write
         * @return this builder
         */
        public Builder reads(ReadMode mode) {
            this.reads = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Sets the longest that one call waits for the deployment. It then ends in
         * {@link dev.verso.BackendUnavailableException}, or in {@link dev.verso.OutcomeUnknownException} if a write was in
         * flight.
         *
         * @param timeout 100 milliseconds to 2 minutes; 30 seconds unless set
         * @return this builder
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder callTimeout(Duration timeout) {
            if (timeout.compareTo(SHORTEST_CALL) < 0 || timeout.compareTo(LONGEST_CALL) > 0) {
                throw new IllegalArgumentException(
                        "A call's timeout is " + SHORTEST_CALL + " to " + LONGEST_CALL + ", not " + timeout);
            }
            this.callTimeout = timeout;
            return this;
        }

        /**
         * Sets of how many keys the instance remembers the newest revision that it has met, so that a match update after
         * a read takes one trip. It remembers versions and times, neither content nor author.
         *
         * @param keys 0 to 10,000,000; 10,000 unless set. One takes about 300 bytes and twice the length of its names
         * @return this builder
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder knownRevisions(int keys) {
            if (keys < 0 || keys > MOST_KNOWN) {
                throw new IllegalArgumentException("The known revisions are 0 to " + MOST_KNOWN + ", not " + keys);
            }
            this.knownRevisions = keys;
            return this;
        }

        /**
         * Sets whether a server without a journal is accepted; then {@link Capability#DURABLE} is not declared (FLT-05).
         *
         * @param accepted false unless set: such a server is refused when the store opens
         * @return this builder
         */
        public Builder acceptLossOnCrash(boolean accepted) {
            this.lossOnCrashAccepted = accepted;
            return this;
        }

        /**
         * States for how long the deployment's oplog reaches back, which is for how long a feed cursor stays valid
         * (FEED-02). The store cannot see it; it declares what is stated here, and no time at all unless it is.
         *
         * @param retention not negative
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder feedRetention(Duration retention) {
            if (retention.isNegative()) {
                throw new IllegalArgumentException("A retention is not negative: " + retention);
            }
            this.feedRetention = Optional.of(retention);
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options, on which later changes of this builder have no effect
         */
        public MongoOptions build() {
            return new MongoOptions(new Builder(this));
        }
    }
}
