package dev.verso.mongo;

import static dev.verso.mongo.Documents.CHANGE;
import static dev.verso.mongo.Documents.ERASED_BY;
import static dev.verso.mongo.Documents.ID;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import dev.verso.BackendException;
import dev.verso.OutcomeUnknownException;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.EraseOutcome.Erased;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * Erases keys and single versions.
 *
 * <p>Of a key, one transaction inserts the marker into the next slot, where it races with writers as they do with each other,
 * and empties every slot below it. Of a single version, one update takes content and author away.
 */
final class Erasures {

    private static final int TRIES = 8;
    private static final List<BsonDocument> EMPTY =
            List.of(BsonDocument.parse("{$replaceWith: {_id: '$_id', ch: {$literal: " + Documents.EMPTIED + "}}}"));

    private final Access access;
    private final Heads heads;
    private final Transactions transactions;
    private final Resends resends;

    Erasures(Access access, Heads heads) {
        this.access = access;
        this.heads = heads;
        this.transactions = new Transactions(access);
        this.resends = new Resends(access);
    }

    EraseOutcome erase(Erase erase) {
        Deadline deadline = access.deadline();
        return erase.version().isPresent()
                ? eraseVersion(erase, erase.version().getAsLong(), deadline)
                : eraseKey(erase, deadline);
    }

    private EraseOutcome eraseKey(Erase erase, Deadline deadline) {
        access.requirePrimary(deadline);
        for (int tried = 1; tried <= TRIES; tried++) {
            AtomicReference<@Nullable Erased> sent = new AtomicReference<>();
            Optional<Erased> erased;
            try {
                erased = transactions.run(session -> empty(erase, session, sent), deadline);
            } catch (OutcomeUnknownException e) {
                return settle(erase, Objects.requireNonNull(sent.get()), e, deadline);
            }
            boolean nothing = erased.isPresent() && erased.get().versions().isEmpty();
            if (erased.isPresent() && !(nothing && isThere(erase, deadline))) {
                return erased.get();
            }
            Transactions.pause(tried);
        }
        return new EraseOutcome.Raced();
    }

    private Transactions.Done<Erased> empty(
            Erase erase, ClientSession session, AtomicReference<@Nullable Erased> sent) {
        MongoCollection<BsonDocument> revisions = access.inTransaction();
        Row head = heads.last(revisions, session, erase.key());
        if (head == null || head.isMarker()) {
            return new Transactions.Done<>(false, nothing(erase));
        }
        if (head.version() >= Versions.LAST) {
            throw new VersionsExhaustedException(erase.key());
        }
        BsonDocument marker = Documents.marker(erase, head.standing());
        revisions.insertOne(session, marker);
        BsonDocument below = heads.range(
                        erase.key(),
                        new BsonDocument("$gt", Documents.below(erase.key())).append("$lt", marker.getDocument(ID)))
                .append(CHANGE, new BsonDocument("$ne", new BsonInt32(Documents.EMPTIED)));
        revisions.updateMany(session, below, EMPTY);
        Erased erased = erased(Documents.row(marker).orElseThrow(), head.standing());
        sent.set(erased);
        return new Transactions.Done<>(true, erased);
    }

    private static Erased erased(Row marker, Standing head) {
        return new Erased(
                LongStream.rangeClosed(head.first(), head.version()).boxed().toList(),
                marker.metadata().lastUpdated());
    }

    /** Whether a commit without an answer took effect its marker tells. */
    private EraseOutcome settle(Erase erase, Erased sent, OutcomeUnknownException unknown, Deadline deadline) {
        List<Long> versions = sent.versions();
        try {
            long slot = versions.get(versions.size() - 1) + 1;
            Heads.Taken taken = Faults.reading(() -> heads.since(access.confirmed(deadline), erase.key(), slot));
            if (taken.slot() != null && taken.slot().writeId().equals(erase.writeId())) {
                return sent;
            }
        } catch (BackendException e) {
            unknown.addSuppressed(e);
        }
        throw unknown;
    }

    /** A primary that was deposed may not know the key yet. */
    private boolean isThere(Erase erase, Deadline deadline) {
        return access.hasSeveralMembers() && head(erase, access.confirmed(deadline)) != null;
    }

    private EraseOutcome eraseVersion(Erase erase, long version, Deadline deadline) {
        Row head = head(erase, access.revisions(deadline));
        if (!mayBeErased(head, version) && access.hasSeveralMembers()) {
            head = head(erase, access.confirmed(deadline));
        }
        if (head == null) {
            return nothing(erase);
        }
        if (!mayBeErased(head, version)) {
            return version > head.version() || head.standing().isLive()
                    ? new EraseOutcome.Refused(head.metadata())
                    : nothing(erase);
        }
        BsonDocument id = Documents.id(erase.key(), version);
        BsonDocument filter = new BsonDocument(ID, id)
                .append(CHANGE, BsonDocument.parse("{$in: [0, 1, 3]}"))
                .append(ERASED_BY, new BsonDocument("$exists", BsonBoolean.FALSE));
        BsonDocument update = BsonDocument.parse("{$unset: {c: '', au: ''}, $currentDate: {o: {$type: 'timestamp'}}}")
                .append("$set", new BsonDocument(ERASED_BY, Documents.uuid(erase.writeId())));
        Resends.Result result = resends.send(
                () -> access.revisions(deadline).updateOne(filter, update).getModifiedCount() == 1, deadline);
        boolean done = result.applied() || result.lost() != null && isErasedBy(erase, id, result, deadline);
        return done ? new Erased(List.of(version), erase.now()) : nothing(erase);
    }

    /** Below the head for certain; or there is nothing of it to be erased. */
    private static boolean mayBeErased(@Nullable Row head, long version) {
        return head != null && version < head.version();
    }

    private boolean isErasedBy(Erase erase, BsonDocument id, Resends.Result result, Deadline deadline) {
        try {
            BsonDocument document = Faults.reading(() -> access.confirmed(deadline)
                    .find(new BsonDocument(ID, id))
                    .projection(Heads.WITHOUT_CONTENT)
                    .first());
            return document != null && Documents.uuid(erase.writeId()).equals(document.get(ERASED_BY));
        } catch (BackendException e) {
            throw Faults.unknown(Objects.requireNonNull(result.lost()));
        }
    }

    private @Nullable Row head(Erase erase, MongoCollection<BsonDocument> revisions) {
        Row last = Faults.reading(() -> heads.last(revisions, erase.key(), Detail.METADATA));
        return last == null || last.isMarker() ? null : last;
    }

    private static Erased nothing(Erase erase) {
        return new Erased(List.of(), erase.now());
    }
}
