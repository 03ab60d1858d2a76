package dev.verso.engine;

import dev.verso.InvalidArgumentException;
import dev.verso.Permission;
import dev.verso.ResourceKey;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes writes ready: what the gate asks of them, in its order, then ids and time. */
final class Planner {

    private static final int BATCH_ENTRIES = 1000;
    private static final long BATCH_BYTES = 16L * 1024 * 1024;

    /** Stands in for the id of a creation without one while the type is checked. */
    private static final String ANY_ID = "any";

    private final Gate gate;
    private final StorageOptions options;
    private final UuidV7 uuids = new UuidV7();

    Planner(Gate gate, StorageOptions options) {
        this.gate = gate;
        this.options = options;
    }

    Instant now() {
        return Times.now(options.clock());
    }

    UUID uuid(Instant now) {
        return uuids.next(now.toEpochMilli());
    }

    ResourceKey requireKey(TenantContext context, Write write) {
        return gate.key(context, write.type(), id(write).orElse(ANY_ID));
    }

    void permit(TenantContext context, Write write) {
        for (Permission permission : permissions(write)) {
            gate.permit(context, permission, write.type());
        }
    }

    void requireWithinLimits(Write write) {
        PlannedWrite.content(write).ifPresent(gate::requireWithinLimits);
    }

    void requireBatchWithinLimits(TenantContext context, List<Write> writes) {
        if (writes.size() > BATCH_ENTRIES) {
            throw new InvalidArgumentException(
                    "The batch has " + writes.size() + " entries; at most " + BATCH_ENTRIES + " are allowed");
        }
        Set<ResourceKey> keys = new HashSet<>();
        long bytes = 0;
        for (Write write : writes) {
            if (id(write).isPresent() && !keys.add(requireKey(context, write))) {
                throw new InvalidArgumentException("The batch names " + requireKey(context, write)
                        + " twice; put one of the writes into a batch of its own");
            }
            bytes += PlannedWrite.content(write)
                    .map(content -> (long) content.size())
                    .orElse(0L);
        }
        if (bytes > BATCH_BYTES) {
            throw new InvalidArgumentException(
                    "The batch has " + bytes + " bytes of content; at most " + BATCH_BYTES + " are allowed");
        }
    }

    PlannedWrite plan(TenantContext context, Write write, Instant now) {
        Optional<String> id = id(write);
        ResourceKey key =
                gate.key(context, write.type(), id.orElseGet(() -> uuid(now).toString()));
        UUID writeId = write.writeId().orElseGet(() -> uuid(now));
        return new PlannedWrite(context, write, key, id.isEmpty(), writeId, now, PlannedWrite.target(write));
    }

    List<PlannedWrite> plan(TenantContext context, List<Write> writes, Instant now) {
        List<PlannedWrite> planned = new ArrayList<>(writes.size());
        for (Write write : writes) {
            planned.add(plan(context, write, now));
        }
        return planned;
    }

    private static List<Permission> permissions(Write write) {
        if (write instanceof Write.Create || write instanceof Write.CreateIfNotLive) {
            return List.of(Permission.CREATE);
        }
        if (write instanceof Write.CreateOrUpdate) {
            return List.of(Permission.CREATE, Permission.UPDATE);
        }
        if (write instanceof Write.Restore) {
            return List.of(Permission.READ, Permission.UPDATE);
        }
        return List.of(write instanceof Write.Update ? Permission.UPDATE : Permission.DELETE);
    }

    private static Optional<String> id(Write write) {
        if (write instanceof Write.Create create) {
            return create.id();
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return Optional.of(create.id());
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return Optional.of(put.id());
        }
        if (write instanceof Write.Update update) {
            return Optional.of(update.id());
        }
        return Optional.of(write instanceof Write.Delete delete ? delete.id() : ((Write.Restore) write).id());
    }
}
