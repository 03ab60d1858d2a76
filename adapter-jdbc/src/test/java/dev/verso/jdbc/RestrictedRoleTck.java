package dev.verso.jdbc;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The kit as a production has it: a role that may only read and write the rows, and pools of the stores' own; with a server
 * of its own that faults hit.
 */
class RestrictedRoleTck extends VersionedStorageTck {

    private static final JdbcOptions HERE = options("verso");
    private static final JdbcOptions ELSEWHERE = options("elsewhere");

    private static TestDatabase database;
    private static String here;
    private static String elsewhere;
    private static FaultyPostgres faulty;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.create();
        here = RestrictedRole.create(database.url(), HERE);
        elsewhere = RestrictedRole.create(database.url(), ELSEWHERE);
        faulty = FaultyPostgres.restricted(FaultyPostgres.options()
                .schemaMode(JdbcOptions.SchemaMode.VALIDATE)
                .build());
    }

    @AfterAll
    static void close() {
        faulty.close();
        database.close();
    }

    private static JdbcOptions options(String schema) {
        return JdbcOptions.builder()
                .schema(schema)
                .schemaMode(JdbcOptions.SchemaMode.VALIDATE)
                .poolSize(5)
                .build();
    }

    @Override
    protected Subject subject() {
        return Subject.of(
                        "postgresql, restricted role",
                        "0.1.0",
                        options -> VersionedStorage.over(JdbcRevisionStore.open(here, HERE), options))
                .declares(Capability.values())
                .elsewhere(options -> VersionedStorage.over(JdbcRevisionStore.open(elsewhere, ELSEWHERE), options))
                .faults(faulty);
    }
}
