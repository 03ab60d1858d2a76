package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * HIS-07: walks over revisions need memory for one page; shown in a JVM with a heap that does not hold what they walk over.
 * How many there are is a system property: {@code verso.test.revisions}.
 */
class LongStreamTest {

    private static final int REVISIONS = Integer.getInteger("verso.test.revisions", 60_000);

    /** Half of them versions of one key, half of them keys of one version, with 2,000 bytes of content each. */
    private static final String ROWS = """
            INSERT INTO verso.resource_version (tenant_id, resource_type, resource_id, version, change,
              last_updated, created_at, write_id, seq, content)
            SELECT 'clinic', 'Patient', CASE WHEN n <= r.half THEN 'deep' ELSE 'wide-' || n END,
                   CASE WHEN n <= r.half THEN n ELSE 1 END, CASE WHEN n <= r.half AND n > 1 THEN 1 ELSE 0 END,
                   1767268800000000 + n, CASE WHEN n <= r.half THEN 1767268800000001 ELSE 1767268800000000 + n END,
                   gen_random_uuid(), (n - 1) %% 32768, '{"a":"' || repeat('x', 1990) || '"}'
            FROM (VALUES (%1$d / 2)) r (half), generate_series(%2$d, %3$d) n
            """;

    /** As many as one transaction has places in the feed for. */
    private static final int STEP = 32_768;

    private static TestDatabase database;

    @BeforeAll
    static void create() throws Exception {
        database = TestDatabase.create();
        database.open(JdbcOptions.defaults()).close();
        try (Sql sql = Sql.on(database.url())) {
            for (int from = 1; from <= REVISIONS; from += STEP) {
                sql.run(String.format(ROWS, REVISIONS, from, Math.min(from + STEP - 1, REVISIONS)));
            }
            sql.run("VACUUM ANALYZE verso.resource_version");
        }
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void HIS_07_walks_over_more_than_the_heap_holds_run_in_it() throws Exception {
        Ended ended = run("history", "type", "tenant", "list", "feed", "verify");
        assertThat(ended.output())
                .contains("history walked " + REVISIONS / 2 + "\n")
                .contains("type walked " + REVISIONS + "\n")
                .contains("tenant walked " + REVISIONS + "\n")
                .contains("list walked " + (REVISIONS / 2 + 1) + "\n")
                .contains("feed walked " + REVISIONS + "\n")
                .contains("verify walked " + REVISIONS + "\n");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void HIS_07_a_walk_that_is_kept_does_not_fit() throws Exception {
        Ended ended = run("kept");
        assertThat(ended.output()).contains("OutOfMemoryError").doesNotContain("walked");
        assertThat(ended.exit()).isNotZero();
    }

    private record Ended(int exit, String output) {}

    private static Ended run(String... walks) throws IOException, InterruptedException {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                tests,
                LongStream.class.getName(),
                database.url()));
        command.addAll(List.of(walks));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
