package dev.verso.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The kit behind row-level security, under a role that it binds. Without a server of its own that faults could hit, so it is
 * no certificate: what a fault leaves does not depend on the policies.
 */
class RowLevelSecurityTck extends VersionedStorageTck {

    private static final JdbcOptions HERE =
            JdbcOptions.builder().rowLevelSecurity(true).build();
    private static final JdbcOptions ELSEWHERE =
            JdbcOptions.builder().schema("elsewhere").rowLevelSecurity(true).build();

    private static TestDatabase database;
    private static HikariDataSource here;
    private static HikariDataSource elsewhere;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.create();
        here = TestDatabase.pool(RestrictedRole.create(database.url(), HERE));
        elsewhere = TestDatabase.pool(RestrictedRole.create(database.url(), ELSEWHERE));
    }

    @AfterAll
    static void close() {
        here.close();
        elsewhere.close();
        database.close();
    }

    @Override
    protected Subject subject() {
        return Subject.of(
                        "postgresql, row-level security",
                        "0.1.0",
                        options -> VersionedStorage.over(JdbcRevisionStore.over(here, HERE), options))
                .declares(Capability.values())
                .elsewhere(options -> VersionedStorage.over(JdbcRevisionStore.over(elsewhere, ELSEWHERE), options));
    }
}
