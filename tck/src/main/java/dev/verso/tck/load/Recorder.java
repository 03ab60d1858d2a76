package dev.verso.tck.load;

import dev.verso.Change;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.tck.lin.Audit;
import dev.verso.tck.lin.Call;
import dev.verso.tck.lin.History;
import dev.verso.tck.lin.Operation;
import dev.verso.tck.lin.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Records what {@link Client clients} call, and afterwards what the keys hold: a {@link History}.
 *
 * <p>Thread-safe, but {@link #history} is for when all clients are done. All clients of one recorder share the clock of this
 * JVM.
 */
public final class Recorder {

    /** A version that is listed and is not there to be read, or is another key's: it fits nowhere, and is told as a gap. */
    private static final Audit.Slot UNREADABLE = new Audit.Slot(0, Change.ERASURE, new UUID(0, 0), Optional.empty());

    private final TenantContext tenant;
    private final List<Client> clients = new CopyOnWriteArrayList<>();

    private Recorder(TenantContext tenant) {
        this.tenant = tenant;
    }

    /**
     * Starts to record.
     *
     * @param tenant on whose behalf all clients call; with every permission of single-key operations
     * @return the recorder
     */
    public static Recorder of(TenantContext tenant) {
        return new Recorder(tenant);
    }

    /**
     * Makes a client.
     *
     * @param process tells the clients of a history apart
     * @param instance the instance's name in the history
     * @param storage the instance
     * @return the client, for one thread at a time
     */
    public Client client(int process, String instance, VersionedStorage storage) {
        Client client = new Client(tenant, process, instance, storage);
        clients.add(client);
        return client;
    }

    /**
     * Audits every key that was called and gives the history. No call may be under way, and no write whose outcome is unknown
     * may still take effect.
     *
     * @param auditor the instance to read with
     * @param seed the seed of the script; 0 if there is none
     * @param notes what else is worth keeping
     * @return the history
     * @throws dev.verso.StorageException if the audit cannot be read
     */
    public History history(VersionedStorage auditor, long seed, Map<String, String> notes) {
        List<Operation> operations = new ArrayList<>();
        clients.forEach(client -> operations.addAll(client.operations()));
        operations.sort(Comparator.comparingLong(Operation::invoked));
        Set<UUID> issued = new HashSet<>();
        operations.replaceAll(operation -> ofItsOwn(operation, issued));
        Set<String> keys = new LinkedHashSet<>();
        operations.forEach(operation -> keys.add(operation.key()));
        List<Audit> audits = new ArrayList<>();
        for (String key : keys) {
            String[] parts = key.split("/", 2);
            audits.add(audit(auditor, new ResourceKey(tenant.tenant(), parts[0], parts[1])));
        }
        return new History(seed, notes, operations, audits);
    }

    /** No two writes have one id, unless a storage tells one of them of the other's revision. */
    private static Operation ofItsOwn(Operation operation, Set<UUID> issued) {
        Call call = operation.call();
        if (call.writeId().filter(id -> !issued.add(id)).isEmpty()) {
            return operation;
        }
        return new Operation(
                operation.process(),
                operation.instance(),
                operation.key(),
                new Call(call.kind(), call.version(), Optional.of(UUID.randomUUID()), call.content()),
                new Outcome.Unlawful("told of the revision or the write id of another write"),
                operation.invoked(),
                operation.returned());
    }

    private Audit audit(VersionedStorage auditor, ResourceKey key) {
        List<Audit.Slot> slots = new ArrayList<>();
        for (String version : auditor.listVersions(tenant, key)) {
            Optional<Revision> revision = auditor.vread(tenant, key, version);
            slots.add(revision.filter(found -> found.key().equals(key))
                    .map(found ->
                            new Audit.Slot(found.version(), found.change(), found.writeId(), Outcomes.digest(found)))
                    .orElse(UNREADABLE));
        }
        return new Audit(name(key), slots);
    }

    static String name(ResourceKey key) {
        return key.type() + "/" + key.id();
    }
}
