package dev.verso.tck.zoo;

import dev.verso.Content;
import dev.verso.Write;
import java.util.Optional;

/** The parts of a {@link Write}. */
final class Parts {

    private Parts() {}

    static String id(Write write) {
        if (write instanceof Write.Create create) {
            return create.id().orElse("made-up");
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
}
