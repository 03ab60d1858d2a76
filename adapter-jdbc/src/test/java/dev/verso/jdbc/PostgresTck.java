package dev.verso.jdbc;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit over two pools of one database, as an owner of the tables has it, and over a server that faults hit. */
class PostgresTck extends VersionedStorageTck {

    private static final JdbcOptions ELSEWHERE =
            JdbcOptions.builder().schema("elsewhere").build();

    private static TestDatabase database;
    private static FaultyPostgres faulty;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        faulty = FaultyPostgres.start();
    }

    @AfterAll
    static void close() {
        faulty.close();
        database.close();
    }

    @Override
    protected Subject subject() {
        return Subject.of(
                        "postgresql",
                        "0.1.0",
                        options -> VersionedStorage.over(database.open(JdbcOptions.defaults()), options))
                .declares(Capability.values())
                .elsewhere(options -> VersionedStorage.over(database.open(ELSEWHERE), options))
                .faults(faulty);
    }
}
