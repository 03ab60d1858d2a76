package dev.verso.examples.customadapter;

import static dev.verso.examples.customadapter.Appends.KEY;
import static dev.verso.examples.customadapter.Appends.OTHER;
import static dev.verso.examples.customadapter.Appends.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered while a disk is slow, after it failed, and once it works again. */
class FailingDiskTest {

    @TempDir
    private Path directory;

    private final FaultyChannel.Disk disk = new FaultyChannel.Disk();
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        started.add(thread);
        return thread;
    });
    private FileLogRevisionStore store;
    private FileLogRevisionStore sibling;

    @BeforeEach
    void open() {
        Path file = directory.resolve("revisions.log");
        store = FileLogRevisionStore.open(file, disk);
        sibling = FileLogRevisionStore.open(file, disk);
    }

    @AfterEach
    void close() throws InterruptedException {
        store.close();
        sibling.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void ERR_03_a_failed_force_is_an_unknown_outcome_and_nothing_is_acknowledged_until_recovery() {
        put(store, KEY, "{\"n\":1}");
        disk.beforeForce = fails("No space left on device");
        Append.Put lost = put(KEY, new Condition.LiveAt(1), "{\"n\":2}");

        assertThatThrownBy(() -> store.append(lost))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("No space left")
                .hasRootCauseMessage("No space left on device");
        for (FileLogRevisionStore each : List.of(store, sibling)) {
            assertThatThrownBy(() -> put(each, OTHER, "{}")).isInstanceOf(BackendUnavailableException.class);
            assertThatThrownBy(() -> each.head(KEY, Detail.METADATA)).isInstanceOf(BackendUnavailableException.class);
        }

        disk.beforeForce = () -> {};
        // The frame reached the file whole, so recovery finds it, forces it, and only then shows it.
        assertThat(sibling.head(KEY, Detail.METADATA).orElseThrow().metadata().writeId())
                .isEqualTo(lost.writeId());
        assertThat(put(store, KEY, "{\"n\":3}").version()).isEqualTo(3);
        assertThat(store.check(Optional.empty(), 10).found()).isEmpty();
    }

    @Test
    void ERR_03_a_write_that_fails_half_way_is_cut_off_by_recovery() {
        put(store, KEY, "{\"n\":1}");
        disk.writtenBefore = 40;
        disk.beforeWrite = fails("Input/output error");
        assertThatThrownBy(() -> put(store, KEY, "{\"n\":2}")).isInstanceOf(OutcomeUnknownException.class);

        disk.beforeWrite = () -> {};
        assertThat(store.head(KEY, Detail.METADATA).orElseThrow().metadata().version())
                .isEqualTo(1);
        assertThat(put(sibling, KEY, "{\"n\":3}").version()).isEqualTo(2);
        assertThat(store.check(Optional.empty(), 10).found()).isEmpty();
    }

    @Test
    void LOCK_06_what_recovery_found_is_forced_before_anybody_sees_it() {
        put(store, KEY, "{\"n\":1}");
        disk.beforeForce = fails("gone");
        assertThatThrownBy(() -> put(store, KEY, "{\"n\":2}")).isInstanceOf(OutcomeUnknownException.class);
        int forces = disk.forces.get();
        List<Integer> rewritten = new ArrayList<>();
        disk.beforeWrite = () -> rewritten.add(disk.forces.get());
        disk.beforeForce = () -> {};

        assertThat(store.head(KEY, Detail.METADATA)).isPresent();

        assertThat(rewritten).containsExactly(forces);
        assertThat(disk.forces.get()).isEqualTo(forces + 1);
    }

    @Test
    void LOCK_06_a_revision_is_not_seen_before_it_is_forced_and_others_of_its_key_wait() throws Exception {
        RevisionMetadata first = put(store, KEY, "{\"n\":1}");
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch forced = new CountDownLatch(1);
        disk.beforeForce = () -> {
            forcing.countDown();
            await(forced);
        };
        Future<AppendOutcome> winner =
                threads.submit(() -> store.append(put(KEY, new Condition.LiveAt(1), "{\"n\":2}")));
        await(forcing);
        Future<AppendOutcome> loser = threads.submit(() -> sibling.append(put(KEY, new Condition.LiveAt(1), "{}")));
        Future<AppendOutcome> neighbour = threads.submit(() -> sibling.append(put(OTHER, new Condition.Any(), "{}")));

        awaitParked(2);
        assertThat(sibling.head(KEY, Detail.METADATA).orElseThrow().metadata()).isEqualTo(first);
        assertThat(sibling.revision(KEY, 2)).isEmpty();
        assertThat(loser.isDone()).isFalse();
        assertThat(neighbour.isDone()).isFalse();

        forced.countDown();
        RevisionMetadata second = ((Appended) winner.get()).metadata();
        assertThat(loser.get()).isEqualTo(new Refused(Optional.of(second)));
        assertThat(neighbour.get()).isInstanceOf(Appended.class);
        assertThat(sibling.revision(KEY, 2)).isPresent();
    }

    @Test
    void BAT_01_a_batch_becomes_visible_in_one_moment() throws Exception {
        List<ResourceKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add(ResourceKey.of("acme", "Patient", "b" + i));
        }
        disk.beforeForce = () -> {};
        Future<?> writer = threads.submit(() -> {
            for (int round = 0; round < 60; round++) {
                store.appendAll(keys.stream()
                        .<Append>map(key -> put(key, new Condition.Any(), "{}"))
                        .toList());
            }
        });
        long steps = 0;
        long seen = 0;
        while (!writer.isDone()) {
            for (ResourceKey key : keys) {
                long version = version(sibling, key);
                assertThat(version)
                        .as("after another entry was seen at this version")
                        .isGreaterThanOrEqualTo(seen);
                steps += version > seen ? 1 : 0;
                seen = version;
            }
        }
        writer.get();
        assertThat(version(sibling, keys.get(0))).isEqualTo(60);
        assertThat(steps).as("batches that came while they were watched").isPositive();
    }

    @Test
    void writers_of_different_keys_share_a_force() throws Exception {
        int writers = 24;
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch forced = new CountDownLatch(1);
        disk.beforeForce = () -> {
            forcing.countDown();
            await(forced);
        };
        int before = disk.forces.get();
        List<Future<RevisionMetadata>> writes = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            ResourceKey key = ResourceKey.of("acme", "Patient", "g" + i);
            writes.add(threads.submit(() -> put(store, key, "{}")));
        }
        await(forcing);
        awaitParked(writers - 1);
        forced.countDown();
        for (Future<RevisionMetadata> write : writes) {
            assertThat(write.get().version()).isEqualTo(1);
        }
        // The first alone, then the rest; a few more if keys happen to share a lock.
        assertThat(disk.forces.get() - before).isBetween(2, writers / 4);
    }

    @Test
    void a_group_that_fails_is_unknown_to_all_in_it_and_what_waited_behind_it_was_never_written() throws Exception {
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        disk.beforeForce = () -> {
            forcing.countDown();
            await(failing);
            throw new IOException("gone");
        };
        Future<?> first = threads.submit(() -> put(store, KEY, "{}"));
        await(forcing);
        Future<?> behind = threads.submit(() -> put(sibling, OTHER, "{}"));
        awaitParked(1);
        failing.countDown();

        assertThat(catchThrowable(first::get)).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThat(catchThrowable(behind::get)).hasCauseInstanceOf(BackendUnavailableException.class);
        disk.beforeForce = () -> {};
        assertThat(version(store, KEY)).isEqualTo(1);
        assertThat(version(store, OTHER)).isZero();
    }

    @Test
    void ERR_09_interrupted_threads_neither_close_the_file_nor_lose_a_write() throws Exception {
        put(store, KEY, "{\"n\":1}");
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                Thread.currentThread().interrupt();
                assertThat(store.head(KEY, Detail.CONTENT)).isPresent();
                assertThat(store.check(Optional.empty(), 1).found()).isEmpty();
                assertThatThrownBy(() -> put(store, KEY, "{}"))
                        .isInstanceOf(BackendUnavailableException.class)
                        .hasMessageContaining("interrupted");
                assertThat(Thread.interrupted()).isTrue();
                Thread self = Thread.currentThread();
                disk.beforeWrite = self::interrupt;
                disk.beforeForce = self::interrupt;
                assertThat(put(store, KEY, "{\"n\":2}").version()).isEqualTo(2);
                assertThat(Thread.interrupted()).isTrue();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        done.get(1, TimeUnit.MINUTES);
        disk.beforeWrite = () -> {};
        disk.beforeForce = () -> {};
        assertThat(version(sibling, KEY)).isEqualTo(2);
        assertThat(put(sibling, KEY, "{}").version()).isEqualTo(3);
    }

    @Test
    void ERR_09_closing_lets_a_write_that_was_begun_end() throws Exception {
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch forced = new CountDownLatch(1);
        disk.beforeForce = () -> {
            forcing.countDown();
            await(forced);
        };
        Future<RevisionMetadata> write = threads.submit(() -> put(store, KEY, "{}"));
        await(forcing);
        Future<?> closing = threads.submit(() -> {
            store.close();
            sibling.close();
        });
        forced.countDown();
        assertThat(write.get().version()).isEqualTo(1);
        closing.get();

        disk.beforeForce = () -> {};
        store = FileLogRevisionStore.open(directory.resolve("revisions.log"), disk);
        Optional<RevisionRecord> head = store.head(KEY, Detail.CONTENT);
        assertThat(head).isPresent();
    }

    /** Waits until so many threads wait for a lock; those that wait for a latch of a test have a time limit. */
    private void awaitParked(int count) {
        while (started.stream()
                        .filter(thread -> thread.getState() == Thread.State.WAITING)
                        .count()
                < count) {
            Thread.onSpinWait();
        }
    }

    private static long version(FileLogRevisionStore store, ResourceKey key) {
        return store.head(key, Detail.METADATA)
                .map(head -> head.metadata().version())
                .orElse(0L);
    }

    private static FaultyChannel.Step fails(String message) {
        return () -> {
            throw new IOException(message);
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new UncheckedIOException(new IOException("Nobody came"));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
