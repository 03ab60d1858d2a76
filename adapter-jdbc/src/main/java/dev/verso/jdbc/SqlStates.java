package dev.verso.jdbc;

import dev.verso.BackendException;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * Tells what an exception of the driver means, by the SQLStates in it and never by its message (ERR-01 to ERR-04).
 *
 * <p>What the server reports as an error of one autocommit statement was undone. What ended the connection may have been
 * undone or not, also where the server reported an error first: with a chained connection failure nothing is known. Nor is it
 * with an error that the driver found by itself, which may be in the answer to a statement that was carried out.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL Error Codes</a>
 */
final class SqlStates {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> LOST_TO_ANOTHER = Set.of("40001", "40P01");

    private static final String CONNECTION = "08";
    private static final String RESOURCES = "53";
    private static final Set<String> ENDED =
            Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04", "40003", "40002");
    /** Of the server itself, not of the statement: what became of it cannot be told. */
    private static final List<String> BROKEN_SERVER = List.of("58", "XX", "F0");

    private static final String CANCELED = "57014";
    private static final String NO_LOCK = "55P03";
    private static final String READ_ONLY = "25006";
    private static final String DISK_FULL = "53100";
    private static final String TOO_MANY_CONNECTIONS = "53300";

    private static final String BAD_CREDENTIALS = "28";
    private static final String MISSING_DATABASE = "3D000";
    /** A value or a name that the driver or the server does not know, and one that only a start of the server sets. */
    private static final Set<String> UNKNOWN_SETTING = Set.of("22023", "42704", "55P02");

    private static final String FORBIDDEN = "42501";
    private static final List<String> MISSING_TABLES = List.of("42P01", "3F000", "42703");

    private SqlStates() {}

    /** Whether a slot that the statement was to take was taken by another write; nothing was written. */
    static boolean isTakenSlot(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState()) && !endedConnection(e);
    }

    /** Whether the server undid the statement for the sake of another one; trying again may succeed. */
    static boolean isLostToAnother(SQLException e) {
        return LOST_TO_ANOTHER.contains(String.valueOf(e.getSQLState())) && !endedConnection(e);
    }

    /** Whether the connection is of no more use. */
    static boolean endedConnection(SQLException e) {
        return states(e).stream()
                .anyMatch(state -> state.isEmpty() || state.startsWith(CONNECTION) || ENDED.contains(state));
    }

    /** Whether the wait for the server's answer was given up by the client. */
    static boolean timedOut(SQLException e) {
        return chain(e).stream().anyMatch(SocketTimeoutException.class::isInstance);
    }

    /** Whether the server gave the statement up, as it does when its time is over. */
    static boolean wasGivenUp(BackendException e) {
        return e.getCause() instanceof SQLException cause && CANCELED.equals(cause.getSQLState());
    }

    /** For a call that never had a connection: nothing was sent. */
    static BackendException withoutConnection(SQLException e) {
        for (String state : states(e)) {
            if (state.startsWith(BAD_CREDENTIALS)) {
                return new BackendFaultException(
                        "PostgreSQL did not accept the credentials; check user, password and pg_hba.conf", e);
            }
            if (state.equals(MISSING_DATABASE)) {
                return new BackendFaultException("The database in the URL does not exist; create it first", e);
            }
            if (state.equals(FORBIDDEN)) {
                return new BackendFaultException(
                        "The role may not connect to the database; GRANT CONNECT ON DATABASE to it", e);
            }
            if (UNKNOWN_SETTING.contains(state)) {
                return new BackendFaultException(
                        "A setting in the URL or of the DataSource is none that the driver or the server takes", e);
            }
            if (state.equals(TOO_MANY_CONNECTIONS)) {
                return new BackendUnavailableException(
                        "PostgreSQL had no connection left, and nothing was sent; raise max_connections or the role's"
                                + " limit, or make the pools smaller",
                        e);
            }
        }
        return new BackendUnavailableException(
                "There was no connection to PostgreSQL in time, and nothing was sent; either the server cannot be"
                        + " reached, or every connection of the pool was in use",
                e);
    }

    /** For a read, or anything else that may simply be done again. */
    static BackendException ofRead(SQLException e) {
        return endedConnection(e)
                ? new BackendUnavailableException("The connection to PostgreSQL was lost before the answer came", e)
                : refused(e);
    }

    /** For a write whose answer was an exception. */
    static BackendException ofWrite(SQLException e) {
        boolean unknown =
                endedConnection(e) || foundByDriver(e) || BROKEN_SERVER.stream().anyMatch(e.getSQLState()::startsWith);
        return unknown
                ? new OutcomeUnknownException("The connection to PostgreSQL was lost with a write in flight", e)
                : refused(e);
    }

    private static boolean foundByDriver(SQLException e) {
        return e instanceof PSQLException own && own.getServerErrorMessage() == null;
    }

    private static BackendException refused(SQLException e) {
        String state = e.getSQLState();
        if (state.equals(CANCELED)) {
            return new BackendUnavailableException(
                    "PostgreSQL gave the statement up: it took longer than the call timeout, or was cancelled", e);
        }
        if (state.equals(READ_ONLY)) {
            return new BackendUnavailableException(
                    "PostgreSQL takes no writes here: it is a standby, or its transactions are read-only", e);
        }
        if (state.equals(DISK_FULL)) {
            return new BackendUnavailableException(
                    "PostgreSQL has no disk space left for this, and nothing was written; make room", e);
        }
        if (state.startsWith(RESOURCES)) {
            return new BackendUnavailableException(
                    "PostgreSQL ran out of memory or of another resource, and nothing was written", e);
        }
        if (state.equals(NO_LOCK) || LOST_TO_ANOTHER.contains(state)) {
            return new BackendUnavailableException(
                    "PostgreSQL undid the statement in favour of another one; try again", e);
        }
        if (state.equals(FORBIDDEN)) {
            return new BackendFaultException(
                    "The role may not do this: it needs SELECT, INSERT and UPDATE on resource_version and SELECT on store,"
                            + " and with row-level security the tenant's rows",
                    e);
        }
        if (MISSING_TABLES.contains(state)) {
            return new BackendFaultException(
                    "The tables are not there, or not as they were made; was the schema dropped or changed?", e);
        }
        return new BackendFaultException("PostgreSQL refused the statement with SQLState " + state, e);
    }

    /** The states of the exception, of those chained to it, and of its causes; empty where the driver gives none. */
    private static List<String> states(SQLException thrown) {
        return chain(thrown).stream()
                .filter(SQLException.class::isInstance)
                .map(e -> Objects.requireNonNullElse(((SQLException) e).getSQLState(), ""))
                .toList();
    }

    private static Set<Throwable> chain(SQLException thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(List.of(thrown));
        while (!open.isEmpty()) {
            Throwable e = open.pop();
            if (!seen.add(e)) {
                continue;
            }
            if (e instanceof SQLException sql && sql.getNextException() != null) {
                open.push(sql.getNextException());
            }
            if (e.getCause() != null) {
                open.push(e.getCause());
            }
        }
        return seen;
    }
}
