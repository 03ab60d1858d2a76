package dev.verso.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes UUIDs of version 7: a millisecond time stamp and 74 random bits (RFC 9562, section 5.7).
 *
 * <p>Thread-safe. Random bytes are drawn ahead in stripes, because one draw from the operating system for each id, behind
 * the one lock of the platform's generator, would cost more than a write to memory.
 */
final class UuidV7 {

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int BYTES_AHEAD = 2048;

    private final Stripe[] stripes;

    UuidV7() {
        int count = Math.min(64, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);
        this.stripes = new Stripe[count];
        for (int i = 0; i < count; i++) {
            stripes[i] = new Stripe();
        }
    }

    UUID next(long epochMillis) {
        int stripe = (int) (Thread.currentThread().getId() & (stripes.length - 1));
        return stripes[stripe].next(epochMillis);
    }

    private static final class Stripe {

        private final SecureRandom random = new SecureRandom();
        private final byte[] bytes = new byte[BYTES_AHEAD];
        private final ByteBuffer ahead = ByteBuffer.wrap(bytes).limit(0);

        synchronized UUID next(long epochMillis) {
            if (ahead.remaining() < 2 * Long.BYTES) {
                random.nextBytes(bytes);
                ahead.clear();
            }
            long high = epochMillis << 16 | VERSION | ahead.getLong() & 0xFFFL;
            long low = VARIANT | ahead.getLong() >>> 2;
            return new UUID(high, low);
        }
    }
}
