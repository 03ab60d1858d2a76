package dev.verso;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A stream over a content's bytes.
 *
 * <p>Unlike {@link java.io.ByteArrayInputStream} it never shows its array to the stream that it is transferred to, so
 * nobody can change the content (JSON-02). For one thread.
 */
final class ContentInputStream extends InputStream {

    private final byte[] bytes;
    private int position;

    ContentInputStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return position == bytes.length ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == bytes.length) {
            return -1;
        }
        int read = Math.min(length, available());
        System.arraycopy(bytes, position, target, offset, read);
        position += read;
        return read;
    }

    @Override
    public byte[] readAllBytes() {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }

    @Override
    public long skip(long count) {
        int skipped = (int) Math.max(0, Math.min(count, available()));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return bytes.length - position;
    }
}
