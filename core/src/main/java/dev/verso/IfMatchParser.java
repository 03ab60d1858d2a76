package dev.verso;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The parser of {@link IfMatch}, fed line by line.
 *
 * <p>{@code entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE} (RFC 9110, section 8.8.3); the list is that of section 5.6.1.2,
 * with empty elements. Used once, by one thread.
 */
final class IfMatchParser {

    private static final String RIGHT =
            "; write versions as W/\"3\" or \"3\", several with commas between them, or * alone for any version";

    private final Set<String> versionIds = new LinkedHashSet<>();
    private boolean any;
    private int lines;
    private String line = "";
    private int at;

    /** Takes the next line of the header. */
    void line(String value) {
        lines++;
        line = value;
        at = 0;
        if (any) {
            throw malformed("* stands beside something else", at);
        }
        skipWhitespace();
        if (peek('*')) {
            star();
        } else {
            list();
        }
    }

    /** Gives the value of all lines. */
    IfMatch result() {
        if (any) {
            return IfMatch.any();
        }
        if (versionIds.isEmpty()) {
            throw new InvalidArgumentException("Malformed If-Match or If-None-Match: it names no version" + RIGHT);
        }
        return new IfMatch(Collections.unmodifiableSet(versionIds));
    }

    private void star() {
        int star = at++;
        skipWhitespace();
        if (lines > 1 || at < line.length()) {
            throw malformed("* stands beside something else", star);
        }
        any = true;
    }

    private void list() {
        while (true) {
            while (peek(',')) {
                at++;
                skipWhitespace();
            }
            if (at == line.length()) {
                return;
            }
            if (peek('*')) {
                throw malformed("* stands beside something else", at);
            }
            versionIds.add(tag());
            skipWhitespace();
            if (at < line.length() && !peek(',')) {
                throw malformed("a comma is expected after a tag", at);
            }
        }
    }

    private String tag() {
        if (line.startsWith("W/", at)) {
            at += 2;
        }
        if (!peek('"')) {
            throw malformed("a quotation mark is expected", at);
        }
        int from = ++at;
        while (at < line.length() && isTagCharacter(line.charAt(at))) {
            at++;
        }
        if (at == line.length()) {
            throw malformed("the quotation mark that ends a tag is missing", at);
        }
        if (!peek('"')) {
            throw malformed("a tag holds a character that no tag may hold, such as a blank", at);
        }
        return line.substring(from, at++);
    }

    /** Tells whether a character is {@code etagc}: visible but for the quotation mark, or ISO 8859-1 above ASCII. */
    static boolean isTagCharacter(char c) {
        return c == '!' || (c >= '#' && c <= '~') || (c >= 0x80 && c <= 0xff);
    }

    private boolean peek(char c) {
        return at < line.length() && line.charAt(at) == c;
    }

    private void skipWhitespace() {
        while (peek(' ') || peek('\t')) {
            at++;
        }
    }

    private InvalidArgumentException malformed(String what, int offset) {
        return new InvalidArgumentException("Malformed If-Match or If-None-Match: " + what + ", at character "
                + (offset + 1) + " of line " + lines + RIGHT);
    }
}
