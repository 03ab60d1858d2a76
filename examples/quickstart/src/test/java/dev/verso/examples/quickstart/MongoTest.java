package dev.verso.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program on a real MongoDB, by one option. */
class MongoTest {

    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n";

    @Test
    void the_whole_tour_is_told_on_a_server_of_its_own() {
        Captured run = Captured.run("--store=mongodb");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("MongoDB ", "(replica set)", "each of 622 resources", "A person is erased", "Verify");
    }

    @Test
    void what_one_run_imported_the_next_one_finds(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("patients.ndjson"), PATIENT);
        try (LocalMongo server = LocalMongo.start(MongoTopology.STANDALONE)) {
            String store = "--store=" + server.uri();

            assertThat(Captured.run(store, file.toString()).out()).contains("1 created, 0 as a further version");
            assertThat(Captured.run(store, file.toString()).out()).contains("0 created, 1 as a further version");
        }
    }

    @Test
    void a_server_that_is_not_there_is_one_clear_line_without_the_password(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("patients.ndjson"), PATIENT);

        Captured run =
                Captured.run("--store=mongodb://me:sesame@localhost:1/?serverSelectionTimeoutMS=500", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines())
                .filteredOn(line -> line.startsWith("quickstart: "))
                .hasSize(1);
        assertThat(run.err() + run.out()).doesNotContain("sesame");
    }

    @Test
    void what_is_no_connection_string_is_one_clear_line_without_the_password() {
        Captured run = Captured.run("--store=mongodb://me:se/same@localhost");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.errLines())
                .filteredOn(line -> line.startsWith("quickstart: "))
                .hasSize(1);
        assertThat(run.err() + run.out()).doesNotContain("se/same");
    }
}
