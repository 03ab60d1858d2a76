package dev.verso.mongo;

import dev.verso.CursorExpiredException;
import dev.verso.InvalidCursorException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * A place in a tenant's feed, in 52 characters: the server's own resume tokens are longer than a store's may be.
 *
 * @param walk whether it is a place in the walk over what the oplog no longer has, else one in the oplog
 * @param time in the walk the place of the last revision, in the oplog a cluster time; a BSON timestamp's value
 * @param seen how many of the tenant's entries of this cluster time come before the place: those of one transaction
 * @param bound the last place of the walk that was begun with; 0 if there was none. What has a place up to it the walk tells
 */
record FeedToken(boolean walk, long time, int seen, long bound) {

    private static final byte FORMAT = 1;

    /** More than one transaction of any writer has entries. */
    private static final int MOST_SEEN = 10_000;

    private static final int BYTES = 2 + 16 + Long.BYTES + Integer.BYTES + Long.BYTES;

    static FeedToken inOplog(long time, int seen, long bound) {
        return new FeedToken(false, time, seen, bound);
    }

    static FeedToken inWalk(long time, long bound) {
        return new FeedToken(true, time, 0, bound);
    }

    String text(UUID epoch) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(FORMAT)
                .put((byte) (walk ? 1 : 0))
                .putLong(epoch.getMostSignificantBits())
                .putLong(epoch.getLeastSignificantBits())
                .putLong(time)
                .putInt(seen)
                .putLong(bound);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static FeedToken parse(String text, UUID epoch) {
        ByteBuffer bytes = decode(text);
        boolean known = bytes.get() == FORMAT;
        byte kind = bytes.get();
        if (!known || kind < 0 || kind > 1) {
            throw invalid();
        }
        if (!new UUID(bytes.getLong(), bytes.getLong()).equals(epoch)) {
            throw new CursorExpiredException(
                    "This position is of another epoch of the feed; start over at the oldest entry");
        }
        FeedToken token = new FeedToken(kind == 1, bytes.getLong(), bytes.getInt(), bytes.getLong());
        if (token.seen < 0 || token.seen > MOST_SEEN) {
            throw invalid();
        }
        return token;
    }

    private static ByteBuffer decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(text);
            if (bytes.length == BYTES && canonical) {
                return ByteBuffer.wrap(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Says no more than that it is no token.
        }
        throw invalid();
    }

    private static InvalidCursorException invalid() {
        return new InvalidCursorException("This is no position in a feed; give one as it was handed out");
    }
}
