package dev.verso.tck.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a {@link Wire} does to one request: one chunk of bytes from client to server, as it comes from the socket of a
 * {@link CutProxy}, or one call of a store with {@link StoreFaults}.
 *
 * <p>Immutable and thread-safe if its condition is.
 *
 * @param kind what is done
 * @param replyBytes with {@link Kind#WITHIN_REPLY}, how many bytes of the reply still reach the client
 * @param skipped how many requests that meet the condition are let pass before
 * @param condition which requests count; it is given the chunk's bytes, read-only, and must not block
 */
public record Cut(Kind kind, int replyBytes, int skipped, Predicate<ByteBuffer> condition) {

    /** What is done to the request. */
    public enum Kind {
        /** The connection is cut, and the server never sees the request: the write has not taken effect. */
        BEFORE_REQUEST,
        /**
         * The request is forwarded and the connection cut at once: whether the server still takes it is open.
         */
        AT_REQUEST,
        /**
         * The request is forwarded, and when the server has begun to reply, the reply's first bytes are passed on and the
         * connection is cut. With no byte at all that is the ambiguous commit: done, and the client cannot know.
         */
        WITHIN_REPLY,
        /** The request never reaches the server, and the connection stays open: the client waits. */
        SWALLOW_REQUEST,
        /** The request is forwarded, no reply ever comes, and the connection stays open: the client waits. */
        SWALLOW_REPLY,
        /** The request waits until {@link Armed#release()}, and then goes on as if nothing had been. */
        HOLD
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public Cut {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(condition, "condition");
        if (replyBytes < 0 || skipped < 0) {
            throw new IllegalArgumentException("Neither may be negative: " + replyBytes + ", " + skipped);
        }
    }

    private static Cut of(Kind kind) {
        return new Cut(kind, 0, 0, chunk -> true);
    }

    /**
     * Cuts before the request is forwarded.
     *
     * @return the cut, of the next request
     */
    public static Cut beforeRequest() {
        return of(Kind.BEFORE_REQUEST);
    }

    /**
     * Cuts as soon as the request is forwarded; whether it takes effect is open.
     *
     * @return the cut, of the next request
     */
    public static Cut atRequest() {
        return of(Kind.AT_REQUEST);
    }

    /**
     * Cuts after the server has answered, and before the client gets a byte of it.
     *
     * @return the cut, of the next request
     */
    public static Cut afterRequest() {
        return of(Kind.WITHIN_REPLY);
    }

    /**
     * Cuts within the reply.
     *
     * @param bytes how many bytes of it the client still gets
     * @return the cut, of the next request
     */
    public static Cut withinReply(int bytes) {
        return new Cut(Kind.WITHIN_REPLY, bytes, 0, chunk -> true);
    }

    /**
     * Keeps the request from the server, on an open connection.
     *
     * @return the cut, of the next request
     */
    public static Cut swallowRequest() {
        return of(Kind.SWALLOW_REQUEST);
    }

    /**
     * Keeps the reply from the client, on an open connection.
     *
     * @return the cut, of the next request
     */
    public static Cut swallowReply() {
        return of(Kind.SWALLOW_REPLY);
    }

    /**
     * Delays the request until it is released.
     *
     * @return the cut, of the next request
     */
    public static Cut hold() {
        return of(Kind.HOLD);
    }

    /**
     * Gives this cut for requests that meet a condition; others pass.
     *
     * @param newCondition is given each chunk's bytes, read-only; must not block
     * @return the cut
     */
    public Cut when(Predicate<ByteBuffer> newCondition) {
        return new Cut(kind, replyBytes, skipped, newCondition);
    }

    /**
     * Gives this cut for requests that contain a text, for instance {@code INSERT}; others pass.
     *
     * @param text compared with the chunk's bytes as ISO 8859-1; what is split over two chunks is not found
     * @return the cut
     */
    public Cut whenContains(String text) {
        return when(
                chunk -> StandardCharsets.ISO_8859_1.decode(chunk).toString().contains(text));
    }

    /**
     * Gives this cut for a later one of the requests that meet the condition.
     *
     * @param requests how many of them pass before
     * @return the cut
     */
    public Cut after(int requests) {
        return new Cut(kind, replyBytes, requests, condition);
    }
}
