package dev.verso.jdbc;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.ReadMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a store finds out about its server when it opens. */
final class Server {

    /** Far below the 1 GB that a field may have, and what the driver can hold in one message. */
    static final int MAX_CONTENT_BYTES = 128 * 1024 * 1024;

    private static final int OLDEST = 140_000;

    private static final String LOOK = """
            SELECT current_setting('server_version'), current_setting('server_version_num')::int,
                   current_setting('server_encoding'), current_setting('fsync')::boolean, pg_is_in_recovery(),
                   (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
            """;

    private static final String TABLES = """
            SELECT (SELECT relpersistence = 'p' FROM pg_class WHERE oid = to_regclass('$schema.resource_version')),
                   store_id, cluster
            FROM $schema.store
            """;

    /** Asked first: a statement that names the function is refused to a role that may not call it, called or not. */
    private static final String MAY_ASK_FOR_CLUSTER = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')";

    private static final String CLUSTER = "SELECT system_identifier FROM pg_control_system()";

    private final String version;
    private final UUID storeId;
    private final boolean durable;

    private Server(String version, UUID storeId, boolean durable) {
        this.version = version;
        this.storeId = storeId;
        this.durable = durable;
    }

    /** What one look at the server showed. */
    record Look(String version, int number, String encoding, boolean fsync, boolean standby, boolean beyondFences) {}

    /** What the tables say of themselves. */
    private record Tables(boolean logged, UUID storeId, Optional<Long> cluster) {}

    /** Looks at the server before anything is made on it, and refuses what the contract cannot be kept on. */
    static Look look(Database database, JdbcOptions options) {
        Look look = database.readAll(database.statement(LOOK), p -> {}, row -> {
            row.next();
            return new Look(
                    row.getString(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    row.getBoolean(6));
        });
        refuseUnfit(look, options);
        return look;
    }

    /** Looks at the tables, which are there by now. */
    static Server inspect(Database database, JdbcOptions options, Look look) {
        Tables tables = database.readAll(database.statement(TABLES), p -> {}, row -> {
            row.next();
            return new Tables(
                    row.getBoolean(1), row.getObject(2, UUID.class), Optional.ofNullable(row.getObject(3, Long.class)));
        });
        refuseOtherCluster(database, tables);
        boolean durable = look.fsync() && tables.logged();
        if (!durable && !options.lossOnCrashAccepted()) {
            throw new BackendFaultException(
                    look.fsync()
                            ? "Table resource_version is unlogged, so a crash loses it; ALTER TABLE ... SET LOGGED, or set"
                                    + " acceptLossOnCrash(true)"
                            : "The server runs with fsync = off, so a crash may lose acknowledged writes; set fsync = on, or"
                                    + " acceptLossOnCrash(true)",
                    null);
        }
        return new Server(look.version(), tables.storeId(), durable);
    }

    private static void refuseUnfit(Look look, JdbcOptions options) {
        if (look.number() < OLDEST) {
            throw new BackendFaultException(
                    "PostgreSQL " + look.version() + " is too old: 14 is the oldest that works", null);
        }
        if (!look.encoding().equals("UTF8")) {
            throw new BackendFaultException(
                    "The database's encoding is " + look.encoding() + "; JSON needs one of encoding UTF8", null);
        }
        if (look.standby()) {
            throw new BackendUnavailableException(
                    "PostgreSQL is a standby here, which takes no writes; connect to the primary", null);
        }
        if (options.rowLevelSecurity() && look.beyondFences()) {
            throw new BackendFaultException(
                    "Row-level security does not bind this role, which is a superuser or has BYPASSRLS; use another one",
                    null);
        }
    }

    private static void refuseOtherCluster(Database database, Tables tables) {
        if (tables.cluster().isEmpty() || !mayAskForCluster(database)) {
            return;
        }
        long here = database.readAll(database.statement(CLUSTER), p -> {}, row -> {
            row.next();
            return row.getLong(1);
        });
        if (here != tables.cluster().get()) {
            throw new BackendFaultException(
                    "The data were restored into another cluster, whose transaction ids say nothing of their order; call"
                            + " JdbcRevisionStore.rebaseFeed once, and let consumers of the feed start over",
                    null);
        }
    }

    private static boolean mayAskForCluster(Database database) {
        return database.readAll(database.statement(MAY_ASK_FOR_CLUSTER), p -> {}, row -> {
            row.next();
            return row.getBoolean(1);
        });
    }

    UUID storeId() {
        return storeId;
    }

    Capabilities capabilities() {
        Set<Capability> declared = EnumSet.allOf(Capability.class);
        if (!durable) {
            declared.remove(Capability.DURABLE);
        }
        return new Capabilities(
                "PostgreSQL " + version, declared, ReadMode.LINEARIZABLE, MAX_CONTENT_BYTES, Optional.empty());
    }
}
