package dev.verso.jdbc;

import dev.verso.Capability;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.store.RevisionStoreTck;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresRevisionStoreTck extends RevisionStoreTck {

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    protected String name() {
        return "PostgreSQL adapter";
    }

    @Override
    protected RevisionStore open() {
        return database.open(JdbcOptions.defaults());
    }

    @Override
    protected Set<Capability> declared() {
        return EnumSet.allOf(Capability.class);
    }
}
