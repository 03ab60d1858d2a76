package dev.verso.examples.customadapter;

import static dev.verso.examples.customadapter.Appends.KEY;
import static dev.verso.examples.customadapter.Appends.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendUnavailableException;
import dev.verso.ResourceKey;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other processes: one that is killed with writes in flight, and one that finds the log in use. */
class CrashTest {

    private static final int ROUNDS = 4;

    @TempDir
    private Path directory;

    @Test
    void FLT_01_every_acknowledged_write_survives_kill_9_and_FLT_02_versions_stay_contiguous() throws Exception {
        Path file = directory.resolve("revisions.log");
        Map<String, UUID> acknowledged = new HashMap<>();
        long revisions = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process writer = start(CrashWriter.class, file);
            int killAfter = 100 + 97 * round;
            int lines = 0;
            try (BufferedReader out = writer.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    String[] slotAndWriteId = line.split(" ");
                    if (slotAndWriteId.length == 2) {
                        assertThat(acknowledged.put(slotAndWriteId[0], UUID.fromString(slotAndWriteId[1])))
                                .as("write acknowledged before in the same slot")
                                .isNull();
                    }
                    if (++lines == killAfter) {
                        // Unlike the process, its handle leaves the pipe open: what was said before the end is to be
                        // read.
                        writer.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(lines).isGreaterThanOrEqualTo(killAfter);
            assertThat(writer.waitFor()).as("killed by signal 9").isEqualTo(128 + 9);

            try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
                acknowledged.forEach((slot, writeId) -> {
                    String[] idAndVersion = slot.split("@");
                    ResourceKey key = ResourceKey.of("acme", "Patient", idAndVersion[0]);
                    assertThat(store.revision(key, Long.parseLong(idAndVersion[1])))
                            .as(slot)
                            .hasValueSatisfying(revision ->
                                    assertThat(revision.metadata().writeId()).isEqualTo(writeId));
                });
                CheckSlice check = store.check(Optional.empty(), 1000);
                assertThat(check.next()).isEmpty();
                assertThat(check.found()).isEmpty();
                assertThat(check.revisions()).isGreaterThanOrEqualTo(acknowledged.size());
                revisions = check.revisions();
            }
        }
        System.out.printf(
                "kill -9, %d rounds: %d writes acknowledged, %d found%n", ROUNDS, acknowledged.size(), revisions);
    }

    @Test
    void a_second_process_is_refused_until_the_first_lets_go() throws Exception {
        Path file = directory.resolve("revisions.log");
        Process holder = start(Holder.class, file);
        try (BufferedReader out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("open");
            assertThatThrownBy(() -> FileLogRevisionStore.open(file))
                    .isInstanceOf(BackendUnavailableException.class)
                    .hasMessageContaining("in use by another process");
            holder.destroyForcibly().waitFor();
        }
        try (FileLogRevisionStore store = FileLogRevisionStore.open(file)) {
            assertThat(store.head(KEY, Detail.CONTENT)).isPresent();
        }
    }

    private Process start(Class<?> main, Path file) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                file.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Opens the log, writes once and holds it. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            put(FileLogRevisionStore.open(Path.of(args[0])), KEY, "{}");
            System.out.println("open");
            Thread.currentThread().join();
        }
    }
}
