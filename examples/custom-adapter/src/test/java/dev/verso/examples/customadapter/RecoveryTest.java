package dev.verso.examples.customadapter;

import static dev.verso.examples.customadapter.Appends.KEY;
import static dev.verso.examples.customadapter.Appends.OTHER;
import static dev.verso.examples.customadapter.Appends.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.ResourceKey;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash or a bad disk may leave of the file: unfinished writes are cut off, damage is refused. */
class RecoveryTest {

    @TempDir
    private Path directory;

    private Path file;

    /** The file's bytes, and where its last frame, a batch of two, begins. */
    private byte[] whole;

    private int lastFrame;

    private int secondFrame;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("revisions.log");
        try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
            put(store, KEY, "{\"n\":1}");
            secondFrame = (int) Files.size(file);
            put(store, KEY, "{\"n\":2}");
            lastFrame = (int) Files.size(file);
            store.appendAll(List.of(
                    put(KEY, new Condition.LiveAt(2), "{\"n\":3}"), put(OTHER, new Condition.Absent(), "{\"n\":4}")));
        }
        whole = Files.readAllBytes(file);
    }

    @Test
    void FLT_03_a_tail_torn_at_any_byte_is_cut_off_and_the_batch_is_whole_or_not_there() throws IOException {
        for (int size = lastFrame; size <= whole.length; size++) {
            Files.write(file, Arrays.copyOf(whole, size));
            assertHeads(size == whole.length ? 3 : 2, size == whole.length ? 1 : 0);
        }
    }

    @Test
    void FLT_03_a_tail_whose_pages_came_in_any_order_is_cut_off() throws IOException {
        for (int from = lastFrame; from < whole.length; from += 4) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, from, Math.min(whole.length, from + 16), (byte) 0);
            Files.write(file, torn);
            boolean sound = Arrays.equals(torn, whole);
            assertHeads(sound ? 3 : 2, sound ? 1 : 0);
        }
    }

    @Test
    void FLT_03_what_was_cut_off_never_comes_back_and_writing_goes_on_in_its_place() throws IOException {
        for (int cut : new int[] {1, 13, whole.length - lastFrame}) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
                assertThat(Files.size(file)).isEqualTo(lastFrame);
                put(store, OTHER, "{}");
            }
            assertHeads(2, 1);
        }
    }

    @Test
    void a_byte_that_changed_before_the_last_frame_is_refused_and_nothing_is_touched() throws IOException {
        for (int at = 0; at < lastFrame; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(() -> FileLogRevisionStore.open(file))
                    .isInstanceOf(BackendFaultException.class)
                    .satisfies(e -> assertThat(e.getMessage()).containsIgnoringCase("nothing was changed"));
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
    }

    @Test
    void the_refusal_names_the_place_of_the_damage() throws IOException {
        byte[] damaged = whole.clone();
        damaged[lastFrame - 1] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(() -> FileLogRevisionStore.open(file))
                .hasMessageContaining("revisions.log is damaged at byte " + secondFrame + ":");
    }

    @Test
    void damage_is_found_however_far_the_next_sound_frame_is() throws IOException {
        try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
            for (int size : new int[] {1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_333_333}) {
                put(store, OTHER, "{\"s\":\"" + "x".repeat(size) + "\"}");
            }
            put(store, KEY, "{}");
        }
        byte[] damaged = Files.readAllBytes(file);
        damaged[lastFrame] ^= 1;
        // Only the very last frame stays sound.
        int end = damaged.length;
        for (int i = whole.length; i < end - 1000; i += 500) {
            damaged[i] ^= 1;
        }
        Files.write(file, damaged);
        assertThatThrownBy(() -> FileLogRevisionStore.open(file))
                .isInstanceOf(BackendFaultException.class)
                .hasMessageContaining("damaged at byte " + lastFrame + ":");
    }

    @Test
    void a_file_of_another_kind_is_refused_and_not_touched() throws IOException {
        for (String text : List.of("hello", "x".repeat(1000))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> FileLogRevisionStore.open(file))
                    .isInstanceOf(BackendFaultException.class)
                    .hasMessageContaining("does not begin like a log");
            assertThat(file).hasContent(text);
        }
        Path absent = directory.resolve("no/such/revisions.log");
        assertThatThrownBy(() -> FileLogRevisionStore.open(absent)).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> FileLogRevisionStore.open(directory)).isInstanceOf(BackendFaultException.class);
    }

    @Test
    void an_empty_file_and_a_draft_that_a_crash_left_become_a_log() throws IOException {
        Files.write(file, new byte[0]);
        Files.write(directory.resolve("revisions.log.new"), new byte[] {1, 2, 3});
        try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
            assertThat(store.head(KEY, Detail.METADATA)).isEmpty();
            put(store, KEY, "{}");
        }
    }

    private void assertHeads(long keyVersion, long otherVersion) {
        try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
            assertThat(version(store, KEY)).isEqualTo(keyVersion);
            assertThat(version(store, OTHER)).isEqualTo(otherVersion);
            assertThat(store.check(Optional.empty(), 10).found()).isEmpty();
        }
    }

    private static long version(FileLogRevisionStore store, ResourceKey key) {
        return store.head(key, Detail.CONTENT)
                .map(head -> head.metadata().version())
                .orElse(0L);
    }
}
