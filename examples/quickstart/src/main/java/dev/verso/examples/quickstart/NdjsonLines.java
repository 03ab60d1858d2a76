package dev.verso.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads NDJSON line by line, as bytes, plain or compressed with gzip.
 *
 * <p>Lines end with LF or CR LF, the last one also with the end of the file; blank lines are counted and skipped, and so
 * is a UTF-8 byte order mark at the very beginning. No line is held beyond the limit. Not thread-safe.
 */
final class NdjsonLines implements AutoCloseable {

    private static final int BUFFER_SIZE = 1 << 16;
    private static final int[] GZIP_MAGIC = {0x1f, 0x8b};
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int from;
    private int to;
    private boolean ended;
    private long number;

    /**
     * One line that is not blank.
     *
     * @param number its number in the file, from 1
     * @param bytes the line without its end; empty if it is longer than the limit
     */
    record Line(long number, Optional<byte[]> bytes) {}

    private NdjsonLines(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * Starts to read.
     *
     * @param in where from; closed with this
     * @param name the file's name: one that ends in {@code .gz} must be gzip, any other one may be
     * @param limit the most bytes that a line may have
     * @throws IOException if the input cannot be read, or is not gzip though its name says so
     */
    static NdjsonLines open(InputStream in, String name, int limit) throws IOException {
        PushbackInputStream raw = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
        boolean gzip = name.endsWith(".gz") || startsWith(raw, GZIP_MAGIC, false);
        PushbackInputStream text =
                gzip ? new PushbackInputStream(new GZIPInputStream(raw, BUFFER_SIZE), BYTE_ORDER_MARK.length) : raw;
        startsWith(text, BYTE_ORDER_MARK, true);
        return new NdjsonLines(text, limit);
    }

    private static boolean startsWith(PushbackInputStream in, int[] expected, boolean skip) throws IOException {
        byte[] head = in.readNBytes(expected.length);
        boolean same = head.length == expected.length;
        for (int i = 0; same && i < head.length; i++) {
            same = Byte.toUnsignedInt(head[i]) == expected[i];
        }
        if (!same || !skip) {
            in.unread(head);
        }
        return same;
    }

    /** Tells how many lines were read so far, blank ones included. */
    long lines() {
        return number;
    }

    /**
     * Reads the next line that is not blank; empty at the end.
     *
     * @throws IOException if the input breaks off; the line that it broke off in is never returned
     */
    Optional<Line> next() throws IOException {
        while (true) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
            boolean complete = true;
            boolean any = false;
            boolean lineEnd = false;
            while (!lineEnd && fill()) {
                any = true;
                int end = from;
                while (end < to && buffer[end] != '\n') {
                    end++;
                }
                lineEnd = end < to;
                complete = complete && line.size() + (end - from) <= limit + 1L;
                if (complete) {
                    line.write(buffer, from, end - from);
                } else {
                    line.reset();
                }
                from = lineEnd ? end + 1 : end;
            }
            if (!any) {
                return Optional.empty();
            }
            number++;
            if (!complete) {
                return Optional.of(new Line(number, Optional.empty()));
            }
            byte[] bytes = withoutCarriageReturn(line.toByteArray());
            if (!isBlank(bytes)) {
                return Optional.of(new Line(number, Optional.of(bytes).filter(b -> b.length <= limit)));
            }
        }
    }

    private boolean fill() throws IOException {
        if (from == to && !ended) {
            from = 0;
            to = Math.max(0, in.read(buffer));
            ended = to == 0;
        }
        return from < to;
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        boolean windows = line.length > 0 && line[line.length - 1] == '\r';
        return windows ? Arrays.copyOf(line, line.length - 1) : line;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
