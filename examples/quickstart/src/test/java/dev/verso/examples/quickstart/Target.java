package dev.verso.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;

/** A storage to import into, and what the import had to complain of. */
final class Target implements AutoCloseable {

    static final TenantContext CONTEXT = TenantContext.of("demo", TenantPermissions.fullAccess());
    static final String GOOD = "{\"resourceType\":\"Patient\",\"id\":\"good\"}";

    private final VersionedStorage storage = VersionedStorage.over(MemoryRevisionStore.create());
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    VersionedStorage storage() {
        return storage;
    }

    ImportReport load(Path... files) throws Exception {
        return new Import(storage, CONTEXT, progress()).run(List.of(files), 4);
    }

    Progress progress() {
        return Progress.on(
                Terminal.plain(Captured.stream(new ByteArrayOutputStream()), Captured.stream(complaints)), 0);
    }

    List<String> complaints() {
        return complaints.toString(UTF_8).lines().toList();
    }

    String stored(String type, String id) {
        return storage.read(CONTEXT, type, id).orElseThrow().content().json();
    }

    @Override
    public void close() {
        storage.close();
    }
}
