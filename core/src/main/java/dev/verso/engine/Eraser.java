package dev.verso.engine;

import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.OutcomeUnknownException;
import dev.verso.OutcomeUnknownException.UnsettledWrite;
import dev.verso.ResourceKey;
import dev.verso.RetryPolicy;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.Versions;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.EraseOutcome.Erased;
import dev.verso.spi.EraseOutcome.Refused;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Erases keys and versions (ERA-01 to 05). */
final class Eraser {

    private static final String OPERATION = "Erase";

    private final RevisionStore store;
    private final RetryPolicy policy;

    Eraser(RevisionStore store, RetryPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    ErasureReceipt erase(TenantContext context, ResourceKey key, Erasure erasure, UUID writeId, Instant now) {
        OptionalLong version = erasure.versionId().isPresent()
                ? Versions.parse(erasure.versionId().get())
                : OptionalLong.empty();
        boolean noVersion =
                erasure.versionId().isPresent() && (version.isEmpty() || version.getAsLong() > Versions.LAST);
        Erased erased;
        try {
            erased = noVersion ? nothingButAbsent(key, now) : erase(context, new Erase(key, version, writeId, now));
        } catch (StorageException e) {
            throw WriteLog.refused(OPERATION, context, key, writeId, e);
        }
        return new ErasureReceipt(
                key,
                erased.versions().stream().map(Versions::format).toList(),
                context.principal(),
                erased.at(),
                erasure.reason(),
                writeId);
    }

    /** A version that can never exist is not found, unless the whole key is absent and there is nothing to erase. */
    private Erased nothingButAbsent(ResourceKey key, Instant now) {
        if (store.head(key, Detail.METADATA).isPresent()) {
            throw noSuchVersion(key);
        }
        return new Erased(List.of(), now);
    }

    private Erased erase(TenantContext context, Erase erase) {
        Backoff backoff = new Backoff(policy, 1);
        while (true) {
            EraseOutcome outcome = send(erase);
            if (outcome instanceof Erased erased) {
                return erased;
            }
            if (outcome instanceof Refused refused) {
                throw refusal(erase, refused);
            }
            if (!backoff.tryAgain()) {
                throw new OptimisticLockFailureException(
                        erase.key(),
                        "The erasure of " + erase.key() + " lost " + backoff.tries() + " races; try again later");
            }
            WriteLog.triedAgain(OPERATION, context, erase.key(), erase.writeId(), backoff.tries());
        }
    }

    private EraseOutcome send(Erase erase) {
        try {
            return store.erase(erase);
        } catch (OutcomeUnknownException e) {
            // Of a key it must not be sent again: by now it might erase a later life. Of a version it does no harm.
            boolean repeatable = erase.version().isPresent();
            UnsettledWrite unsettled = new UnsettledWrite(
                    erase.key(), repeatable ? "erasure of a version" : "erasure of the key", erase.writeId());
            throw new OutcomeUnknownException(List.of(unsettled), repeatable, e);
        }
    }

    private static StorageException refusal(Erase erase, Refused refused) {
        return erase.version().orElseThrow() == refused.head().version()
                ? new InvalidArgumentException("The version named is the live head of " + erase.key()
                        + "; update or delete the resource first, or erase the whole key")
                : noSuchVersion(erase.key());
    }

    private static NotFoundException noSuchVersion(ResourceKey key) {
        return new NotFoundException(key, key + " has no such version; name one that listVersions shows");
    }
}
