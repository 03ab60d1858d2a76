package dev.verso.tck;

import dev.verso.Change;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A batch of one write of every kind, each on a key that is in the state for it, and what it must do. */
final class Entries {

    private final List<Write> writes = new ArrayList<>();
    private final List<ResourceKey> keys = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Long> versions = new ArrayList<>();
    private final Trial t;

    Entries(Trial t) {
        this.t = t;
        ResourceKey key = t.key("Patient");
        add(Write.create(key.type(), key.id(), t.content()), key, Change.CREATE, 1);
        key = live();
        add(Write.update(key.type(), key.id(), t.content()), key, Change.UPDATE, 2);
        key = live();
        add(Write.update(key.type(), key.id(), IfMatch.version("1"), t.content()), key, Change.UPDATE, 2);
        key = live();
        add(Write.update(key.type(), key.id(), IfMatch.parse("\"7\", W/\"1\""), t.content()), key, Change.UPDATE, 2);
        key = live();
        add(Write.delete(key.type(), key.id()), key, Change.DELETE, 2);
        key = live();
        add(Write.delete(key.type(), key.id(), IfMatch.version("1")), key, Change.DELETE, 2);
        key = deleted();
        add(Write.restore(key.type(), key.id()), key, Change.RESTORE, 3);
        key = deleted();
        add(Write.restore(key.type(), key.id(), "1"), key, Change.RESTORE, 3);
        key = deleted();
        add(Write.createIfNotLive(key.type(), key.id(), t.content()), key, Change.RESTORE, 3);
        key = t.key("Other");
        add(Write.createIfNotLive(key.type(), key.id(), t.content()), key, Change.CREATE, 1);
        key = live();
        add(Write.createOrUpdate(key.type(), key.id(), t.content()), key, Change.UPDATE, 2);
        key = deleted();
        add(Write.createOrUpdate(key.type(), key.id(), t.content()), key, Change.RESTORE, 3);
    }

    private ResourceKey live() {
        ResourceKey key = t.key("Patient");
        t.first().create(t.tenant(), key, t.content());
        return key;
    }

    private ResourceKey deleted() {
        VersionedStorage storage = t.second();
        TenantContext tenant = t.tenant();
        ResourceKey key = live();
        storage.delete(tenant, key);
        return key;
    }

    private void add(Write write, ResourceKey key, Change change, long version) {
        writes.add(write.withWriteId(UUID.randomUUID()));
        keys.add(key);
        changes.add(change);
        versions.add(version);
    }

    List<Write> writes() {
        return writes;
    }

    List<ResourceKey> keys() {
        return keys;
    }

    List<Change> changes() {
        return changes;
    }

    List<Long> versions() {
        return versions;
    }
}
