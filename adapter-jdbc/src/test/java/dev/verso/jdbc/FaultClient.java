package dev.verso.jdbc;

import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.Revision;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Versions;
import dev.verso.Write;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A client in a process of its own, which writes until it is killed and tells each acknowledgement on a line: {@code single}
 * or {@code batch}, then id, version and write id of each revision.
 */
final class FaultClient {

    static final String TYPE = "Patient";
    static final String HOT = "hot";
    static final int BATCH = 5;
    static final TenantContext CLINIC = TenantContext.of("clinic", TenantPermissions.fullAccess());

    private static final Content CONTENT = Content.of("{\"active\":true}");

    private FaultClient() {}

    public static void main(String[] arguments) {
        VersionedStorage storage = VersionedStorage.over(JdbcRevisionStore.open(arguments[0]));
        String process = arguments[1];
        for (int thread = 0; thread < Integer.parseInt(arguments[2]); thread++) {
            String writer = process + "-" + thread;
            new Thread(() -> write(storage, writer), "client-" + thread).start();
        }
    }

    private static void write(VersionedStorage storage, String writer) {
        for (int round = 0; ; round++) {
            tell("single", storage.write(CLINIC, Write.create(TYPE, writer + "-" + round, CONTENT)));
            tell("batch", batch(storage, writer + "-batch-" + round));
            match(storage);
        }
    }

    private static Revision[] batch(VersionedStorage storage, String id) {
        List<Write> writes = java.util.stream.IntStream.range(0, BATCH)
                .<Write>mapToObj(entry -> Write.createOrUpdate(TYPE, id + "-" + entry, CONTENT))
                .toList();
        return storage.writeBatch(CLINIC, writes).toArray(Revision[]::new);
    }

    private static void match(VersionedStorage storage) {
        String version = storage.currentVersion(CLINIC, TYPE, HOT).orElse("0");
        UUID writeId = UUID.randomUUID();
        try {
            Write write = version.equals("0")
                    ? Write.createIfNotLive(TYPE, HOT, CONTENT)
                    : Write.update(TYPE, HOT, IfMatch.version(version), CONTENT);
            tell("single", storage.write(CLINIC, write.withWriteId(writeId)));
        } catch (VersionConflictException | dev.verso.AlreadyExistsException e) {
            // Another thread was faster.
        }
    }

    private static void tell(String kind, Revision... revisions) {
        StringBuilder line = new StringBuilder(kind);
        for (Revision revision : revisions) {
            line.append(' ').append(revision.key().id()).append(' ');
            line.append(Versions.format(revision.version())).append(' ').append(revision.writeId());
        }
        byte[] bytes = line.append(" .\n").toString().getBytes(StandardCharsets.US_ASCII);
        PrintStream out = System.out;
        synchronized (out) {
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }
}
