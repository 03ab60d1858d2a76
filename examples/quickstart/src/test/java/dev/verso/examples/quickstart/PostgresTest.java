package dev.verso.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program on a real PostgreSQL, by one option. */
class PostgresTest {

    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n";

    @Test
    void the_whole_tour_is_told_on_a_server_of_its_own() {
        Captured run = Captured.run("--store=postgres");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("PostgreSQL 18", "each of 622 resources", "A person is erased", "Verify");
    }

    @Test
    void what_one_run_imported_the_next_one_finds(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("patients.ndjson"), PATIENT);
        try (EmbeddedPostgres server =
                EmbeddedPostgres.builder().setServerConfig("fsync", "on").start()) {
            String store = "--store=" + server.getJdbcUrl("postgres", "postgres");

            assertThat(Captured.run(store, file.toString()).out()).contains("1 created, 0 as a further version");
            assertThat(Captured.run(store, file.toString()).out()).contains("0 created, 1 as a further version");
        }
    }

    @Test
    void a_server_that_is_not_there_is_one_clear_line_without_the_password(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("patients.ndjson"), PATIENT);

        Captured run = Captured.run(
                "--store=jdbc:postgresql://localhost:1/none?user=me&password=sesame&connectTimeout=1", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines())
                .filteredOn(line -> line.startsWith("quickstart: "))
                .hasSize(1);
        assertThat(run.err() + run.out()).doesNotContain("sesame");
    }
}
