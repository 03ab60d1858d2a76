package dev.verso.mongo;

import com.mongodb.MongoException;
import dev.verso.BackendException;
import dev.verso.Content;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Compare-and-append: a look at the head, if it is not known, and the insert of the next slot, which is the decisive step.
 *
 * <p>A creation goes straight for slot 1, and a match for the slot after the version that it expects if that one is known: if
 * the insert succeeds, it was the head. If the slot is taken, the look comes after it.
 */
final class Appends {

    /** How often an unconditional append takes up a lost race by itself, for it has just been told of the head. */
    private static final int TRIES = 3;

    private final Access access;
    private final Heads heads;
    private final Resends resends;
    private final KnownRevisions known;

    Appends(Access access, Heads heads, KnownRevisions known) {
        this.access = access;
        this.heads = heads;
        this.resends = new Resends(access);
        this.known = known;
    }

    AppendOutcome append(Append append) {
        Deadline deadline = access.deadline();
        ObjectId run = access.run();
        if (append.condition() instanceof Condition.Absent) {
            return shoot(append, null, run, deadline);
        }
        Standing expected = known.get(append.key(), run);
        if (expected != null && isExpected(append.condition(), expected) && expected.version() < Versions.LAST) {
            return shoot(append, expected, run, deadline);
        }
        return aim(append, look(append, deadline), false, run, deadline);
    }

    private static boolean isExpected(Condition condition, Standing standing) {
        if (condition instanceof Condition.LiveAt live) {
            return standing.isLive() && standing.version() == live.version();
        }
        return condition instanceof Condition.DeletedAt deleted
                && standing.isTombstone()
                && standing.version() == deleted.version();
    }

    /** Inserts without a look. */
    private AppendOutcome shoot(Append append, @Nullable Standing before, ObjectId run, Deadline deadline) {
        Shot shot = insert(append, before, run, deadline);
        return shot.done() != null ? shot.done() : aim(append, shot.last(), true, run, deadline);
    }

    /** Judges by a look, and inserts. */
    private AppendOutcome aim(Append append, @Nullable Row looked, boolean confirmed, ObjectId run, Deadline deadline) {
        Row last = looked;
        boolean sure = confirmed;
        for (int tried = 0; tried < TRIES; tried++) {
            if (!append.condition().holds(head(last)) && !sure && isForStaleHeads(append.condition(), last)) {
                last = confirm(append, deadline);
                sure = true;
            }
            if (!append.condition().holds(head(last))) {
                return new Refused(head(last));
            }
            requireVersion(append, last);
            Shot shot = insert(append, last == null ? null : last.standing(), run, deadline);
            if (shot.done() != null) {
                return shot.done();
            }
            last = shot.last();
            sure = true;
        }
        return append.condition().holds(head(last)) ? new Raced() : new Refused(head(last));
    }

    /**
     * An insert that was tried.
     *
     * @param done the outcome, if it is one
     * @param last else the newest revision, as it was afterwards
     */
    private record Shot(
            @Nullable AppendOutcome done, @Nullable Row last) {}

    private Shot insert(Append append, @Nullable Standing before, ObjectId run, Deadline deadline) {
        BsonDocument document = Documents.revision(append, before);
        MongoException lost = null;
        for (int tried = 1; tried <= TRIES; tried++) {
            Resends.Result result = lost(lost, () -> resends.insert(document, run, deadline));
            if (result.applied()) {
                return new Shot(appended(document, run), null);
            }
            lost = lost == null ? result.lost() : lost;
            Heads.Taken taken = lost(lost, () -> taken(append, Documents.version(document), deadline));
            if (taken.last() != null) {
                return judge(append, taken, lost, deadline);
            }
            // What holds the slot has not reached the majority yet, and may still be undone.
            if (!Resends.pause(tried, deadline)) {
                break;
            }
        }
        if (lost != null) {
            throw Faults.unknown(lost);
        }
        return new Shot(new Raced(), null);
    }

    private Heads.Taken taken(Append append, long version, Deadline deadline) {
        return Faults.reading(() -> heads.since(access.confirmed(deadline), append.key(), version));
    }

    /** Tells whether the slot that was found taken is this very write's. */
    private Shot judge(Append append, Heads.Taken taken, @Nullable MongoException lost, Deadline deadline) {
        Row slot = taken.slot();
        if (slot == null && lost != null) {
            // Emptied by now: whose it was nobody can tell any more.
            throw Faults.unknown(lost);
        }
        return slot != null && lost(lost, () -> isOwn(append, slot, lost != null, deadline))
                ? new Shot(new Appended(slot.metadata()), null)
                : new Shot(null, taken.last());
    }

    /** After a lost answer a failure to look says nothing of what became of the write. */
    private static <T> T lost(@Nullable MongoException lost, Supplier<T> call) {
        try {
            return call.get();
        } catch (BackendException e) {
            throw lost == null ? e : Faults.unknown(lost);
        }
    }

    /**
     * A write id that a caller has used for other content before does not make that this write (ERR-06). Of an erased
     * version nobody can tell the content any more, so it is this write only if it was sent just now.
     */
    private boolean isOwn(Append append, Row slot, boolean sentBefore, Deadline deadline) {
        if (!slot.writeId().equals(append.writeId())) {
            return false;
        }
        if (append instanceof Append.Delete || slot.standing().isTombstone()) {
            return append instanceof Append.Delete == slot.standing().isTombstone();
        }
        if (slot.erased()) {
            return sentBefore;
        }
        BsonDocument stored = Faults.reading(() -> access.confirmed(deadline)
                .find(new BsonDocument(Documents.ID, Documents.id(slot.key(), slot.version())))
                .first());
        Content sent = ((Append.Put) append).content();
        return stored != null
                && Documents.row(stored).flatMap(row -> row.record().content()).equals(Optional.of(sent));
    }

    private Appended appended(BsonDocument document, ObjectId run) {
        Row row = Documents.row(document).orElseThrow();
        known.put(row.key(), row.standing(), access.server().isJournaled() ? Access.ANY_RUN : run);
        return new Appended(row.metadata());
    }

    private @Nullable Row look(Append append, Deadline deadline) {
        return Faults.reading(() -> heads.last(access.revisions(deadline), append.key(), Detail.METADATA));
    }

    private @Nullable Row confirm(Append append, Deadline deadline) {
        return Faults.reading(() -> heads.last(access.confirmed(deadline), append.key(), Detail.METADATA));
    }

    /** Whether a look that is old may have led to the refusal: versions only rise, so a live head beyond stays beyond. */
    private boolean isForStaleHeads(Condition condition, @Nullable Row last) {
        if (!access.hasSeveralMembers()) {
            return false;
        }
        boolean isBeyond = last != null
                && last.standing().isLive()
                && condition instanceof Condition.LiveAt at
                && at.version() < last.version();
        return !isBeyond;
    }

    static Optional<RevisionMetadata> head(@Nullable Row last) {
        return last == null || last.isMarker() ? Optional.empty() : Optional.of(last.metadata());
    }

    static void requireVersion(Append append, @Nullable Row last) {
        if (last != null && last.version() >= Versions.LAST) {
            throw new VersionsExhaustedException(append.key());
        }
    }
}
