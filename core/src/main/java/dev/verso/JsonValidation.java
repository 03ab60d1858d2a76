package dev.verso;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The one pass over the bytes of an incoming JSON text that decides whether they may become a {@link Content} (JSON-01,
 * JSON-03).
 *
 * <p>The grammar is that of RFC 8259, sections 2 to 7; the byte sequences are those of RFC 3629, section 4. The pass
 * takes time linear in the input, apart from what {@link JsonNames} says, and does not recurse: nesting cannot overflow
 * the stack. No message holds a piece of the content.
 *
 * <p>Used once, by one thread.
 */
final class JsonValidation {

    /** An open array among the frames; an open object is the mark that its names begin at, never negative. */
    private static final int ARRAY = -1;

    private static final int END = -1;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final byte[] json;
    private final int end;
    private final JsonNames names;
    private int[] frames = new int[16];
    private int depth;
    private int deepest;
    private boolean escapeSeen;

    private JsonValidation(byte[] json) {
        this.json = json;
        this.end = json.length;
        this.names = new JsonNames(json);
    }

    /**
     * Checks that the bytes are what JSON-01 and JSON-03 accept, size and configured depth aside.
     *
     * @return how many objects and arrays are open at the deepest point, 1 to {@link Content#MAX_DEPTH}
     * @throws InvalidContentException if they are not
     */
    static int requireObject(byte[] utf8) {
        JsonValidation validation = new JsonValidation(utf8);
        validation.object();
        return validation.deepest;
    }

    private void object() {
        int at = skipWhitespace(0);
        if (at == end) {
            throw invalid("there is no JSON object, the content is empty", at);
        }
        if (json[at] != '{') {
            throw invalid(
                    startsWithByteOrderMark()
                            ? "the content begins with a byte order mark; leave it out"
                            : "the content must be a JSON object in UTF-8, beginning with a left brace",
                    at);
        }
        at = skipWhitespace(value(at));
        if (at != end) {
            throw invalid("something follows the end of the JSON object", at);
        }
    }

    /** Reads one value and all that is in it; both offsets are its edges. */
    private int value(int from) {
        int at = from;
        while (true) {
            switch (at == end ? END : json[at]) {
                case '"' -> at = string(at + 1);
                case '{' -> {
                    open(names.mark(), at);
                    at = skipWhitespace(at + 1);
                    if (at == end || json[at] != '}') {
                        at = name(at);
                        continue;
                    }
                }
                case '[' -> {
                    open(ARRAY, at);
                    at = skipWhitespace(at + 1);
                    if (at == end || json[at] != ']') {
                        continue;
                    }
                }
                case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> at = number(at);
                case 't' -> at = literal("true", at);
                case 'f' -> at = literal("false", at);
                case 'n' -> at = literal("null", at);
                default -> throw invalid("a value is expected", at);
            }
            at = skipWhitespace(at);
            while (at == end || json[at] != ',') {
                at = close(at);
                if (depth == 0) {
                    return at;
                }
                at = skipWhitespace(at);
            }
            at = skipWhitespace(at + 1);
            if (frames[depth - 1] != ARRAY) {
                at = name(at);
            }
        }
    }

    private void open(int frame, int at) {
        if (depth == Content.MAX_DEPTH) {
            throw invalid("more than " + Content.MAX_DEPTH + " objects and arrays are open", at);
        }
        if (depth == frames.length) {
            frames = Arrays.copyOf(frames, 2 * depth);
        }
        frames[depth++] = frame;
        deepest = Math.max(deepest, depth);
    }

    private int close(int at) {
        int frame = frames[depth - 1];
        if (frame == ARRAY) {
            if (at == end || json[at] != ']') {
                throw invalid("a comma or a right bracket is expected in an array", at);
            }
        } else {
            if (at == end || json[at] != '}') {
                throw invalid("a comma or a right brace is expected in an object", at);
            }
            int duplicate = names.release(frame);
            if (duplicate != JsonNames.NONE) {
                throw invalid("an object has the name that stands here more than once", duplicate);
            }
        }
        depth--;
        return at + 1;
    }

    /** Reads a member's name and its colon, up to the value. */
    private int name(int from) {
        if (from == end || json[from] != '"') {
            throw invalid("a name in quotation marks is expected in an object", from);
        }
        escapeSeen = false;
        int at = string(from + 1);
        names.add(from, at, escapeSeen);
        at = skipWhitespace(at);
        if (at == end || json[at] != ':') {
            throw invalid("a colon is expected after a name", at);
        }
        return skipWhitespace(at + 1);
    }

