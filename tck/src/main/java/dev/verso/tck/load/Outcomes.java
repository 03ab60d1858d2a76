package dev.verso.tck.load;

import dev.verso.AlreadyExistsException;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.GoneException;
import dev.verso.NotFoundException;
import dev.verso.NotRestorableException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import dev.verso.VersionConflictException;
import dev.verso.Versions;
import dev.verso.tck.lin.Outcome;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Puts what a storage gave or threw into the words of a history. */
final class Outcomes {

    private static final int DIGEST_BYTES = 12;
    private static final String SUFFIX = "Exception";

    private Outcomes() {}

    static String digest(Content content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.bytes());
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static Optional<String> digest(Revision revision) {
        return revision instanceof StoredResource resource ? Optional.of(digest(resource.content())) : Optional.empty();
    }

    static Outcome accepted(ResourceKey key, UUID writeId, Revision revision, Optional<Content> sent) {
        if (!revision.key().equals(key)) {
            return new Outcome.Unlawful("acknowledged a write of another key");
        }
        if (!revision.writeId().equals(writeId)) {
            return new Outcome.Unlawful("acknowledged as v" + revision.version() + ", which another write made");
        }
        if (revision instanceof ErasedRevision) {
            return new Outcome.Unlawful("acknowledged as an erased revision");
        }
        boolean other = revision instanceof StoredResource resource
                && sent.isPresent()
                && !sent.get().equals(resource.content());
        return other
                ? new Outcome.Unlawful("acknowledged as v" + revision.version() + " with other content than was sent")
                : new Outcome.Accepted(revision.version(), revision.change());
    }

    static Outcome found(ResourceKey key, Optional<? extends Revision> answer) {
        if (answer.isEmpty()) {
            return new Outcome.Empty();
        }
        Revision revision = answer.get();
        if (!revision.key().equals(key)) {
            return new Outcome.Unlawful("gave a revision of another key");
        }
        if (!(revision instanceof StoredResource) && !(revision instanceof Tombstone)) {
            return new Outcome.Unlawful("gave an erased revision, and nothing was erased");
        }
        return new Outcome.Found(revision.version(), revision.change(), revision.writeId(), digest(revision));
    }

    static Outcome current(Optional<String> answer) {
        if (answer.isEmpty()) {
            return new Outcome.Empty();
        }
        OptionalLong version = Versions.parse(answer.get());
        return version.isPresent()
                ? new Outcome.Current(version.getAsLong())
                : new Outcome.Unlawful("gave what is no version");
    }

    static Outcome listed(List<String> answer) {
        for (int i = 0; i < answer.size(); i++) {
            if (!answer.get(i).equals(Versions.format(i + 1L))) {
                return new Outcome.Unlawful("listed a version other than " + (i + 1) + " at place " + (i + 1));
            }
        }
        return new Outcome.Listed(answer.size());
    }

    static Outcome thrown(Throwable thrown, ResourceKey key, Optional<String> expected) {
        if (!(thrown instanceof StorageException refusal)) {
            return new Outcome.Unlawful("threw " + thrown.getClass().getName());
        }
        if (refusal.isOutcomeUnknown()) {
            return new Outcome.Unknown();
        }
        if (refusal instanceof AlreadyExistsException exists) {
            return key.equals(exists.key())
                    ? new Outcome.AlreadyExists(version(exists.versionId()))
                    : ofAnotherKey(refusal);
        }
        if (refusal instanceof VersionConflictException conflict) {
            boolean right = key.equals(conflict.key()) && expected.equals(Optional.of(conflict.expectedVersion()));
            return right ? new Outcome.VersionConflict(version(conflict.actualVersion())) : ofAnotherKey(refusal);
        }
        if (refusal instanceof GoneException gone) {
            return key.equals(gone.key()) ? new Outcome.Gone(version(gone.versionId())) : ofAnotherKey(refusal);
        }
        if (refusal instanceof NotFoundException missing) {
            return key.equals(missing.key()) ? new Outcome.NotFound() : ofAnotherKey(refusal);
        }
        if (refusal instanceof NotRestorableException) {
            return new Outcome.NotRestorable();
        }
        if (refusal instanceof OptimisticLockFailureException) {
            return new Outcome.OptimisticLockFailure();
        }
        return new Outcome.Rejected(name(refusal));
    }

    /** The id that an unknown outcome names, for a write whose caller gave none (ERR-05). */
    static Optional<UUID> unsettled(Throwable thrown) {
        return thrown instanceof OutcomeUnknownException unknown
                ? unknown.writes().stream().findFirst().map(OutcomeUnknownException.UnsettledWrite::writeId)
                : Optional.empty();
    }

    private static Outcome ofAnotherKey(StorageException refusal) {
        return new Outcome.Unlawful("refused with " + name(refusal) + " of another key or expected version");
    }

    private static OptionalLong version(Optional<String> versionId) {
        return versionId.map(Versions::parse).orElseGet(OptionalLong::empty);
    }

    private static String name(StorageException refusal) {
        String name = refusal.getClass().getSimpleName();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
