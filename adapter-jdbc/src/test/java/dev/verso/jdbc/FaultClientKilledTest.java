package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.VersionedStorage;
import dev.verso.testservers.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** FLT-01, FLT-03: a client that is killed in the middle of its writes leaves each of them done or not done. */
class FaultClientKilledTest {

    private static final int ROUNDS = 3;
    private static final int THREADS = 6;
    private static final int ACKNOWLEDGED = 200;

    private static final String BATCHES = """
            SELECT regexp_replace(resource_id, '-[0-9]+$', '') || ' ' || count(*)
            FROM verso.resource_version WHERE resource_id LIKE '%-batch-%'
            GROUP BY regexp_replace(resource_id, '-[0-9]+$', '')
            """;

    private static final String AT_WORK = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'verso'
            """;

    private final String url = PostgresServer.shared().newDatabase();

    @Test
    void FLT_03_every_acknowledged_write_is_there_and_none_is_half_done() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(killedClient("c" + round));
        }
        FaultCall.await(
                "the sessions of the killed clients have ended",
                () -> value(AT_WORK).equals("0"));

        try (VersionedStorage storage = VersionedStorage.over(JdbcRevisionStore.open(url))) {
            for (String line : acknowledged) {
                String[] words = line.split(" ");
                for (int i = 1; i + 2 < words.length; i += 3) {
                    ResourceKey key = new ResourceKey(new TenantId("clinic"), FaultClient.TYPE, words[i]);
                    UUID writeId = UUID.fromString(words[i + 2]);
                    assertThat(storage.vread(FaultClient.CLINIC, key, words[i + 1]))
                            .hasValueSatisfying(
                                    revision -> assertThat(revision.writeId()).isEqualTo(writeId));
                }
            }
            assertThat(storage.verify().first()).isEmpty();
        }
        Map<Long, Long> sizes;
        try (Sql sql = Sql.on(url)) {
            sizes = sql.list(BATCHES).stream()
                    .collect(Collectors.groupingBy(batch -> Long.valueOf(batch.split(" ")[1]), Collectors.counting()));
            assertThat(sql.value("SELECT count(*) - count(DISTINCT write_id) FROM verso.resource_version"))
                    .isEqualTo("0");
        }
        assertThat(sizes.keySet()).containsExactly((long) FaultClient.BATCH);
        System.out.printf(
                "%d clients killed, %d acknowledgements, %s rows%n",
                ROUNDS, acknowledged.size(), value("SELECT count(*) FROM verso.resource_version"));
    }

    /** Starts a client, kills it when it has told so many acknowledgements, and gives all that it told. */
    private List<String> killedClient(String name) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaultClient.class.getName(),
                        url,
                        name,
                        Integer.toString(THREADS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = client.inputReader()) {
            List<String> told = new ArrayList<>();
            String line = out.readLine();
            while (line != null) {
                // The last line may be cut off in its middle.
                if (line.endsWith(" .")) {
                    told.add(line);
                }
                if (told.size() == ACKNOWLEDGED) {
                    ProcessHandle.of(client.pid()).ifPresent(ProcessHandle::destroyForcibly);
                }
                line = out.readLine();
            }
            assertThat(told).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
            assertThat(client.waitFor()).isEqualTo(128 + 9);
            return told;
        } finally {
            client.destroyForcibly();
        }
    }

    private String value(String query) {
        try {
            return FaultyDatabase.value(url, query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
