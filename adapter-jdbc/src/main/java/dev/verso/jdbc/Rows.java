package dev.verso.jdbc;

import dev.verso.BackendFaultException;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.RevisionRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Turns rows into revisions. */
final class Rows {

    static final int CREATE = 0;
    static final int DELETE = 2;
    static final int ERASURE = 4;

    private static final Change[] CHANGES = {Change.CREATE, Change.UPDATE, Change.DELETE, Change.RESTORE, Change.ERASURE
    };

    private Rows() {}

    /**
     * Maps {@code version, change, last_updated, created_at, author, write_id}, which stand in this order.
     *
     * @param first the place of the version among the columns
     */
    static RevisionMetadata metadata(ResultSet row, int first, ResourceKey key) throws SQLException {
        return new RevisionMetadata(
                key,
                row.getLong(first),
                change(row.getInt(first + 1)),
                Micros.toInstant(row.getLong(first + 2)),
                Micros.toInstant(row.getLong(first + 3)),
                Optional.ofNullable(row.getString(first + 4)),
                row.getObject(first + 5, UUID.class));
    }

    /** The same with {@code erased} and {@code content} after them; content is NULL where it was not asked for. */
    static RevisionRecord record(ResultSet row, int first, ResourceKey key) throws SQLException {
        RevisionMetadata metadata = metadata(row, first, key);
        boolean erased = row.getBoolean(first + 6);
        // The bytes as they came: the driver decodes no text that is asked for as bytes.
        byte[] content = row.getBytes(first + 7);
        return new RevisionRecord(metadata, erased, Optional.ofNullable(content).map(Content::ofStored));
    }

    /** The same with the type and the id before them. */
    static RevisionRecord keyedRecord(ResultSet row, int first, TenantId tenant) throws SQLException {
        ResourceKey key = new ResourceKey(tenant, row.getString(first), row.getString(first + 1));
        return record(row, first + 2, key);
    }

    static Change change(int code) {
        if (code < 0 || code >= CHANGES.length) {
            throw new BackendFaultException("The table holds a change that there is none of: " + code, null);
        }
        return CHANGES[code];
    }
}
