package dev.verso.examples.quickstart;

import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.Tombstone;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import java.util.Optional;

/** What all steps of the tour share: the storage, who calls it, whom it is about, and the screen. */
final class Stage {

    final VersionedStorage storage;
    final Screen screen;

    final TenantContext loader;
    final TenantContext reception;
    final TenantContext ward;
    final TenantContext privacy;

    // Three of the patients in the sample data.
    final ResourceKey jessie;
    final ResourceKey vonda;
    final ResourceKey xavier;

    private int conflicts;

    Stage(VersionedStorage storage, TenantContext context, Screen screen) {
        this.storage = storage;
        this.screen = screen;
        this.loader = context.withPrincipal("loader");
        this.reception = context.withPrincipal("reception");
        this.ward = context.withPrincipal("ward");
        this.privacy = context.withPrincipal("privacy");
        this.jessie = new ResourceKey(context.tenant(), "Patient", "1e621f4c-db30-c273-49e9-2dcad508a9cb");
        this.vonda = new ResourceKey(context.tenant(), "Patient", "39a59f42-5a52-886d-844b-183228219521");
        this.xavier = new ResourceKey(context.tenant(), "Patient", "3f6021df-8aac-ed27-a705-e71bc0e4b649");
    }

    /** Makes a call that the storage is expected to refuse, and gives the refusal. */
    <E extends StorageException> E refused(Class<E> expected, Runnable call) {
        try {
            call.run();
        } catch (StorageException e) {
            if (expected.isInstance(e)) {
                conflicts += e instanceof VersionConflictException ? 1 : 0;
                return expected.cast(e);
            }
            throw e;
        }
        throw new IllegalStateException("The call was not refused with " + expected.getSimpleName());
    }

    void addConflicts(int more) {
        conflicts += more;
    }

    int conflicts() {
        return conflicts;
    }

    /** Says in a word what a read found. */
    static String found(Optional<? extends Revision> read) {
        return read.map(revision -> revision.getClass().getSimpleName() + " v" + revision.version())
                .orElse("empty");
    }

    /** Says what a web layer would answer to a GET, given the head. */
    static String status(Optional<Revision> head) {
        return head.map(revision -> revision instanceof Tombstone ? "410 Gone" : "200 OK")
                .orElse("404 Not Found");
    }

    static String name(ResourceKey key) {
        return Screen.shortKey(key);
    }
}
