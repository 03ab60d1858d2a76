package dev.verso.jdbc;

import dev.verso.ResourceKey;
import dev.verso.TenantId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds a statement's parameters in the order in which they stand in its text. Not thread-safe. */
final class Parameters {

    private final PreparedStatement statement;
    private int place;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters key(ResourceKey key) throws SQLException {
        return tenant(key.tenant()).text(key.type()).text(key.id());
    }

    Parameters tenant(TenantId tenant) throws SQLException {
        return text(tenant.value());
    }

    Parameters text(@Nullable String value) throws SQLException {
        statement.setString(++place, value);
        return this;
    }

    Parameters text(Optional<String> value) throws SQLException {
        return text(value.orElse(null));
    }

    Parameters number(long value) throws SQLException {
        statement.setLong(++place, value);
        return this;
    }

    Parameters number(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++place, Types.BIGINT);
            return this;
        }
        return number(value.longValue());
    }

    Parameters integer(int value) throws SQLException {
        statement.setInt(++place, value);
        return this;
    }

    Parameters flag(boolean value) throws SQLException {
        statement.setBoolean(++place, value);
        return this;
    }

    Parameters time(Instant instant) throws SQLException {
        return number(Micros.of(instant));
    }

    Parameters uuid(UUID value) throws SQLException {
        statement.setObject(++place, value);
        return this;
    }

    Parameters texts(List<? extends @Nullable String> values) throws SQLException {
        return array("text", values.toArray(String[]::new));
    }

    Parameters numbers(List<? extends @Nullable Long> values) throws SQLException {
        return array("int8", values.toArray(Long[]::new));
    }

    Parameters integers(List<Integer> values) throws SQLException {
        return array("int4", values.toArray(Integer[]::new));
    }

    Parameters uuids(List<UUID> values) throws SQLException {
        return array("uuid", values.toArray(UUID[]::new));
    }

    /** Of a class of its own, an array goes out as bytes; of objects, as one text with every quote of it escaped. */
    private Parameters array(String type, @Nullable Object[] values) throws SQLException {
        // The driver's arrays hold nothing but the values, so there is nothing to free.
        statement.setArray(++place, statement.getConnection().createArrayOf(type, values));
        return this;
    }
}
