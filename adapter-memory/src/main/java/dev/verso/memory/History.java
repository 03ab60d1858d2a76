package dev.verso.memory;

import dev.verso.HistoryQuery.Order;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads pages of histories. */
final class History {

    private History() {}

    static Slice<RevisionRecord, Position> page(Revisions revisions, HistoryRequest request) {
        boolean ascending = request.order() == Order.OLDEST_FIRST;
        Place lower = Place.before(request.since().map(Micros::of).orElse(Long.MIN_VALUE));
        Place upper = Place.before(request.before().map(Micros::of).orElse(Long.MAX_VALUE));
        if (request.after().isPresent()) {
            Place after = Place.of(request.after().get());
            if (ascending) {
                lower = Place.ORDER.compare(after, lower) > 0 ? after : lower;
            } else {
                upper = Place.ORDER.compare(after, upper) < 0 ? after : upper;
            }
        }
        if (Place.ORDER.compare(lower, upper) >= 0) {
            return new Slice<>(List.of(), Optional.empty());
        }
        return fill(rows(revisions, request.scope(), lower, upper, ascending), request);
    }

    private static Iterator<Row> rows(
            Revisions revisions, HistoryRequest.Scope scope, Place lower, Place upper, boolean ascending) {
        if (scope instanceof HistoryRequest.OfKey ofKey) {
            List<Row> rows = revisions.chain(ofKey.key()).between(lower, upper);
            return ascending
                    ? rows.iterator()
                    : IntStream.rangeClosed(1, rows.size())
                            .mapToObj(i -> rows.get(rows.size() - i))
                            .iterator();
        }
        Tenant tenant = revisions.tenant(scope.tenant());
        if (tenant == null) {
            return Collections.emptyIterator();
        }
        if (scope instanceof HistoryRequest.OfType ofType) {
            TypeIndex type = tenant.types().get(ofType.type());
            return type == null
                    ? Collections.emptyIterator()
                    : new Scan(revisions, tenant, List.of(type), lower, upper, ascending);
        }
        return new Scan(revisions, tenant, tenant.types().values(), lower, upper, ascending);
    }

    private static Slice<RevisionRecord, Position> fill(Iterator<Row> rows, HistoryRequest request) {
        PageFill<RevisionRecord> page = new PageFill<>(request.bounds());
        Optional<Position> last = Optional.empty();
        while (rows.hasNext()) {
            if (page.isFull()) {
                return new Slice<>(page.items(), last);
            }
            Row row = rows.next();
            page.add(row.record(request.detail()), request.detail() == Detail.CONTENT ? row.contentBytes() : 0);
            last = Optional.of(new Position(Micros.toInstant(row.lastUpdated()), row.type(), row.id(), row.version()));
        }
        return new Slice<>(page.items(), Optional.empty());
    }
}
