package dev.verso.mongo;

import com.mongodb.MongoException;
import dev.verso.BackendException;
import dev.verso.BackendUnavailableException;
import dev.verso.Versions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Sends a write of one document, and sends it again where its answer was lost: only such writes as can be applied once only,
 * like an insert under an id of its own.
 *
 * <p>The driver sends again too, but only to replica sets and only if it is configured to.
 */
final class Resends {

    private static final int TRIES = 4;
    private static final long FIRST_PAUSE_MILLIS = 5;

    private final Access access;

    Resends(Access access) {
        this.access = access;
    }

    /**
     * What became of a write.
     *
     * @param applied whether the try that was answered applied it
     * @param lost what hid the outcome of an earlier try, which may have applied it; none if there was no such try
     */
    record Result(boolean applied, @Nullable MongoException lost) {}

    /**
     * Inserts a document; not applied if one of the same id is there.
     *
     * @param run the run of the server in which the slot below was met
     * @throws dev.verso.OutcomeUnknownException if no try brought an answer
     * @throws BackendUnavailableException if the server has lost the slot below by a crash; nothing was written
     */
    Result insert(BsonDocument document, ObjectId run, Deadline deadline) {
        return send(
                () -> {
                    if (!run.equals(access.run())) {
                        requireBelow(document, deadline);
                    }
                    access.revisions(deadline).insertOne(document);
                    return true;
                },
                deadline);
    }

    /** Versions must have no gap, so nothing is added above a slot that a crash may have taken. */
    private void requireBelow(BsonDocument document, Deadline deadline) {
        long version = Documents.version(document);
        if (version == Versions.FIRST) {
            return;
        }
        BsonDocument below = document.getDocument(Documents.ID).clone();
        below.put(Documents.VERSION, new BsonInt64(version - 1));
        boolean there = Faults.reading(() -> access.revisions(deadline)
                        .find(new BsonDocument(Documents.ID, below))
                        .projection(Heads.WITHOUT_CONTENT)
                        .first())
                != null;
        if (!there) {
            throw new BackendUnavailableException(
                    "The server was started again, and has lost the revision that this write was to follow; nothing was"
                            + " written",
                    null);
        }
    }

    /** Sends a write until its outcome is known; what comes in between of a later try hides what became of the first. */
    Result send(BooleanSupplier write, Deadline deadline) {
        access.requirePrimary(deadline);
        MongoException lost = null;
        for (int tried = 1; ; tried++) {
            try {
                return new Result(write.getAsBoolean(), lost);
            } catch (BackendException e) {
                throw lost == null ? e : Faults.unknown(lost);
            } catch (MongoException e) {
                Faults.Kind kind = Faults.ofWrite(e);
                if (kind == Faults.Kind.DUPLICATE) {
                    return new Result(false, lost);
                }
                if (lost == null && kind == Faults.Kind.REFUSED) {
                    throw Faults.refused(e);
                }
                if (lost == null && kind == Faults.Kind.UNAVAILABLE) {
                    throw Faults.unavailable(e);
                }
                Faults.keepInterrupt(e);
                lost = lost == null ? e : lost;
                if (kind == Faults.Kind.REFUSED || tried == TRIES || !pause(tried, deadline)) {
                    throw Faults.unknown(lost);
                }
            }
        }
    }

    /** Waits a little; false if there is no time left for another try. */
    static boolean pause(int tried, Deadline deadline) {
        long most = FIRST_PAUSE_MILLIS << tried;
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(most / 2, most)));
        return !Thread.currentThread().isInterrupted() && !deadline.isOver();
    }
}
