package dev.verso.examples.customadapter;

import static dev.verso.examples.customadapter.Appends.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.RevisionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many writers on a disk that fails now and then: what they were told is what is there, failure after failure. */
class UnreliableDiskTest {

    private static final int WRITERS = 6;
    private static final int WRITES = 120;
    private static final int KEYS = 4;

    @TempDir
    private Path directory;

    private final FaultyChannel.Disk disk = new FaultyChannel.Disk();
    private final Queue<RevisionMetadata> acknowledged = new ConcurrentLinkedQueue<>();
    private final Set<UUID> unwritten = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unknown = new AtomicInteger();

    @Test
    void ERR_03_an_acknowledged_write_is_there_and_a_refused_one_is_not_however_often_the_disk_fails()
            throws Exception {
        Path file = directory.resolve("revisions.log");
        Random faults = new Random(42);
        disk.writtenBefore = 50;
        disk.beforeWrite = () -> failOnceIn(faults, 12);
        disk.beforeForce = () -> failOnceIn(faults, 12);
        FileLogRevisionStore store = open(file);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(i);
            writers.add(threads.submit(() -> write(store, random)));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        store.close();

        disk.beforeWrite = () -> {};
        disk.beforeForce = () -> {};
        try (FileLogRevisionStore reopened = FileLogRevisionStore.open(file)) {
            for (RevisionMetadata written : acknowledged) {
                assertThat(reopened.revision(written.key(), written.version()))
                        .map(RevisionRecord::metadata)
                        .contains(written);
            }
            CheckSlice check = reopened.check(Optional.empty(), 100);
            assertThat(check.found()).isEmpty();
            assertThat(check.revisions())
                    .isBetween((long) acknowledged.size(), (long) acknowledged.size() + unknown.get());
            for (int i = 0; i < KEYS; i++) {
                for (long version = 1; reopened.revision(key(i), version).isPresent(); version++) {
                    assertThat(unwritten)
                            .doesNotContain(reopened.revision(key(i), version)
                                    .orElseThrow()
                                    .metadata()
                                    .writeId());
                }
            }
        }
        assertThat(unknown).as("writes that met a failing disk").hasPositiveValue();
        System.out.printf(
                "failing disk: %d acknowledged, %d unknown, %d known not to be written%n",
                acknowledged.size(), unknown.get(), unwritten.size());
    }

    private void write(FileLogRevisionStore store, Random random) {
        for (int i = 0; i < WRITES; i++) {
            Append append = put(key(random.nextInt(KEYS)), new Condition.Any(), "{\"i\":" + i + "}");
            try {
                acknowledged.add(((Appended) store.append(append)).metadata());
            } catch (OutcomeUnknownException e) {
                unknown.incrementAndGet();
            } catch (BackendUnavailableException e) {
                unwritten.add(append.writeId());
            }
        }
    }

    private FileLogRevisionStore open(Path file) {
        while (true) {
            try {
                return FileLogRevisionStore.open(file, disk);
            } catch (BackendUnavailableException e) {
                assertThat(e).hasRootCauseMessage("The disk fails");
            }
        }
    }

    private static void failOnceIn(Random random, int times) throws IOException {
        if (random.nextInt(times) == 0) {
            throw new IOException("The disk fails");
        }
    }

    private static ResourceKey key(int number) {
        return ResourceKey.of("acme", "Patient", "u" + number);
    }
}