    /** Reads from behind the opening quotation mark to behind the closing one. */
    private int string(int from) {
        int at = from;
        while (true) {
            while (at <= end - Long.BYTES) {
                long special = special((long) WORD.get(json, at));
                if (special != 0) {
                    at += Long.numberOfTrailingZeros(special) / Byte.SIZE;
                    break;
                }
                at += Long.BYTES;
            }
            if (at == end) {
                throw invalid("the content ends within a string", at);
            }
            byte b = json[at];
            if (b == '"') {
                return at + 1;
            } else if (b == '\\') {
                escapeSeen = true;
                at = escape(at);
            } else if (b < 0) {
                at = beyondAscii(at);
            } else if (b < ' ') {
                throw invalid("a control character in a string must be escaped", at);
            } else {
                at++;
            }
        }
    }

    /**
     * Marks the bytes that end a plain run within a string: quotation mark, backslash, control characters, and all that
     * is not ASCII.
     *
     * @return the high bit of such bytes; those above the lowest mark may be false, since a subtraction borrows
     */
    private static long special(long word) {
        long quote = word ^ ('"' * ONES);
        long backslash = word ^ ('\\' * ONES);
        return ((quote - ONES) | (backslash - ONES) | (word - ' ' * ONES) | word) & HIGH_BITS;
    }

    private int escape(int at) {
        switch (at + 1 < end ? json[at + 1] : END) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 2;
            }
            case 'u' -> {
                char unit = codeUnit(at);
                if (!Character.isSurrogate(unit)) {
                    return at + 6;
                }
                int second = at + 6;
                boolean paired = Character.isHighSurrogate(unit)
                        && end - second >= 2
                        && json[second] == '\\'
                        && json[second + 1] == 'u'
                        && Character.isLowSurrogate(codeUnit(second));
                if (!paired) {
                    throw invalid("an escape makes an unpaired surrogate", at);
                }
                return second + 6;
            }
            default -> throw invalid("a backslash begins no escape that JSON has", at);
        }
    }

    /** Reads the four digits of the escape whose backslash stands at the offset. */
    private char codeUnit(int at) {
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = i < end ? Character.digit(json[i], 16) : -1;
            if (digit < 0) {
                throw invalid("four hexadecimal digits are expected after a backslash and u", at);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private int beyondAscii(int at) {
        int first = json[at] & 0xff;
        // The bounds of the second byte keep out overlong forms, surrogates and what is above U+10FFFF.
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        boolean valid = first >= 0xc2 && first <= 0xf4 && end - at >= length;
        if (valid) {
            int second = json[at + 1] & 0xff;
            valid = second >= least && second <= most;
            for (int i = 2; i < length; i++) {
                valid &= (json[at + i] & 0xc0) == 0x80;
            }
        }
        if (!valid) {
            throw invalid("the bytes are not UTF-8", at);
        }
        return at + length;
    }

    private int number(int from) {
        int at = json[from] == '-' ? from + 1 : from;
        int integer = at;
        at = digits(at);
        if (json[integer] == '0' && at - integer > 1) {
            throw invalid("a number begins with a needless zero", integer);
        }
        if (at < end && json[at] == '.') {
            at = digits(at + 1);
        }
        if (at < end && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (at < end && (json[at] == '+' || json[at] == '-')) {
                at++;
            }
            at = digits(at);
        }
        return at;
    }

    private int digits(int from) {
        int at = from;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw invalid("a digit is expected in a number", at);
        }
        return at;
    }

    private int literal(String word, int at) {
        boolean same = end - at >= word.length();
        for (int i = 1; same && i < word.length(); i++) {
            same = json[at + i] == word.charAt(i);
        }
        if (!same) {
            throw invalid("a value is expected; the only words are true, false and null", at);
        }
        return at + word.length();
    }

    private int skipWhitespace(int from) {
        int at = from;
        while (at < end && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at;
    }

    private boolean startsWithByteOrderMark() {
        return end >= 3 && (json[0] & 0xff) == 0xef && (json[1] & 0xff) == 0xbb && (json[2] & 0xff) == 0xbf;
    }

    private InvalidContentException invalid(String what, int at) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            if (json[i] == '\n') {
                line++;
                column = 1;
            } else if ((json[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        String where = " at byte " + at + " (line " + line + ", column " + column + ")";
        return new InvalidContentException("Invalid content: " + what + where + (at == end ? ", its end" : ""));
    }
}
