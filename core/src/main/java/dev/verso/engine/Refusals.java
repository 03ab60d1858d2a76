package dev.verso.engine;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendFaultException;
import dev.verso.Change;
import dev.verso.GoneException;
import dev.verso.NotFoundException;
import dev.verso.Permission;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.spi.Condition;
import java.util.Optional;

/** Says by the contract's state table what a refused write gets, and no more than its caller may know (LOCK-05). */
final class Refusals {

    private Refusals() {}

    /**
     * Gives the refusal of a write that met this head.
     *
     * @param head the head; empty if the key is absent
     */
    static StorageException of(PlannedWrite write, Optional<RevisionMetadata> head) {
        ResourceKey key = write.key();
        boolean creates = write.write() instanceof Write.Create || write.write() instanceof Write.CreateIfNotLive;
        if (head.isEmpty()) {
            return creates ? contradiction(write) : notFound(key);
        }
        Optional<RevisionMetadata> known = known(write.context(), head.get());
        if (creates || write.write() instanceof Write.Restore) {
            return new AlreadyExistsException(key, known);
        }
        if (head.get().change() == Change.DELETE) {
            return new GoneException(key, known);
        }
        if (write.target() instanceof PlannedWrite.OneOf oneOf) {
            return new VersionConflictException(key, oneOf.asGiven(), known);
        }
        if (write.target() instanceof PlannedWrite.Fixed fixed
                && fixed.condition() instanceof Condition.LiveAt expected) {
            return new VersionConflictException(key, Long.toString(expected.version()), known);
        }
        return contradiction(write);
    }

    static NotFoundException notFound(ResourceKey key) {
        return new NotFoundException(key, key + " does not exist; create it first");
    }

    private static Optional<RevisionMetadata> known(TenantContext context, RevisionMetadata head) {
        boolean mayRead =
                context.permissions().allows(Permission.READ, head.key().type());
        return mayRead ? Optional.of(head) : Optional.empty();
    }

    private static StorageException contradiction(PlannedWrite write) {
        return new BackendFaultException(
                "The store refused a write of " + write.key() + " though its condition holds: " + write.condition(),
                null);
    }
}
