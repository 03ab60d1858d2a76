package dev.verso.spi;

import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which page of a history is wanted.
 *
 * <p>Revisions are ordered by {@code lastUpdated}, then type, id, version, byte-wise (HIS-02); within one key that is the
 * order of versions. Tombstones and erased revisions of the present life are included; emptied slots and markers are not.
 *
 * @param scope whose revisions
 * @param order the direction
 * @param since only revisions not before this instant, in whole microseconds
 * @param before only revisions before this instant, in whole microseconds
 * @param after the position of the last revision of the page before; empty for the first page
 * @param bounds how much the page may hold
 * @param detail whether content is wanted
 */
public record HistoryRequest(
        Scope scope,
        Order order,
        Optional<Instant> since,
        Optional<Instant> before,
        Optional<Position> after,
        PageBounds bounds,
        Detail detail) {

    /** Checks that no part is missing. */
    public HistoryRequest {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(bounds, "bounds");
        Objects.requireNonNull(detail, "detail");
    }

    /** Whose revisions a history shows. */
    public sealed interface Scope {

        /**
         * Gives the tenant.
         *
         * @return the tenant
         */
        TenantId tenant();
    }

    /**
     * The revisions of one key; every store has them.
     *
     * @param key the key
     */
    public record OfKey(ResourceKey key) implements Scope {

        @Override
        public TenantId tenant() {
            return key.tenant();
        }
    }

    /**
     * The revisions of one type of a tenant; only with {@link dev.verso.Capability#SCANS}.
     *
     * @param tenant the tenant
     * @param type the resource type
     */
    public record OfType(TenantId tenant, String type) implements Scope {}

    /**
     * The revisions of a whole tenant; only with {@link dev.verso.Capability#SCANS}.
     *
     * @param tenant the tenant
     */
    public record OfTenant(TenantId tenant) implements Scope {}

    /**
     * A place in a history: the page goes on with what comes after it in the request's order.
     *
     * @param lastUpdated the time of the last revision of the page before
     * @param type its type
     * @param id its id
     * @param version its version
     */
    public record Position(Instant lastUpdated, String type, String id, long version) {

        /** Checks that no part is missing. */
        public Position {
            Objects.requireNonNull(lastUpdated, "lastUpdated");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
        }
    }
}
