package dev.verso.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The kit as a production has it: a role that may only read and write the rows; with a server of its own that faults hit, to
 * which the stores have pools of their own.
 */
class RestrictedRoleTck extends VersionedStorageTck {

    private static final JdbcOptions HERE = options("verso");
    private static final JdbcOptions ELSEWHERE = options("elsewhere");

    private static final AtomicInteger TURN = new AtomicInteger();

    private static TestDatabase database;
    private static List<HikariDataSource> here;
    private static HikariDataSource elsewhere;
    private static FaultyPostgres faulty;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.create();
        String role = RestrictedRole.create(database.url(), HERE);
        here = List.of(TestDatabase.pool(role), TestDatabase.pool(role));
        elsewhere = TestDatabase.pool(RestrictedRole.create(database.url(), ELSEWHERE));
        faulty = FaultyPostgres.restricted(FaultyPostgres.options()
                .schemaMode(JdbcOptions.SchemaMode.VALIDATE)
                .build());
    }

    @AfterAll
    static void close() {
        faulty.close();
        here.forEach(HikariDataSource::close);
        elsewhere.close();
        database.close();
    }

    private static JdbcOptions options(String schema) {
        return JdbcOptions.builder()
                .schema(schema)
                .schemaMode(JdbcOptions.SchemaMode.VALIDATE)
                .build();
    }

    private static HikariDataSource pool() {
        return here.get(Math.floorMod(TURN.getAndIncrement(), here.size()));
    }

    @Override
    protected Subject subject() {
        return Subject.of(
                        "postgresql, restricted role",
                        "0.1.0",
                        options -> VersionedStorage.over(JdbcRevisionStore.over(pool(), HERE), options))
                .declares(Capability.values())
                .elsewhere(options -> VersionedStorage.over(JdbcRevisionStore.over(elsewhere, ELSEWHERE), options))
                .faults(faulty);
    }
}
