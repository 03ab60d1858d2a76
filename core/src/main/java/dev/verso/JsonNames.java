package dev.verso;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The names of all open objects of one JSON text, as a stack, and the search for a name that an object has twice
 * (JSON-03).
 *
 * <p>Names are compared as bytes, after unescaping. No choice of names makes the search slow: those of a small object
 * are compared pair by pair, those of a large one are sorted, by hash and then, among equal hashes, by their bytes. For
 * n bytes of JSON that is O(n log n), however little the hash is worth.
 *
 * <p>Used by one thread.
 */
final class JsonNames {

    /** The answer of a search that found nothing. */
    static final int NONE = -1;

    private static final int SMALL_OBJECT = 32;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] json;
    private byte[] unescaped = {};
    private int unescapedLength;

    private int count;
    private int[] quotes = new int[SMALL_OBJECT];
    private int[] lengths = new int[SMALL_OBJECT];
    private long[] prints = new long[SMALL_OBJECT];

    /** Where a name begins in {@link #json}, or the complement of where it begins in {@link #unescaped}. */
    private int[] starts = new int[SMALL_OBJECT];

    JsonNames(byte[] json) {
        this.json = json;
    }

    /** Gives the place at which the names of an object that opens now will begin. */
    int mark() {
        return count;
    }

    /**
     * Adds a name to the innermost open object.
     *
     * @param quote the offset of the opening quotation mark
     * @param end the offset behind the closing one
     * @param escapes whether the name has escapes, which must be valid
     */
    void add(int quote, int end, boolean escapes) {
        if (count == quotes.length) {
            int larger = count + (count >> 1);
            quotes = Arrays.copyOf(quotes, larger);
            lengths = Arrays.copyOf(lengths, larger);
            starts = Arrays.copyOf(starts, larger);
            prints = Arrays.copyOf(prints, larger);
        }
        quotes[count] = quote;
        if (escapes) {
            starts[count] = ~unescapedLength;
            unescape(quote + 1, end - 1);
            lengths[count] = unescapedLength - ~starts[count];
        } else {
            starts[count] = quote + 1;
            lengths[count] = end - quote - 2;
        }
        prints[count] = print(bytes(count), start(count), lengths[count]);
        count++;
    }

    /**
     * Takes the names of the innermost open object away.
     *
     * @param mark what {@link #mark()} gave when it opened
     * @return the offset at which a name stands that the object already had, or {@link #NONE}
     */
    int release(int mark) {
        int duplicate = count - mark <= SMALL_OBJECT ? duplicateByPairs(mark) : duplicateBySorting(mark);
        count = mark;
        return duplicate;
    }

    private int duplicateByPairs(int mark) {
        for (int i = mark + 1; i < count; i++) {
            long print = prints[i];
            for (int j = mark; j < i; j++) {
                if (prints[j] == print && compare(i, j) == 0) {
                    return quotes[i];
                }
            }
        }
        return NONE;
    }

    private int duplicateBySorting(int mark) {
        long[] hashed = new long[count - mark];
        for (int i = 0; i < hashed.length; i++) {
            hashed[i] = (long) hash(mark + i) << Integer.SIZE | (mark + i);
        }
        Arrays.sort(hashed);
        int duplicate = NONE;
        for (int from = 0, to = 1; from < hashed.length; from = to++) {
            while (to < hashed.length && hashed[to] >> Integer.SIZE == hashed[from] >> Integer.SIZE) {
                to++;
            }
            if (to - from > 1) {
                duplicate = earlier(duplicate, duplicateAmong(hashed, from, to));
            }
        }
        return duplicate;
    }

    /** Looks among names whose hashes are equal: by design or by chance, and by design there may be a million. */
    private int duplicateAmong(long[] hashed, int from, int to) {
        int[] sorted = IntStream.range(from, to)
                .mapToObj(i -> (int) hashed[i])
                .sorted(this::compare)
                .mapToInt(Integer::intValue)
                .toArray();
        int duplicate = NONE;
        for (int i = 1; i < sorted.length; i++) {
            if (compare(sorted[i - 1], sorted[i]) == 0) {
                duplicate = earlier(duplicate, quotes[sorted[i]]);
            }
        }
        return duplicate;
    }

    private static int earlier(int one, int other) {
        return one == NONE ? other : other == NONE ? one : Math.min(one, other);
    }

    private int compare(int one, int other) {
        int from = start(one);
        int otherFrom = start(other);
        return Arrays.compare(
                bytes(one), from, from + lengths[one], bytes(other), otherFrom, otherFrom + lengths[other]);
    }

    private byte[] bytes(int name) {
        return starts[name] < 0 ? unescaped : json;
    }

    private int start(int name) {
        return starts[name] < 0 ? ~starts[name] : starts[name];
    }

    /** Mixes a name's first and last eight bytes: cheap, and it tells nearly all names of one object apart. */
    private static long print(byte[] bytes, int from, int length) {
        if (length >= Long.BYTES) {
            long first = (long) WORD.get(bytes, from);
            long last = (long) WORD.get(bytes, from + length - Long.BYTES);
            return (first * 31 + last) * 31 + length;
        }
        long print = length;
        for (int i = 0; i < length; i++) {
            print = print << Byte.SIZE | (bytes[from + i] & 0xff);
        }
        return print;
    }

    private int hash(int name) {
        byte[] bytes = bytes(name);
        int from = start(name);
        int hash = 0;
        for (int i = from; i < from + lengths[name]; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private void unescape(int from, int to) {
        String escaped = new String(json, from, to - from, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(escaped.length());
        int at = 0;
        while (at < escaped.length()) {
            char c = escaped.charAt(at++);
            if (c == '\\') {
                c = escaped.charAt(at++);
                switch (c) {
                    case 'b' -> c = '\b';
                    case 'f' -> c = '\f';
                    case 'n' -> c = '\n';
                    case 'r' -> c = '\r';
                    case 't' -> c = '\t';
                    case 'u' -> {
                        c = (char) Integer.parseInt(escaped, at, at + 4, 16);
                        at += 4;
                    }
                    default -> {} // A quotation mark, a backslash or a solidus stands for itself.
                }
            }
            text.append(c);
        }
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        if (utf8.length > unescaped.length - unescapedLength) {
            // No escape is shorter than the UTF-8 of what it stands for, so all names fit into the length of the text.
            long needed = (long) unescapedLength + utf8.length;
            unescaped = Arrays.copyOf(unescaped, (int) Math.min(json.length, needed + needed / 2));
        }
        System.arraycopy(utf8, 0, unescaped, unescapedLength, utf8.length);
        unescapedLength += utf8.length;
    }
}
