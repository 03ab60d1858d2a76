package dev.verso.memory;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of one or all types of a tenant, between two places of the order of histories, in either direction.
 *
 * <p>It shows what had its ticket when the scan began, so that no revision of a key is missing below one that is shown, and
 * each as its chain has it now.
 */
final class Scan implements Iterator<Row> {

    private final Revisions revisions;
    private final long horizon;
    private final PriorityQueue<Source> sources;
    private @Nullable Row next;

    Scan(Revisions revisions, Tenant tenant, Collection<TypeIndex> types, Place lower, Place upper, boolean ascending) {
        this.revisions = revisions;
        this.horizon = tenant.feed().end();
        Comparator<Source> byHead = Comparator.comparing(source -> source.head, Place.ORDER);
        this.sources = new PriorityQueue<>(ascending ? byHead : byHead.reversed());
        for (TypeIndex type : types) {
            var rows = type.history().subMap(lower, false, upper, false);
            offer((ascending ? rows : rows.descendingMap()).values().iterator());
        }
        this.next = findNext();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Row next() {
        Row row = next;
        if (row == null) {
            throw new NoSuchElementException();
        }
        next = findNext();
        return row;
    }

    private @Nullable Row findNext() {
        Source source = sources.poll();
        while (source != null) {
            Row indexed = source.head;
            offer(source.rest);
            Row row = revisions.chain(indexed.key()).slot(indexed.version());
            if (row != null && row.ticket() < horizon) {
                return row;
            }
            source = sources.poll();
        }
        return null;
    }

    private void offer(Iterator<Row> rows) {
        if (rows.hasNext()) {
            sources.add(new Source(rows.next(), rows));
        }
    }

    private record Source(Row head, Iterator<Row> rest) {}
}
