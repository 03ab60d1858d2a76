package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.CONTENT;
import static dev.verso.jdbc.Requests.TENANT;
import static dev.verso.jdbc.Requests.TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.testservers.PostgresServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** LOCK-03 and BAT-01 where everybody wants the same keys: no deadlock, and nobody starves. */
@Execution(ExecutionMode.SAME_THREAD)
class BatchContentionTest {

    private static final TenantContext CONTEXT = TenantContext.of(TENANT, TenantPermissions.fullAccess());
    private static final int WRITERS = 16;
    private static final int KEYS = 20;

    /** Statistics are complete when those who kept them have gone. */
    private static final String OTHERS = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """;

    @Test
    void BAT_01_batches_that_overlap_all_get_done_without_a_deadlock() throws Exception {
        int batches = 8;
        int entries = 10;
        String url = PostgresServer.shared().newDatabase();
        try (VersionedStorage one = open(url);
                VersionedStorage other = open(url);
                Crew crew = new Crew(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                crew.join(() -> {
                    Random random = new Random(writer);
                    for (int batch = 0; batch < batches; batch++) {
                        (writer % 2 == 0 ? one : other).writeBatch(CONTEXT, writes(random, entries));
                    }
                });
            }
            crew.await();
            assertThat(one.verify().isSound()).isTrue();
        }
        assertThat(revisions(url)).isEqualTo(Integer.toString(WRITERS * batches * entries));
        assertThat(deadlocks(url)).isEqualTo("0");
    }

    /** Some of the keys, in any order. */
    private static List<Write> writes(Random random, int entries) {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, KEYS).boxed().toList());
        Collections.shuffle(keys, random);
        return keys.subList(0, entries).stream()
                .map(key -> (Write) Write.createOrUpdate(TYPE, "key-" + key, CONTENT))
                .toList();
    }

    @Test
    void LOCK_03_sixteen_writers_of_one_key_all_get_done() throws Exception {
        int updates = 20;
        String url = PostgresServer.shared().newDatabase();
        try (VersionedStorage one = open(url);
                VersionedStorage other = open(url);
                Crew crew = new Crew(WRITERS)) {
            one.create(CONTEXT, TYPE, "hot", CONTENT);
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                crew.join(() -> {
                    for (int update = 0; update < updates; update++) {
                        (writer % 2 == 0 ? one : other).update(CONTEXT, TYPE, "hot", CONTENT);
                    }
                });
            }
            crew.await();
            assertThat(one.currentVersion(CONTEXT, TYPE, "hot")).contains(Integer.toString(WRITERS * updates + 1));
            assertThat(one.verify().isSound()).isTrue();
        }
        assertThat(deadlocks(url)).isEqualTo("0");
    }

    private static VersionedStorage open(String url) {
        return VersionedStorage.over(JdbcRevisionStore.open(url));
    }

    private static String revisions(String url) throws Exception {
        return Sql.valueOn(url, "SELECT count(*) FROM verso.resource_version");
    }

    private static String deadlocks(String url) throws Exception {
        try (Sql sql = Sql.on(url)) {
            sql.await("0", OTHERS);
            return sql.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
        }
    }
}
