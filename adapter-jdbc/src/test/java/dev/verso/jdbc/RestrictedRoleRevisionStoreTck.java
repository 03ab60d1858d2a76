package dev.verso.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.verso.Capability;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.store.RevisionStoreTck;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** ERR-08: a role that may only read and write the rows, in a database whose default is REPEATABLE READ. */
class RestrictedRoleRevisionStoreTck extends RevisionStoreTck {

    private static TestDatabase database;
    private static HikariDataSource pool;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.withIsolation("repeatable read");
        pool = TestDatabase.pool(RestrictedRole.create(database.url(), JdbcOptions.defaults()));
    }

    @AfterAll
    static void close() {
        pool.close();
        database.close();
    }

    @Override
    protected String name() {
        return "PostgreSQL adapter, restricted role at REPEATABLE READ";
    }

    @Override
    protected RevisionStore open() {
        return JdbcRevisionStore.over(pool);
    }

    @Override
    protected Set<Capability> declared() {
        return EnumSet.allOf(Capability.class);
    }
}
