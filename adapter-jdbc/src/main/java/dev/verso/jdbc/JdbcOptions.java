package dev.verso.jdbc;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a {@link JdbcRevisionStore} works with its database.
 *
 * <p>Immutable and thread-safe. The password is in no message and no {@link #toString()}.
 */
public final class JdbcOptions {

    private static final Pattern SCHEMA = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,62}");
    private static final Pattern APPLICATION = Pattern.compile("[\\x20-\\x7e]{1,63}");

    private final Builder parts;

    private JdbcOptions(Builder parts) {
        this.parts = parts;
    }

    /** What opening a store does about the tables. */
    public enum SchemaMode {
        /** Makes what is missing, and brings older tables forward. */
        CREATE,
        /** Changes nothing, and refuses what is missing, older, newer or foreign. */
        VALIDATE
    }

    /**
     * Gives the defaults.
     *
     * @return the options
     */
    public static JdbcOptions defaults() {
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

    String schema() {
        return parts.schema;
    }

    SchemaMode schemaMode() {
        return parts.schemaMode;
    }

    boolean rowLevelSecurity() {
        return parts.rowLevelSecurity;
    }

    boolean lossOnCrashAccepted() {
        return parts.lossOnCrashAccepted;
    }

    Duration callTimeout() {
        return parts.callTimeout;
    }

    Duration connectTimeout() {
        return parts.connectTimeout;
    }

    int poolSize() {
        return parts.poolSize;
    }

    String applicationName() {
        return parts.applicationName;
    }

    Optional<String> user() {
        return parts.user;
    }

    Optional<String> password() {
        return parts.password;
    }

    /** Gives everything but the credentials. */
    @Override
    public String toString() {
        return "JdbcOptions[schema " + parts.schema + ", " + parts.schemaMode + ", row-level security "
                + parts.rowLevelSecurity + ", call timeout " + parts.callTimeout + ", connect timeout "
                + parts.connectTimeout + ", pool size " + parts.poolSize + "]";
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private static final Duration LONGEST = Duration.ofHours(1);

        private String schema = "verso";
        private SchemaMode schemaMode = SchemaMode.CREATE;
        private boolean rowLevelSecurity;
        private boolean lossOnCrashAccepted;
        private Duration callTimeout = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private int poolSize = 10;
        private String applicationName = "verso";
        private Optional<String> user = Optional.empty();
        private Optional<String> password = Optional.empty();

        private Builder() {}

        private Builder(Builder from) {
            this.schema = from.schema;
            this.schemaMode = from.schemaMode;
            this.rowLevelSecurity = from.rowLevelSecurity;
            this.lossOnCrashAccepted = from.lossOnCrashAccepted;
            this.callTimeout = from.callTimeout;
            this.connectTimeout = from.connectTimeout;
            this.poolSize = from.poolSize;
            this.applicationName = from.applicationName;
            this.user = from.user;
            this.password = from.password;
        }

        /**
         * Sets the database schema that holds the tables.
         *
         * @param name a lower-case identifier of at most 63 characters that does not begin with {@code pg_}, which is the
         *     server's; {@code verso} unless set
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder schema(String name) {
            if (!SCHEMA.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "A schema is called by a lower-case letter or _, and up to 62 letters, digits or _; and not pg_...");
            }
            this.schema = name;
            return this;
        }

        /**
         * Sets what opening does about the tables.
         *
         * @param mode {@link SchemaMode#CREATE} unless set
         * @return this
         */
        public Builder schemaMode(SchemaMode mode) {
            this.schemaMode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Sets whether the database itself keeps tenants apart: with row-level security on, a connection reaches the rows
         * of the one tenant that each call names, whatever statement it runs. Needs a role that is subject to it: no
         * superuser, and not {@code BYPASSRLS}.
         *
         * @param on off unless set
         * @return this
         */
        public Builder rowLevelSecurity(boolean on) {
            this.rowLevelSecurity = on;
            return this;
        }

        /**
         * Accepts a server that loses acknowledged writes when it crashes, {@code fsync} being off: the store then opens,
         * and does not declare {@code DURABLE} (FLT-05).
         *
         * @param accepted off unless set
         * @return this
         */
        public Builder acceptLossOnCrash(boolean accepted) {
            this.lossOnCrashAccepted = accepted;
            return this;
        }

        /**
         * Sets how long a call may wait for the server's answer. The server gives the statement up after this time, and
         * a few seconds later the connection is given up. With a {@code DataSource} of the caller's only the latter holds,
         * and only where its connections have no network timeout of their own.
         *
         * @param timeout one second to one hour, counted in whole seconds; 30 seconds unless set
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = inRange("The call timeout", timeout);
            return this;
        }

        /**
         * Sets how long a call may wait for a connection, out of the store's own pool. While the server is away, the pool
         * tries to reach it every five seconds or more often: with less than that, calls may still fail for a moment after
         * its return.
         *
         * @param timeout one second to one hour, counted in whole seconds; 10 seconds unless set
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = inRange("The connect timeout", timeout);
            return this;
        }

        /**
         * Sets the most connections that the store's own pool opens.
         *
         * @param connections 1 to 1000; 10 unless set
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder poolSize(int connections) {
            if (connections < 1 || connections > 1000) {
                throw new IllegalArgumentException("A pool has 1 to 1000 connections, not " + connections);
            }
            this.poolSize = connections;
            return this;
        }

        /**
         * Sets what the server shows as the application's name for the store's own connections.
         *
         * @param name 1 to 63 printable ASCII characters; {@code verso} unless set
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder applicationName(String name) {
            if (!APPLICATION.matcher(name).matches()) {
                throw new IllegalArgumentException("An application name has 1 to 63 printable ASCII characters");
            }
            this.applicationName = name;
            return this;
        }

        /**
         * Sets the credentials of the store's own pool, where the URL does not hold them.
         *
         * @param newUser the role
         * @param newPassword its password
         * @return this
         */
        public Builder credentials(String newUser, String newPassword) {
            this.user = Optional.of(newUser);
            this.password = Optional.of(newPassword);
            return this;
        }

        /**
         * Gives the options as they are set now.
         *
         * @return the options
         */
        public JdbcOptions build() {
            return new JdbcOptions(new Builder(this));
        }

        private static Duration inRange(String what, Duration timeout) {
            if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(what + " is one second to one hour, not " + timeout);
            }
            return timeout;
        }
    }
}
