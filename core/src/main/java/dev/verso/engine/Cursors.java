package dev.verso.engine;

import dev.verso.HistoryQuery;
import dev.verso.InvalidCursorException;
import dev.verso.TenantId;
import dev.verso.spi.HistoryRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes and reads cursors: where a walk is, and which walk it is (HIS-03, FEED-03).
 *
 * <p>A cursor is the URL-safe Base64 of: format (1 byte), kind (1), identity of the store (16), digest of the query (16),
 * position, checksum (8). The checksum tells an altered or cut cursor; it need not be secret, because a forged position
 * still reads only what the caller's own query may read.
 */
final class Cursors {

    private static final byte FORMAT = 1;
    private static final int DIGEST_BYTES = 16;
    private static final int CHECKSUM_BYTES = 8;
    private static final int HEADER_BYTES = 2 + 16 + DIGEST_BYTES;
    private static final int LONGEST = 2048;

    private final UUID store;

    Cursors(UUID store) {
        this.store = store;
    }

    private enum Kind {
        LIST,
        HISTORY,
        FEED
    }

    String list(TenantId tenant, String type, String afterId) {
        return write(Kind.LIST, listQuery(tenant, type), out -> out.writeUTF(afterId));
    }

    String readList(TenantId tenant, String type, String cursor) {
        return position(read(Kind.LIST, listQuery(tenant, type), cursor), in -> in.readUTF());
    }

    String history(TenantId tenant, HistoryQuery query, HistoryRequest.Position position) {
        return write(Kind.HISTORY, historyQuery(tenant, query), out -> {
            out.writeLong(position.lastUpdated().getEpochSecond());
            out.writeInt(position.lastUpdated().getNano());
            out.writeLong(position.version());
            out.writeUTF(position.type());
            out.writeUTF(position.id());
        });
    }

    HistoryRequest.Position readHistory(TenantId tenant, HistoryQuery query, String cursor) {
        return position(read(Kind.HISTORY, historyQuery(tenant, query), cursor), in -> {
            Instant lastUpdated = Instant.ofEpochSecond(in.readLong(), in.readInt());
            long version = in.readLong();
            return new HistoryRequest.Position(lastUpdated, in.readUTF(), in.readUTF(), version);
        });
    }

    String feed(TenantId tenant, String token) {
        return write(Kind.FEED, feedQuery(tenant), out -> out.writeUTF(token));
    }

    String readFeed(TenantId tenant, String cursor) {
        return position(read(Kind.FEED, feedQuery(tenant), cursor), in -> in.readUTF());
    }

    private static byte[] listQuery(TenantId tenant, String type) {
        return digest(out -> {
            out.writeUTF(tenant.value());
            out.writeUTF(type);
        });
    }

    private static byte[] historyQuery(TenantId tenant, HistoryQuery query) {
        return digest(out -> {
            out.writeUTF(tenant.value());
            out.writeUTF(query.type().orElse(""));
            out.writeUTF(query.id().orElse(""));
            out.writeUTF(query.order().name());
            out.writeUTF(query.since().map(Instant::toString).orElse(""));
            out.writeUTF(query.before().map(Instant::toString).orElse(""));
        });
    }

    private static byte[] feedQuery(TenantId tenant) {
        return digest(out -> out.writeUTF(tenant.value()));
    }

    private String write(Kind kind, byte[] query, Fields position) {
        byte[] body = bytes(out -> {
            out.writeByte(FORMAT);
            out.writeByte(kind.ordinal());
            out.writeLong(store.getMostSignificantBits());
            out.writeLong(store.getLeastSignificantBits());
            out.write(query);
            position.write(out);
        });
        byte[] sealed = Arrays.copyOf(body, body.length + CHECKSUM_BYTES);
        System.arraycopy(sha256(body), 0, sealed, body.length, CHECKSUM_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    private ByteBuffer read(Kind kind, byte[] query, String cursor) {
        byte[] sealed = unseal(cursor)
                .orElseThrow(() -> new InvalidCursorException(
                        "The cursor was altered or cut; give the one that came with the page before, whole"));
        ByteBuffer body = ByteBuffer.wrap(sealed, 0, sealed.length - CHECKSUM_BYTES);
        if (body.get() != FORMAT) {
            throw new InvalidCursorException("The cursor has a format that this version does not know; start over");
        }
        if (body.get() != kind.ordinal()) {
            throw new InvalidCursorException("The cursor belongs to another kind of walk; start this one without it");
        }
        if (!new UUID(body.getLong(), body.getLong()).equals(store)) {
            throw new InvalidCursorException("The cursor belongs to another store; start over");
        }
        byte[] given = new byte[DIGEST_BYTES];
        body.get(given);
        if (!Arrays.equals(given, query)) {
            throw new InvalidCursorException(
                    "The cursor belongs to another query; tenant, type, id, order and bounds must"
                            + " be those of the page before");
        }
        return body;
    }

    private static Optional<byte[]> unseal(String cursor) {
        if (cursor.length() > LONGEST) {
            return Optional.empty();
        }
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // Decoders ignore the spare bits of the last character and take padding, so a changed one could pass.
        boolean canonical =
                Base64.getUrlEncoder().withoutPadding().encodeToString(sealed).equals(cursor);
        if (!canonical || sealed.length < HEADER_BYTES + CHECKSUM_BYTES) {
            return Optional.empty();
        }
        int length = sealed.length - CHECKSUM_BYTES;
        byte[] checksum = sha256(Arrays.copyOf(sealed, length));
        return Arrays.equals(sealed, length, sealed.length, checksum, 0, CHECKSUM_BYTES)
                ? Optional.of(sealed)
                : Optional.empty();
    }

    /** Reads what is left, which a forger who knows the checksum may have made up. */
    private static <T> T position(ByteBuffer rest, PositionReader<T> position) {
        byte[] bytes = new byte[rest.remaining()];
        rest.get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T read = position.read(in);
            if (in.available() > 0) {
                throw new InvalidCursorException("The cursor holds more than a position; start over");
            }
            return read;
        } catch (IOException | DateTimeException | ArithmeticException e) {
            throw new InvalidCursorException("The cursor holds no position; start over");
        }
    }

    private static byte[] digest(Fields fields) {
        return Arrays.copyOf(sha256(bytes(fields)), DIGEST_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] bytes(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            fields.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    /** Reads the fields of a position. */
    @FunctionalInterface
    private interface PositionReader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Writes the fields of a part of a cursor. */
    @FunctionalInterface
    private interface Fields {
        void write(DataOutputStream out) throws IOException;
    }
}
