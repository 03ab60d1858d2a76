package dev.verso.examples.customadapter;

import static dev.verso.examples.customadapter.Appends.put;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.Condition;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes from many threads until it is killed; says each write only after it was acknowledged. */
final class CrashWriter {

    private static final int THREADS = 6;
    private static final int KEYS = 20;

    private CrashWriter() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            FileLogRevisionStore store = FileLogRevisionStore.open(file);
            new Thread(() -> write(store, random)).start();
        }
    }

    private static void write(FileLogRevisionStore store, Random random) {
        // Each line is one write to the pipe, past all buffers, so that a line tells of an acknowledgement or is not
        // there.
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            while (true) {
                int first = random.nextInt(KEYS);
                String json = "{\"s\":\"" + "x".repeat(random.nextInt(3000)) + "\"}";
                List<Append> appends = List.of(
                        put(key(first), new Condition.Any(), json), put(key(first + 1), new Condition.Any(), json));
                BatchOutcome outcome = store.appendAll(random.nextInt(4) == 0 ? appends : appends.subList(0, 1));
                for (RevisionMetadata written : ((AllAppended) outcome).metadata()) {
                    String line = written.key().id() + "@" + written.version() + " " + written.writeId() + "\n";
                    out.write(line.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ResourceKey key(int number) {
        return ResourceKey.of("acme", "Patient", "p" + number);
    }
}
