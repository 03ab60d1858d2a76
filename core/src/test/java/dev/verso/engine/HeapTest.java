package dev.verso.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HIS-07: a walk over 1,000,000 revisions needs memory for one page; shown in a JVM with a heap of 64 MiB. */
class HeapTest {

    @Test
    void walks_over_a_million_revisions_run_in_64_MiB() throws Exception {
        Ended ended = run("history", "list", "feed");
        assertThat(ended.output())
                .contains("history walked 1000000")
                .contains("list walked 1000000")
                .contains("feed walked 1000000");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void a_walk_that_is_kept_does_not_fit() throws Exception {
        Ended ended = run("kept");
        assertThat(ended.output()).contains("OutOfMemoryError").doesNotContain("walked");
        assertThat(ended.exit()).isNotZero();
    }

    private record Ended(int exit, String output) {}

    private static Ended run(String... walks) throws IOException, InterruptedException {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                tests,
                LongWalk.class.getName()));
        command.addAll(List.of(walks));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
