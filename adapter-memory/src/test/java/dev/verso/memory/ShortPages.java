package dev.verso.memory;

import dev.verso.TenantId;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.Optional;

/** Gives pages of one entry, as the contract allows (PAGE-01): whoever walks must notice nothing. */
final class ShortPages extends PassedOn {

    ShortPages(RevisionStore store) {
        super(store);
    }

    @Override
    public Slice<RevisionRecord, Position> history(HistoryRequest request) {
        return store.history(new HistoryRequest(
                request.scope(),
                request.order(),
                request.since(),
                request.before(),
                request.after(),
                PageBounds.of(1),
                request.detail()));
    }

    @Override
    public Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        return store.list(tenant, type, afterId, PageBounds.of(1));
    }

    @Override
    public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        return store.changes(tenant, position, PageBounds.of(1));
    }

    @Override
    public CheckSlice check(Optional<String> position, int keys) {
        return store.check(position, Math.min(keys, 10));
    }
}
