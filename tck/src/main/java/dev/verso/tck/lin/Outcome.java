package dev.verso.tck.lin;

import dev.verso.Change;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** How an operation ended, as its caller saw it. All outcomes are immutable and thread-safe. */
public sealed interface Outcome {

    /**
     * A write was acknowledged.
     *
     * @param version the version that it made
     * @param change what it says that it did
     */
    record Accepted(long version, Change change) implements Outcome {

        /** Checks that the change is there. */
        public Accepted {
            Objects.requireNonNull(change, "change");
        }

        @Override
        public String toString() {
            return "v" + version + " " + change;
        }
    }

    /**
     * A read gave a revision.
     *
     * @param version its version
     * @param change its change; {@code DELETE} is a tombstone
     * @param writeId the id of the write that made it
     * @param content the digest of its content; empty for a tombstone
     */
    record Found(long version, Change change, UUID writeId, Optional<String> content) implements Outcome {

        /** Checks that no part is missing. */
        public Found {
            Objects.requireNonNull(change, "change");
            Objects.requireNonNull(writeId, "writeId");
            Objects.requireNonNull(content, "content");
        }

        @Override
        public String toString() {
            return "v" + version + " " + change;
        }
    }

    /** A read gave nothing. */
    record Empty() implements Outcome {

        @Override
        public String toString() {
            return "empty";
        }
    }

    /**
     * The live version was told.
     *
     * @param version the version
     */
    record Current(long version) implements Outcome {

        @Override
        public String toString() {
            return "v" + version;
        }
    }

    /**
     * Whether the key is live was told.
     *
     * @param live what was told
     */
    record Exists(boolean live) implements Outcome {

        @Override
        public String toString() {
            return live ? "true" : "false";
        }
    }

    /**
     * The versions 1 to this one were listed, each once and in order.
     *
     * @param last the last version; 0 for an empty list
     */
    record Listed(long last) implements Outcome {

        @Override
        public String toString() {
            return last == 0 ? "[]" : "[1.." + last + "]";
        }
    }

    /**
     * A write was refused with AlreadyExists.
     *
     * @param head the version that was named; empty if none was
     */
    record AlreadyExists(OptionalLong head) implements Outcome {

        @Override
        public String toString() {
            return "AlreadyExists" + named(head);
        }
    }

    /**
     * A match was refused with VersionConflict.
     *
     * @param actual the version that was named; empty if none was
     */
    record VersionConflict(OptionalLong actual) implements Outcome {

        @Override
        public String toString() {
            return "VersionConflict" + named(actual);
        }
    }

    /**
     * A write was refused with Gone.
     *
     * @param tombstone the version that was named; empty if none was
     */
    record Gone(OptionalLong tombstone) implements Outcome {

        @Override
        public String toString() {
            return "Gone" + named(tombstone);
        }
    }

    /** A write was refused with NotFound that is not Gone. */
    record NotFound() implements Outcome {

        @Override
        public String toString() {
            return "NotFound";
        }
    }

    /** A restore was refused because there is nothing to restore. */
    record NotRestorable() implements Outcome {

        @Override
        public String toString() {
            return "NotRestorable";
        }
    }

    /** A write lost its race, and it was not found out to what. */
    record OptimisticLockFailure() implements Outcome {

        @Override
        public String toString() {
            return "OptimisticLockFailure";
        }
    }

    /**
     * The operation was turned away for a reason that tells nothing of the key's state: an invalid argument, a missing
     * permission, an unavailable backend. A write that ended so has left no trace.
     *
     * @param reason in words, for instance {@code BackendUnavailable}
     */
    record Rejected(String reason) implements Outcome {

        /** Checks that the reason is there. */
        public Rejected {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return reason;
        }
    }

    /** It is not known whether the write took effect; it may even do so after its caller was told this. */
    record Unknown() implements Outcome {

        @Override
        public String toString() {
            return "OutcomeUnknown";
        }
    }

    /**
     * The answer is one that the contract allows in no state: null, a foreign exception, a list with a gap.
     *
     * @param answer in words, without content
     */
    record Unlawful(String answer) implements Outcome {

        /** Checks that the words are there. */
        public Unlawful {
            Objects.requireNonNull(answer, "answer");
        }

        @Override
        public String toString() {
            return answer;
        }
    }

    private static String named(OptionalLong version) {
        return version.isPresent() ? "(" + version.getAsLong() + ")" : "";
    }
}
