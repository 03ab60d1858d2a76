package dev.verso.jdbc;

import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads pages: {@code resource_type, resource_id}, the columns of a revision, and how many rows the statement found, which
 * is one more than the page may hold where there is more. The server leaves out what is beyond the page's bounds, so that
 * no more than a page is ever on the way.
 */
final class Pages {

    private static final int FOUND = 11;

    private Pages() {}

    /** Binds how many rows to look for, how many to show, and how much content they may have. */
    static void bounds(Parameters parameters, PageBounds bounds, Detail detail) throws SQLException {
        parameters
                .number(bounds.limit() + 1L)
                .number((long) bounds.limit())
                .number(detail == Detail.CONTENT ? bounds.contentBytes() : Long.MAX_VALUE);
    }

    static <P> Slice<RevisionRecord, P> slice(ResultSet rows, TenantId tenant, Function<RevisionMetadata, P> position)
            throws SQLException {
        List<RevisionRecord> items = new ArrayList<>();
        long found = 0;
        while (rows.next()) {
            items.add(Rows.keyedRecord(rows, 1, tenant));
            found = rows.getLong(FOUND);
        }
        if (items.size() == found) {
            return new Slice<>(items, Optional.empty());
        }
        return new Slice<>(
                items, Optional.of(position.apply(items.get(items.size() - 1).metadata())));
    }

    static Position position(RevisionMetadata last) {
        return new Position(last.lastUpdated(), last.key().type(), last.key().id(), last.version());
    }
}
