package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.TYPE;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.VersionedStorage;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Walks over a million revisions that a store makes up as it is asked: a program of its own, for a small heap. */
final class LongWalk {

    private static final long REVISIONS = 1_000_000;

    private LongWalk() {}

    public static void main(String[] arguments) {
        try (VersionedStorage storage = VersionedStorage.over(new EndlessStore())) {
            for (String name : arguments) {
                long[] walked = new long[1];
                walk(storage, name).forEach(item -> walked[0]++);
                System.out.println(name + " walked " + walked[0]);
            }
        }
    }

    private static Stream<?> walk(VersionedStorage storage, String name) {
        HistoryQuery query = HistoryQuery.ofResource(TYPE, ID).oldestFirst();
        return switch (name) {
            case "list" -> storage.listStream(ACME, TYPE);
            case "feed" -> storage.changesStream(ACME, FeedStart.oldest());
            case "kept" -> storage.historyStream(ACME, query).toList().stream();
            default -> storage.historyStream(ACME, query);
        };
    }

    /** Version n of one key, or the n-th live resource, with 256 bytes of content. */
    private static final class EndlessStore implements RevisionStore {

        private static final byte[] JSON = ("{\"a\":\"" + "x".repeat(248) + "\"}").getBytes(StandardCharsets.UTF_8);

        private static RevisionRecord revision(String id, long number) {
            Instant at = Instant.ofEpochSecond(number);
            RevisionMetadata metadata = new RevisionMetadata(
                    ResourceKey.of("acme", TYPE, id),
                    number,
                    number == 1 ? Change.CREATE : Change.UPDATE,
                    at,
                    at,
                    Optional.empty(),
                    new UUID(number, number));
            return new RevisionRecord(metadata, false, Optional.of(Content.ofStored(JSON.clone())));
        }

        private static LongStream page(long after, PageBounds bounds) {
            return LongStream.rangeClosed(after + 1, Math.min(after + bounds.limit(), REVISIONS));
        }

        private static Optional<Long> next(long after, PageBounds bounds) {
            return Optional.of(after + bounds.limit()).filter(last -> last < REVISIONS);
        }

        @Override
        public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
            long after = request.after().map(HistoryRequest.Position::version).orElse(0L);
            return new Slice<>(
                    page(after, request.bounds())
                            .mapToObj(number -> revision(ID, number))
                            .toList(),
                    next(after, request.bounds())
                            .map(last -> new HistoryRequest.Position(Instant.ofEpochSecond(last), TYPE, ID, last)));
        }

        @Override
        public Slice<RevisionRecord, String> list(
                TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
            long after = afterId.map(Long::parseLong).orElse(0L);
            return new Slice<>(
                    page(after, bounds)
                            .mapToObj(number -> revision(Long.toString(number), 1))
                            .toList(),
                    next(after, bounds).map(String::valueOf));
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            long after = position instanceof FeedPosition.After token ? Long.parseLong(token.token()) : 0;
            return new FeedSlice(
                    page(after, bounds)
                            .mapToObj(number -> new FeedSlice.Entry(revision(ID, number), Long.toString(number)))
                            .toList(),
                    Long.toString(after + bounds.limit()),
                    next(after, bounds).isEmpty(),
                    Optional.empty());
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(
                    "endless",
                    EnumSet.of(Capability.SCANS, Capability.CHANGE_FEED),
                    ReadMode.LINEARIZABLE,
                    Integer.MAX_VALUE,
                    Optional.empty());
        }

        @Override
        public UUID identity() {
            return new UUID(0, 0);
        }

        @Override
        public AppendOutcome append(Append append) {
            throw new UnsupportedOperationException("This store is for walks");
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            throw new UnsupportedOperationException("This store is for walks");
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            throw new UnsupportedOperationException("This store is for walks");
        }

        @Override
        public CheckSlice check(Optional<String> position, int keys) {
            return new CheckSlice(List.of(), 0, 0, Optional.empty());
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
