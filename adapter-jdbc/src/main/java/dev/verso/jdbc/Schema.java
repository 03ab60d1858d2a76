package dev.verso.jdbc;

import dev.verso.BackendFaultException;
import dev.verso.jdbc.JdbcOptions.SchemaMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Makes the tables, brings older ones forward, and refuses those that are newer, foreign or damaged.
 *
 * <p>Each step is a script in the resources of this package. The steps that are due run in one transaction under an
 * advisory lock, so instances may start at the same time, and a step that fails leaves everything as it was.
 */
final class Schema {

    /** The version that this release works with: that of the newest script. */
    static final int LATEST = 1;

    private static final String FORBIDDEN = "42501";
    private static final String TAKEN_NAME = "42P07";
    private static final String NOT_YET = "55000";

    /** The places beside one transaction id: as many as {@code seq} has from 0 on. */
    private static final int PLACES = 32_768;

    private static final String IS_THERE = "SELECT to_regclass('$schema.store') IS NOT NULL";
    private static final String SCHEMA_IS_THERE = "SELECT to_regnamespace('$schema') IS NOT NULL";
    private static final String VERSION = "SELECT schema_version FROM $schema.store";
    private static final String SET_VERSION = "UPDATE $schema.store SET schema_version = ?";
    private static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
    private static final String NO_TIMEOUT = "SET LOCAL statement_timeout = 0";
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('dev.verso $schema', 0))";

    private static final String HAS_FENCE =
            "SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass('$schema.resource_version')";

    /** With FORCE, it binds the owner too. */
    private static final String HAS_WHOLE_FENCE = """
            SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = to_regclass('$schema.resource_version')
            """;

    private static final String POLICIES = """
            SELECT polcmd::text || ' ' || pg_get_expr(polqual, polrelid) || coalesce(' ' || pg_get_expr(polwithcheck, polrelid), '')
            FROM pg_policy WHERE polrelid = to_regclass('$schema.resource_version') AND polpermissive
            """;

    private static final List<String> EXPECTED_POLICIES = List.of(
            "* (tenant_id = current_setting('verso.tenant'::text, true))",
            "r (current_setting('verso.tenant'::text, true) = '*'::text)");

    private static final String UNFENCE = "ALTER TABLE $schema.resource_version NO FORCE ROW LEVEL SECURITY";
    private static final String FENCE = "ALTER TABLE $schema.resource_version FORCE ROW LEVEL SECURITY";

    /** Each column as name, type, collation, default and whether it must be filled. */
    private static final String COLUMNS = """
            SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                   || coalesce(' ' || c.collname, '') || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
                   || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            FROM pg_attribute a
            LEFT JOIN pg_collation c ON c.oid = a.attcollation
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = to_regclass('$schema.resource_version') AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attname
            """;

    private static final List<String> EXPECTED_COLUMNS = List.of(
            "author text C",
            "change smallint",
            "content text C",
            "created_at bigint",
            "last_updated bigint",
            "resource_id text C not null",
            "resource_type text C not null",
            "seq smallint default 0",
            "tenant_id text C not null",
            "tx_id xid8 default pg_current_xact_id()",
            "version bigint not null",
            "write_id uuid");

    /** Each usable index as what it is over. */
    private static final String INDEXES = """
            SELECT CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END
                   || substring(pg_get_indexdef(i.indexrelid) FROM 'USING (.*)$')
            FROM pg_index i
            WHERE i.indrelid = to_regclass('$schema.resource_version') AND i.indisvalid AND i.indisready
            """;

    private static final List<String> EXPECTED_INDEXES = List.of(
            "UNIQUE btree (tenant_id, resource_type, resource_id, version) INCLUDE (last_updated, change)",
            "btree (tenant_id, last_updated) WHERE (created_at IS NOT NULL)",
            "btree (tenant_id, resource_type, last_updated) WHERE (write_id IS NOT NULL)",
            "btree (tenant_id, resource_type, resource_id, version DESC) INCLUDE (change) WHERE (change <> 1)",
            "btree (tenant_id, tx_id, seq) WHERE (tx_id IS NOT NULL)");

    private final String schema;
    private final boolean rowLevelSecurity;
    private final int latest;

    Schema(JdbcOptions options) {
        this(options, LATEST);
    }

    /** With steps up to another version, for tests of steps to come. */
    Schema(JdbcOptions options, int latest) {
        this.schema = '"' + options.schema() + '"';
        this.rowLevelSecurity = options.rowLevelSecurity();
        this.latest = latest;
    }

    /** Gives the statements that make everything in an empty schema. */
    String ddl() {
        StringBuilder script = new StringBuilder("CREATE SCHEMA IF NOT EXISTS " + schema + ";\n\n");
        for (int version = 1; version <= latest; version++) {
            script.append(script(version)).append('\n');
        }
        if (latest > 1) {
            script.append(inSchema("UPDATE $schema.store SET schema_version = " + latest + ";\n\n"));
        }
        if (rowLevelSecurity) {
            script.append(resource("row-level-security.sql")).append('\n');
        }
        return script.append(resource("grants.sql")).toString();
    }

    /** Makes sure that the tables are there as this release needs them. */
    void open(DataSource source, SchemaMode mode) {
        try (Connection connection = connect(source)) {
            Database.refuseOpenTransaction(connection);
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                if (mode == SchemaMode.CREATE && !isComplete(connection)) {
                    migrate(connection);
                }
                validate(connection);
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private RuntimeException refused(SQLException e) {
        if (FORBIDDEN.equals(e.getSQLState())) {
            return new BackendFaultException(
                    "The role may not make or read the tables in schema " + schema
                            + "; let a DBA run the DDL that JdbcRevisionStore.ddl gives, and grant what it names",
                    e);
        }
        if (TAKEN_NAME.equals(e.getSQLState())) {
            return new BackendFaultException(
                    "Schema " + schema
                            + " has a table called as one of Verso's that is not Verso's; set another schema in"
                            + " JdbcOptions",
                    e);
        }
        return SqlStates.ofRead(e);
    }

    private static Connection connect(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw SqlStates.withoutConnection(e);
        }
    }

    private boolean isComplete(Connection connection) throws SQLException {
        return isTrue(connection, IS_THERE)
                && version(connection) >= latest
                && (!rowLevelSecurity || isTrue(connection, HAS_WHOLE_FENCE));
    }

    private void migrate(Connection connection) throws SQLException {
        inTransaction(connection, () -> {
            execute(connection, inSchema(LOCK));
            if (!isTrue(connection, SCHEMA_IS_THERE)) {
                execute(connection, "CREATE SCHEMA " + schema);
            }
            int version = isTrue(connection, IS_THERE) ? version(connection) : 0;
            for (int next = version + 1; next <= latest; next++) {
                execute(connection, script(next));
                setVersion(connection, next);
            }
            // Newer tables are left alone: they are about to be refused.
            if (version <= latest && rowLevelSecurity && !isTrue(connection, HAS_WHOLE_FENCE)) {
                execute(connection, resource("row-level-security.sql"));
            }
        });
    }

    /** Steps that are done all or not at all. */
    @FunctionalInterface
    private interface Steps {
        void run() throws SQLException;
    }

    /** Runs steps that may take longer than any call, such as building an index on a large table. */
    private static void inTransaction(Connection connection, Steps steps) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int networkTimeout = connection.getNetworkTimeout();
        connection.setAutoCommit(false);
        try {
            connection.setNetworkTimeout(Runnable::run, 0);
            // With a snapshot from before the lock, what another instance has just made would not be seen.
            execute(connection, READ_COMMITTED);
            execute(connection, NO_TIMEOUT);
            steps.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
            connection.setAutoCommit(autoCommit);
        }
    }

    private void validate(Connection connection) throws SQLException {
        if (!isTrue(connection, IS_THERE)) {
            throw new BackendFaultException(
                    "Schema " + schema
                            + " has no tables of Verso; open the store once with SchemaMode.CREATE, or run the"
                            + " DDL that JdbcRevisionStore.ddl gives",
                    null);
        }
        int version = version(connection);
        if (version != latest) {
            throw new BackendFaultException(
                    version > latest
                            ? "Schema " + schema + " is of version " + version
                                    + ", which this release does not know (it" + " knows " + latest
                                    + "); use the newer release"
                            : "Schema " + schema + " is of version " + version + " and must be brought to " + latest
                                    + "; open the store once with SchemaMode.CREATE",
                    null);
        }
        List<String> columns = list(connection, COLUMNS);
        List<String> indexes = list(connection, INDEXES);
        refuse("lacks the columns", without(EXPECTED_COLUMNS, columns));
        refuse("lacks the indexes", without(EXPECTED_INDEXES, indexes));
        columns.removeIf(column -> !column.endsWith(" not null") || column.contains(" default "));
        indexes.removeIf(index -> !index.startsWith("UNIQUE "));
        refuse("refuses rows by the columns", without(columns, EXPECTED_COLUMNS));
        refuse("refuses rows by the indexes", without(indexes, EXPECTED_INDEXES));
        refuseWrongSecurity(connection);
    }

    private static List<String> without(List<String> these, List<String> those) {
        return these.stream().filter(each -> !those.contains(each)).toList();
    }

    private void refuse(String fault, List<String> what) {
        if (!what.isEmpty()) {
            throw new BackendFaultException(
                    "Table resource_version in schema " + schema + " is not as it was made: it " + fault + " " + what
                            + "; undo what was changed",
                    null);
        }
    }

    private void refuseWrongSecurity(Connection connection) throws SQLException {
        if (!rowLevelSecurity && isTrue(connection, HAS_FENCE)) {
            throw new BackendFaultException(
                    "Schema " + schema + " has row-level security on; set rowLevelSecurity(true)", null);
        }
        if (rowLevelSecurity && !isTrue(connection, HAS_WHOLE_FENCE)) {
            throw new BackendFaultException(
                    "Schema " + schema
                            + " has row-level security off, or not forced on the owner; open the store once as"
                            + " its owner with SchemaMode.CREATE, or run the DDL that JdbcRevisionStore.ddl gives",
                    null);
        }
        if (rowLevelSecurity) {
            List<String> policies = list(connection, POLICIES);
            refuse("lacks the policies", without(EXPECTED_POLICIES, policies));
            refuse("lets through more by the policies", without(policies, EXPECTED_POLICIES));
        }
    }

    /** Gives the feed of data that came to another cluster new places and a new epoch. */
    void rebaseFeed(DataSource source) {
        rebaseFeed(source, PLACES);
    }

    /** With fewer places beside each transaction id, for tests of clusters that have not passed enough of them. */
    void rebaseFeed(DataSource source, int places) {
        String script = resource("rebase-feed.sql").replace("$places", Integer.toString(places));
        try (Connection connection = connect(source)) {
            Database.refuseOpenTransaction(connection);
            inTransaction(connection, () -> {
                if (isTrue(connection, HAS_FENCE)) {
                    // The fence would hide the rows from their owner too; nobody else gets to the table meanwhile.
                    execute(connection, inSchema(UNFENCE));
                    execute(connection, script);
                    execute(connection, inSchema(FENCE));
                } else {
                    execute(connection, script);
                }
            });
        } catch (SQLException e) {
            if (NOT_YET.equals(e.getSQLState())) {
                throw new BackendFaultException(
                        "This cluster has passed too few transaction ids for the feed's order, and nothing was changed; let it"
                                + " pass more, by as many small writes or by pg_resetwal --next-transaction-id, and call"
                                + " JdbcRevisionStore.rebaseFeed again",
                        e);
            }
            throw SqlStates.ofWrite(e);
        }
    }

    private int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(inSchema(VERSION))) {
            if (!row.next()) {
                throw new BackendFaultException(
                        "Table store in schema " + schema + " is empty: it is not Verso's, or was emptied", null);
            }
            return row.getInt(1);
        } catch (SQLException e) {
            if ("42703".equals(e.getSQLState())) {
                throw new BackendFaultException(
                        "Table store in schema " + schema + " is not Verso's; set another schema in JdbcOptions", e);
            }
            throw e;
        }
    }

    private void setVersion(Connection connection, int version) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(inSchema(SET_VERSION))) {
            statement.setInt(1, version);
            statement.executeUpdate();
        }
    }

    private boolean isTrue(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(inSchema(question))) {
            return row.next() && row.getBoolean(1);
        }
    }

    private List<String> list(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(inSchema(question))) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static void execute(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    private String script(int version) {
        return resource("schema-" + version + ".sql");
    }

    private String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
            return inSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String inSchema(String text) {
        return text.replace("$schema", schema);
    }
}
