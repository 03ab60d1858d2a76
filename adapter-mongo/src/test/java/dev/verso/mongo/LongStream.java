package dev.verso.mongo;

import static dev.verso.mongo.LongStreamTest.TYPE;
import static dev.verso.mongo.Requests.TENANT;

import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import java.util.stream.Stream;

/** Walks over everything that a database holds: a program of its own, for a small heap. */
final class LongStream {

    static final String DEEP = "deep";
    private static final TenantContext CONTEXT = TenantContext.of(TENANT.value(), TenantPermissions.fullAccess());

    private LongStream() {}

    /** Takes the URI of the server and the name of the database, and the names of walks. */
    public static void main(String[] arguments) {
        MongoOptions options = MongoOptions.builder().database(arguments[1]).build();
        try (VersionedStorage storage = VersionedStorage.over(MongoRevisionStore.open(arguments[0], options))) {
            for (int i = 2; i < arguments.length; i++) {
                System.out.println(arguments[i] + " walked " + walked(storage, arguments[i]));
            }
        }
    }

    private static long walked(VersionedStorage storage, String name) {
        if (name.equals("verify")) {
            return storage.verify().revisions();
        }
        long[] walked = new long[1];
        walk(storage, name).forEach(item -> walked[0]++);
        return walked[0];
    }

    private static Stream<?> walk(VersionedStorage storage, String name) {
        HistoryQuery ofKey = HistoryQuery.ofResource(TYPE, DEEP);
        return switch (name) {
            case "list" -> storage.listStream(CONTEXT, TYPE);
            case "feed" -> storage.changesStream(CONTEXT, FeedStart.oldest());
            case "type" -> storage.historyStream(CONTEXT, HistoryQuery.ofType(TYPE));
            case "tenant" ->
                storage.historyStream(CONTEXT, HistoryQuery.ofTenant().oldestFirst());
            case "kept" -> storage.historyStream(CONTEXT, ofKey).toList().stream();
            default -> storage.historyStream(CONTEXT, ofKey);
        };
    }
}
