package dev.verso.tck.load;

import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.lin.Call;
import dev.verso.tck.lin.Kind;
import dev.verso.tck.lin.Operation;
import dev.verso.tck.lin.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Calls one storage instance on behalf of one tenant and records each call, whatever it gives or throws.
 *
 * <p>Its methods throw nothing but {@link IllegalArgumentException} for what a history has no words for. For one thread at a
 * time; made by {@link Recorder#client}.
 */
public final class Client {

    private final TenantContext tenant;
    private final int process;
    private final String instance;
    private final VersionedStorage storage;
    private final List<Operation> operations = new ArrayList<>();
    private boolean dawdling;

    Client(TenantContext tenant, int process, String instance, VersionedStorage storage) {
        this.tenant = tenant;
        this.process = process;
        this.instance = instance;
        this.storage = storage;
    }

    /** Makes the next calls let other threads go first, after the time of the call was taken. */
    void dawdle(boolean newDawdling) {
        this.dawdling = newDawdling;
    }

    List<Operation> operations() {
        return operations;
    }

    /**
     * Writes.
     *
     * @param write the write, of a given id. Its {@code If-Match} is one version or {@code *}. With a write id of its own it
     *     is sent with that; without one the storage makes one, and the history takes it from the answer: a revision that
     *     nobody was told of is then found in the audit as one that nobody wrote
     * @return how it ended
     * @throws IllegalArgumentException if it is a create without an id, or its {@code If-Match} is a list
     */
    public Outcome write(Write write) {
        ResourceKey key = new ResourceKey(tenant.tenant(), write.type(), idOf(write));
        Optional<Content> content = contentOf(write);
        Call planned = callOf(write, write.writeId().orElseGet(UUID::randomUUID));
        UUID writeId = planned.writeId().orElseThrow();
        Outcome outcome;
        long returned;
        long invoked = stamp();
        try {
            Revision revision = storage.write(tenant, write);
            returned = System.nanoTime();
            if (revision == null) {
                outcome = new Outcome.Unlawful("null");
            } else {
                writeId = write.writeId().orElseGet(revision::writeId);
                outcome = Outcomes.accepted(key, writeId, revision, content);
            }
        } catch (Throwable e) {
            returned = System.nanoTime();
            outcome = Outcomes.thrown(e, key, planned.version());
            writeId = write.writeId().or(() -> Outcomes.unsettled(e)).orElse(writeId);
        }
        note(key, callOf(write, writeId), outcome, invoked, returned);
        return outcome;
    }

    /**
     * Reads the live resource.
     *
     * @param type the resource type
     * @param id the logical id
     * @return how it ended
     */
    public Outcome read(String type, String id) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        return record(key, Call.read(Kind.READ), () -> {
            var answer = storage.read(tenant, type, id);
            return answer == null ? null : () -> Outcomes.found(key, answer);
        });
    }

    /**
     * Reads the newest revision.
     *
     * @param type the resource type
     * @param id the logical id
     * @return how it ended
     */
    public Outcome head(String type, String id) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        return record(key, Call.read(Kind.HEAD), () -> {
            var answer = storage.head(tenant, type, id);
            return answer == null ? null : () -> Outcomes.found(key, answer);
        });
    }

    /**
     * Asks whether the resource is live.
     *
     * @param type the resource type
     * @param id the logical id
     * @return how it ended
     */
    public Outcome exists(String type, String id) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        return record(key, Call.read(Kind.EXISTS), () -> {
            boolean answer = storage.exists(tenant, type, id);
            return () -> new Outcome.Exists(answer);
        });
    }

    /**
     * Asks for the live version.
     *
     * @param type the resource type
     * @param id the logical id
     * @return how it ended
     */
    public Outcome currentVersion(String type, String id) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        return record(key, Call.read(Kind.CURRENT_VERSION), () -> {
            var answer = storage.currentVersion(tenant, type, id);
            return answer == null ? null : () -> Outcomes.current(answer);
        });
    }

    /**
     * Reads one version.
     *
     * @param type the resource type
     * @param id the logical id
     * @param versionId the version, in any text
     * @return how it ended
     */
    public Outcome vread(String type, String id, String versionId) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        return record(key, Call.vread(versionId), () -> {
            var answer = storage.vread(tenant, type, id, versionId);
            return answer == null ? null : () -> Outcomes.found(key, answer);
        });
    }

    /**
     * Lists the versions.
     *
     * @param type the resource type
     * @param id the logical id
     * @return how it ended
     */
    public Outcome listVersions(String type, String id) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        return record(key, Call.read(Kind.LIST_VERSIONS), () -> {
            var answer = storage.listVersions(tenant, type, id);
            return answer == null ? null : () -> Outcomes.listed(answer);
        });
    }

    /**
     * Reads several resources in one call, which is recorded as one operation for each key.
     *
     * @param keys distinct keys of the tenant
     * @return how it ended, by key in the order of the keys
     */
    public List<Outcome> readBatch(Collection<ResourceKey> keys) {
        List<StoredResource> found = new ArrayList<>();
        Optional<Throwable> thrown = Optional.empty();
        long returned;
        long invoked = stamp();
        try {
            List<StoredResource> answer = storage.readBatch(tenant, keys);
            returned = System.nanoTime();
            // A null in it is an answer against the contract, and told as what it throws.
            found.addAll(List.copyOf(answer));
        } catch (Throwable e) {
            returned = System.nanoTime();
            thrown = Optional.of(e);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (ResourceKey key : keys) {
            List<StoredResource> own =
                    found.stream().filter(each -> each.key().equals(key)).toList();
            Outcome outcome = thrown.map(e -> readsKnow(Outcomes.thrown(e, key, Optional.empty())))
                    .orElseGet(() -> own.size() > 1
                            ? new Outcome.Unlawful("gave the key twice")
                            : Outcomes.found(key, own.stream().findFirst()));
            note(key, Call.read(Kind.READ_BATCH), outcome, invoked, returned);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private interface Answer {
        Outcome inWords();
    }

    /** The answer is put into words, and digested, only when the time of the return was taken. */
    private Outcome record(ResourceKey key, Call call, Callable<@Nullable Answer> asked) {
        Outcome outcome;
        long returned;
        long invoked = stamp();
        try {
            Answer answer = asked.call();
            returned = System.nanoTime();
            outcome = answer == null ? new Outcome.Unlawful("null") : answer.inWords();
        } catch (Throwable e) {
            returned = System.nanoTime();
            outcome = readsKnow(Outcomes.thrown(e, key, call.version()));
        }
        note(key, call, outcome, invoked, returned);
        return outcome;
    }

    private long stamp() {
        long now = System.nanoTime();
        if (dawdling) {
            Thread.yield();
        }
        return now;
    }

    /** A read has no effect, so that it cannot be unknown; and no refusal of writes is an answer to it. */
    private static Outcome readsKnow(Outcome outcome) {
        boolean ofReads = outcome instanceof Outcome.Found
                || outcome instanceof Outcome.Empty
                || outcome instanceof Outcome.Current
                || outcome instanceof Outcome.Exists
                || outcome instanceof Outcome.Listed
                || outcome instanceof Outcome.Rejected
                || outcome instanceof Outcome.Unlawful;
        return ofReads ? outcome : new Outcome.Unlawful("a read was refused with " + outcome);
    }

    private void note(ResourceKey key, Call call, Outcome outcome, long invoked, long returned) {
        operations.add(new Operation(process, instance, Recorder.name(key), call, outcome, invoked, returned));
    }

    private static String idOf(Write write) {
        if (write instanceof Write.Create create) {
            return create.id()
                    .orElseThrow(() ->
                            new IllegalArgumentException("A create without an id races with nobody; give it one"));
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return create.id();
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return put.id();
        }
        if (write instanceof Write.Update update) {
            return update.id();
        }
        return write instanceof Write.Delete delete ? delete.id() : ((Write.Restore) write).id();
    }

    private static Optional<Content> contentOf(Write write) {
        if (write instanceof Write.Create create) {
            return Optional.of(create.content());
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return Optional.of(create.content());
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return Optional.of(put.content());
        }
        return write instanceof Write.Update update ? Optional.of(update.content()) : Optional.empty();
    }

    private static Call callOf(Write write, UUID writeId) {
        String content = contentOf(write).map(Outcomes::digest).orElse("");
        if (write instanceof Write.Create) {
            return Call.put(Kind.CREATE, writeId, content);
        }
        if (write instanceof Write.CreateIfNotLive) {
            return Call.put(Kind.CREATE_IF_NOT_LIVE, writeId, content);
        }
        if (write instanceof Write.CreateOrUpdate) {
            return Call.put(Kind.CREATE_OR_UPDATE, writeId, content);
        }
        if (write instanceof Write.Update update) {
            return update.ifMatch()
                    .flatMap(Client::expected)
                    .map(version -> Call.updateWithMatch(version, writeId, content))
                    .orElseGet(() -> Call.put(Kind.UPDATE, writeId, content));
        }
        if (write instanceof Write.Delete delete) {
            return delete.ifMatch()
                    .flatMap(Client::expected)
                    .map(version -> Call.deleteWithMatch(version, writeId))
                    .orElseGet(() -> Call.delete(writeId));
        }
        return ((Write.Restore) write)
                .versionId()
                .map(version -> Call.restore(version, writeId))
                .orElseGet(() -> Call.restore(writeId));
    }

    private static Optional<String> expected(IfMatch ifMatch) {
        if (ifMatch.isAny()) {
            return Optional.empty();
        }
        if (ifMatch.versionIds().size() != 1) {
            throw new IllegalArgumentException("A history has no words for an If-Match of several versions");
        }
        return Optional.of(ifMatch.versionIds().get(0));
    }
}
