package dev.verso.mongo;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.Detail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;

/** Appends several revisions in one transaction: a look at all heads, and one insert of all slots after them (BAT-01). */
final class Batches {

    private static final int TRIES = 8;

    private final Access access;
    private final Heads heads;
    private final Transactions transactions;

    Batches(Access access, Heads heads) {
        this.access = access;
        this.heads = heads;
        this.transactions = new Transactions(access);
    }

    BatchOutcome append(List<Append> appends) {
        Deadline deadline = access.deadline();
        access.requirePrimary(deadline);
        for (int tried = 1; tried <= TRIES; tried++) {
            Optional<BatchOutcome> outcome = transactions.run(session -> attempt(appends, session), deadline);
            if (outcome.isPresent()
                    && !(outcome.get() instanceof Rejected rejected && isStale(appends, rejected, deadline))) {
                return outcome.get();
            }
            Transactions.pause(tried);
        }
        return contended(appends, deadline);
    }

    private Transactions.Done<BatchOutcome> attempt(List<Append> appends, ClientSession session) {
        MongoCollection<BsonDocument> revisions = access.inTransaction();
        Map<ResourceKey, Row> last = heads.all(revisions, session, keys(appends));
        Optional<Rejected> rejected = judge(appends, last);
        if (rejected.isPresent()) {
            return new Transactions.Done<>(false, rejected.get());
        }
        List<BsonDocument> documents = new ArrayList<>(appends.size());
        for (Append append : appends) {
            Row before = last.get(append.key());
            Appends.requireVersion(append, before);
            documents.add(Documents.revision(append, before == null ? null : before.standing()));
        }
        revisions.insertMany(session, documents);
        return new Transactions.Done<>(true, appended(documents));
    }

    private static AllAppended appended(List<BsonDocument> documents) {
        List<RevisionMetadata> metadata = new ArrayList<>(documents.size());
        for (BsonDocument document : documents) {
            metadata.add(Documents.row(document).orElseThrow().metadata());
        }
        return new AllAppended(metadata);
    }

    private static Optional<Rejected> judge(List<Append> appends, Map<ResourceKey, Row> last) {
        for (int i = 0; i < appends.size(); i++) {
            Optional<RevisionMetadata> head =
                    Appends.head(last.get(appends.get(i).key()));
            if (!appends.get(i).condition().holds(head)) {
                return Optional.of(new Rejected(i, new Refused(head)));
            }
        }
        return Optional.empty();
    }

    /** A primary that was deposed may have told of a head that is old: its refusal does not stand by itself. */
    private boolean isStale(List<Append> appends, Rejected rejected, Deadline deadline) {
        if (!access.hasSeveralMembers()) {
            return false;
        }
        Append refused = appends.get(rejected.index());
        Row last = Faults.reading(() -> heads.last(access.confirmed(deadline), refused.key(), Detail.METADATA));
        return refused.condition().holds(Appends.head(last));
    }

    private BatchOutcome contended(List<Append> appends, Deadline deadline) {
        Map<ResourceKey, Row> last =
                Faults.reading(() -> heads.all(access.confirmed(deadline), keys(appends), Detail.METADATA));
        return judge(appends, last).orElseGet(() -> new Rejected(0, new Raced()));
    }

    private static List<ResourceKey> keys(List<Append> appends) {
        return appends.stream().map(Append::key).toList();
    }
}
