package dev.verso;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which revisions of the context's tenant a history shows, and in which order.
 *
 * <p>Immutable and thread-safe. It is judged by the call that it is given to (ERR-07): a malformed type or id is
 * {@link InvalidKeyException}, {@code since} after {@code before} is {@link InvalidArgumentException}.
 *
 * @param type the resource type; empty for the whole tenant
 * @param id the logical id, only with a type; empty for all ids
 * @param order newest first unless said otherwise (HIS-01)
 * @param since only revisions whose {@code lastUpdated} is not before this instant (HIS-04)
 * @param before only revisions whose {@code lastUpdated} is before this instant (HIS-04)
 */
public record HistoryQuery(
        Optional<String> type, Optional<String> id, Order order, Optional<Instant> since, Optional<Instant> before) {

    /** The direction of a history: by {@code lastUpdated}, then type, id and version, byte-wise (HIS-02). */
    public enum Order {
        /** The newest revision first. */
        NEWEST_FIRST,
        /** The oldest revision first. */
        OLDEST_FIRST
    }

    /**
     * Checks that no part is missing.
     *
     * @throws InvalidArgumentException if there is an id without a type
     */
    public HistoryQuery {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(before, "before");
        if (id.isPresent() && type.isEmpty()) {
            throw new InvalidArgumentException("The history of an id needs its type; name both");
        }
    }

    /**
     * Asks for the history of one resource.
     *
     * @param type the resource type
     * @param id the logical id
     * @return the query, newest first
     */
    public static HistoryQuery ofResource(String type, String id) {
        return of(Optional.of(type), Optional.of(id));
    }

    /**
     * Asks for the history of one resource type; it needs {@link Capability#SCANS}.
     *
     * @param type the resource type
     * @return the query, newest first
     */
    public static HistoryQuery ofType(String type) {
        return of(Optional.of(type), Optional.empty());
    }

    /**
     * Asks for the history of the whole tenant; it needs {@link Capability#SCANS}, and {@link Permission#READ} on every
     * type.
     *
     * @return the query, newest first
     */
    public static HistoryQuery ofTenant() {
        return of(Optional.empty(), Optional.empty());
    }

    private static HistoryQuery of(Optional<String> type, Optional<String> id) {
        return new HistoryQuery(type, id, Order.NEWEST_FIRST, Optional.empty(), Optional.empty());
    }

    /**
     * Gives this query with the oldest revision first.
     *
     * @return the new query
     */
    public HistoryQuery oldestFirst() {
        return new HistoryQuery(type, id, Order.OLDEST_FIRST, since, before);
    }

    /**
     * Gives this query with a lower bound.
     *
     * @param instant inclusive; compared exactly even if finer than a microsecond
     * @return the new query
     */
    public HistoryQuery since(Instant instant) {
        return new HistoryQuery(type, id, order, Optional.of(instant), before);
    }

    /**
     * Gives this query with an upper bound.
     *
     * @param instant exclusive; compared exactly even if finer than a microsecond
     * @return the new query
     */
    public HistoryQuery before(Instant instant) {
        return new HistoryQuery(type, id, order, since, Optional.of(instant));
    }
}
