package dev.verso.mongo;

import static dev.verso.mongo.Documents.DELTA;
import static dev.verso.mongo.Documents.ID;
import static dev.verso.mongo.Documents.ID_NAME;
import static dev.verso.mongo.Documents.ID_TENANT;
import static dev.verso.mongo.Documents.ID_TYPE;

import com.mongodb.client.MongoCollection;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.Detail;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** Lists and counts live resources, by the revisions that made keys live or deleted. */
final class Lists {

    private static final int ROUNDS = 4;

    private final Access access;

    Lists(Access access) {
        this.access = access;
    }

    Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds, Deadline deadline) {
        return Faults.reading(() -> page(tenant, type, afterId, bounds, deadline));
    }

    private Slice<RevisionRecord, String> page(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds, Deadline deadline) {
        MongoCollection<BsonDocument> revisions = access.revisions(deadline);
        MongoCollection<BsonDocument> scans = access.scans(deadline);
        List<Contents.Sized> page = new ArrayList<>();
        Optional<String> last = afterId;
        long bytes = 0;
        boolean end = false;
        // Deleted and restored keys leave gaps in a page, which another round or two may fill.
        for (int round = 0; round < ROUNDS && !end && page.size() < bounds.limit(); round++) {
            List<String> begun = ids(scans, tenant, type, last, bounds.limit());
            Map<String, Contents.Sized> live = live(revisions, tenant, type, new LinkedHashSet<>(begun));
            end = begun.size() < bounds.limit();
            for (String id : new LinkedHashSet<>(begun)) {
                Contents.Sized head = live.get(id);
                if (head != null && (bytes >= bounds.contentBytes() || page.size() == bounds.limit())) {
                    return slice(revisions, page, last);
                }
                last = Optional.of(id);
                if (head != null) {
                    page.add(head);
                    bytes += head.bytes();
                }
            }
        }
        return slice(revisions, page, end ? Optional.empty() : last);
    }

    private static Slice<RevisionRecord, String> slice(
            MongoCollection<BsonDocument> revisions, List<Contents.Sized> page, Optional<String> next) {
        List<RevisionRecord> items = Contents.loaded(revisions, page).stream()
                .flatMap(Optional::stream)
                .map(Row::record)
                .toList();
        return new Slice<>(items, next);
    }

    /** Reads ids of keys that once went live, each as often as it did. */
    private static List<String> ids(
            MongoCollection<BsonDocument> revisions,
            TenantId tenant,
            String type,
            Optional<String> afterId,
            int limit) {
        BsonDocument filter = new BsonDocument(ID_TENANT, new BsonString(tenant.value()))
                .append(ID_TYPE, new BsonString(type))
                .append(DELTA, new BsonInt32(1));
        afterId.ifPresent(after -> filter.append(ID_NAME, new BsonDocument("$gt", new BsonString(after))));
        List<String> ids = new ArrayList<>();
        revisions
                .find(filter)
                .projection(BsonDocument.parse("{'_id.i': 1}"))
                .sort(BsonDocument.parse("{'_id.i': 1}"))
                .limit(limit)
                .batchSize(limit)
                .forEach(document -> ids.add(
                        document.getDocument(ID).getString(Documents.NAME).getValue()));
        return ids;
    }

    private Map<String, Contents.Sized> live(
            MongoCollection<BsonDocument> revisions, TenantId tenant, String type, Collection<String> ids) {
        Map<String, Contents.Sized> live = new HashMap<>();
        if (!ids.isEmpty()) {
            List<ResourceKey> keys =
                    ids.stream().map(id -> new ResourceKey(tenant, type, id)).toList();
            for (Contents.Sized head : Contents.sized(revisions, Heads.newest(keys, Detail.CONTENT))
                    .values()) {
                if (head.row().standing().isLive()) {
                    live.put(head.row().key().id(), head);
                }
            }
        }
        return live;
    }

    long count(TenantId tenant, Optional<String> type, Deadline deadline) {
        BsonDocument match = new BsonDocument(ID_TENANT, new BsonString(tenant.value()));
        type.ifPresent(name -> match.append(ID_TYPE, new BsonString(name)));
        match.append(DELTA, new BsonDocument("$gte", new BsonInt32(-1)));
        List<BsonDocument> pipeline = new ArrayList<>(List.of(new BsonDocument("$match", match)));
        if (access.server().isReplicated()) {
            pipeline.add(BsonDocument.parse("{$group: {_id: null, n: {$sum: '$d'}}}"));
        } else {
            // Without a snapshot a key may be met in two states; it counts once for all that.
            pipeline.add(BsonDocument.parse("{$group: {_id: {r: '$_id.r', i: '$_id.i'}, n: {$sum: '$d'}}}"));
            pipeline.add(BsonDocument.parse("{$match: {n: {$gt: 0}}}"));
            pipeline.add(BsonDocument.parse("{$group: {_id: null, n: {$sum: 1}}}"));
        }
        return Faults.reading(() -> {
            BsonDocument sum = access.scans(deadline)
                    .aggregate(pipeline)
                    .allowDiskUse(true)
                    .first();
            return sum == null ? 0L : sum.getNumber("n").longValue();
        });
    }
}
