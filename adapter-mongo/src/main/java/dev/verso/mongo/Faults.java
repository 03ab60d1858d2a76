package dev.verso.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import dev.verso.BackendException;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the driver's exceptions mean, by class, code and label, never by message (ERR-01 to ERR-04). */
final class Faults {

    static final int DUPLICATE_KEY = 11000;
    static final int WRITE_CONFLICT = 112;
    static final int HISTORY_LOST = 286;

    private static final String POOL = "com.mongodb.internal.connection.DefaultConnectionPool";
    private static final String RETRYABLE_WRITE = "RetryableWriteError";

    /** The server did not get to it, or stopped on the way: it may go better later, and of a write nothing is known. */
    private static final Set<Integer> PASSING = Set.of(
            6, // HostUnreachable
            7, // HostNotFound
            24, // LockTimeout
            43, // CursorNotFound
            50, // MaxTimeMSExpired
            64, // WriteConcernFailed
            89, // NetworkTimeout
            91, // ShutdownInProgress
            100, // UnsatisfiableWriteConcern
            133, // FailedToSatisfyReadPreference
            134, // ReadConcernMajorityNotAvailableYet
            175, // QueryPlanKilled
            189, // PrimarySteppedDown
            202, // NetworkInterfaceExceededTimeLimit
            237, // CursorKilled
            239, // SnapshotTooOld
            246, // SnapshotUnavailable
            262, // ExceededTimeLimit
            276, // IndexBuildAborted
            365, // TemporarilyUnavailable
            9001, // SocketException
            10107, // NotWritablePrimary
            11600, // InterruptedAtShutdown
            11601, // Interrupted
            11602, // InterruptedDueToReplStateChange
            13435, // NotPrimaryNoSecondaryOk
            13436); // NotPrimaryOrSecondary

    private Faults() {}

    /** What became of a write. */
    enum Kind {
        /** Refused: a document of the same id is there. */
        DUPLICATE,
        /** Nothing was sent. */
        UNAVAILABLE,
        /** It may have been applied or not. */
        UNKNOWN,
        /** The transaction was undone and can be run again. */
        UNDONE,
        /** Refused for good. */
        REFUSED
    }

    static Kind ofWrite(MongoException e) {
        if (e instanceof MongoWriteException write) {
            return ofCode(write.getError().getCode());
        }
        if (e instanceof MongoBulkWriteException bulk) {
            return bulk.getWriteErrors().isEmpty()
                    ? Kind.UNKNOWN
                    : ofCode(bulk.getWriteErrors().get(0).getCode());
        }
        if (e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
            return Kind.UNDONE;
        }
        // A timeout of the whole call, unlike its parent class, tells nothing of whether the command was sent.
        if (e instanceof MongoOperationTimeoutException) {
            return isOfCheckout(e) ? Kind.UNAVAILABLE : Kind.UNKNOWN;
        }
        if (isUnsent(e)) {
            return Kind.UNAVAILABLE;
        }
        if (e instanceof MongoSecurityException) {
            return Kind.REFUSED;
        }
        boolean lost = e instanceof MongoWriteConcernException
                || e instanceof MongoSocketException
                || e instanceof MongoNotPrimaryException
                || e instanceof MongoNodeIsRecoveringException
                || e instanceof MongoExecutionTimeoutException
                || e instanceof MongoInterruptedException
                || e.hasErrorLabel(RETRYABLE_WRITE);
        return lost ? Kind.UNKNOWN : ofCode(e.getCode());
    }

    private static Kind ofCode(int code) {
        if (code == DUPLICATE_KEY) {
            return Kind.DUPLICATE;
        }
        if (code == WRITE_CONFLICT) {
            return Kind.UNDONE;
        }
        return PASSING.contains(code) ? Kind.UNKNOWN : Kind.REFUSED;
    }

    /**
     * Tells whether the time ran out while the driver waited for a connection, of a full pool for instance: then nothing was
     * sent, in no earlier try either, of which the driver would have thrown the failure. Only the place where it was thrown
     * tells it; should that change with a release of the driver, the outcome is unknown again, which is never wrong.
     */
    private static boolean isOfCheckout(MongoException e) {
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().equals(POOL) && frame.getMethodName().equals("get")) {
                return true;
            }
        }
        return false;
    }

    /** No server was selected, or no connection was to be had: the command was not sent. */
    private static boolean isUnsent(MongoException e) {
        return e instanceof MongoTimeoutException
                || e instanceof MongoConnectionPoolClearedException
                || e instanceof MongoServerUnavailableException
                || e instanceof MongoSocketOpenException
                || e instanceof MongoSecurityException && isOfPassingAuthentication(e.getCause());
    }

    /** A connection that broke while it was authenticated says nothing about the credentials. */
    private static boolean isOfPassingAuthentication(@Nullable Throwable cause) {
        return cause instanceof MongoException e
                && (e instanceof MongoSocketException || isUnsent(e) || PASSING.contains(e.getCode()));
    }

    /** Runs what writes nothing. */
    static <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (MongoException e) {
            throw ofRead(e);
        }
    }

    static BackendException ofRead(MongoException e) {
        keepInterrupt(e);
        boolean passing = isUnsent(e)
                || e instanceof MongoSocketException
                || e instanceof MongoNotPrimaryException
                || e instanceof MongoNodeIsRecoveringException
                || e instanceof MongoExecutionTimeoutException
                || e instanceof MongoInterruptedException
                || e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
                || PASSING.contains(e.getCode());
        return passing ? unavailable(e) : refused(e);
    }

    static BackendUnavailableException unavailable(MongoException e) {
        keepInterrupt(e);
        return new BackendUnavailableException(
                "MongoDB cannot be reached, or cannot serve now; nothing was written", e);
    }

    static OutcomeUnknownException unknown(Throwable e) {
        keepInterrupt(e);
        return new OutcomeUnknownException("MongoDB did not tell what became of a write that was in flight", e);
    }

    static BackendException refused(MongoException e) {
        if (e instanceof MongoClientException && !(e instanceof MongoSecurityException)) {
            return new BackendFaultException("The MongoDB driver refused the call; nothing was written", e);
        }
        return new BackendFaultException(
                "MongoDB refused the call with code " + e.getCode()
                        + "; check the rights of the user and the schema. Nothing was written",
                e);
    }

    static void keepInterrupt(Throwable e) {
        if (e instanceof MongoInterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
