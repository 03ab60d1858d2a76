package dev.verso.tck.model;

import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.Optional;

/** The parts of a {@link Write}, and the named method that is short for it. */
final class Writes {

    private Writes() {}

    static Optional<String> id(Write write) {
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

    static Optional<Content> content(Write write) {
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

    static Optional<IfMatch> ifMatch(Write write) {
        if (write instanceof Write.Update update) {
            return update.ifMatch();
        }
        return write instanceof Write.Delete delete ? delete.ifMatch() : Optional.empty();
    }

    /** Calls the method that is named after the write; one with a write id of its own has none, and goes as a value. */
    static Object named(VersionedStorage storage, TenantContext tenant, Write write) {
        String type = write.type();
        String id = id(write).orElse("");
        Content content = content(write).orElse(Content.of("{}"));
        Optional<IfMatch> match = ifMatch(write);
        boolean one = match.isPresent() && match.get().versionIds().size() == 1;
        if (write.writeId().isPresent()) {
            return storage.write(tenant, write);
        }
        if (write instanceof Write.Create) {
            return id.isEmpty() ? storage.create(tenant, type, content) : storage.create(tenant, type, id, content);
        }
        if (write instanceof Write.CreateIfNotLive) {
            return storage.createIfNotLive(tenant, type, id, content);
        }
        if (write instanceof Write.CreateOrUpdate) {
            return storage.createOrUpdate(tenant, type, id, content);
        }
        if (write instanceof Write.Restore restore) {
            return restore.versionId().isPresent()
                    ? storage.restore(tenant, type, id, restore.versionId().get())
                    : storage.restore(tenant, type, id);
        }
        if (write instanceof Write.Update) {
            return match.isEmpty()
                    ? storage.update(tenant, type, id, content)
                    : one
                            ? storage.updateWithMatch(
                                    tenant, type, id, match.get().versionIds().get(0), content)
                            : storage.update(tenant, type, id, match.get(), content);
        }
        return match.isEmpty()
                ? storage.delete(tenant, type, id)
                : one
                        ? storage.deleteWithMatch(
                                tenant, type, id, match.get().versionIds().get(0))
                        : storage.delete(tenant, type, id, match.get());
    }
}
