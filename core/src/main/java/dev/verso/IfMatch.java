package dev.verso;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of an HTTP {@code If-Match} or {@code If-None-Match} header: either {@code *}, or the version ids that its
 * entity tags name.
 *
 * <p>The syntax is that of RFC 9110, sections 13.1.1, 13.1.2 and 8.8.3. A tag's {@code W/} is ignored on purpose, also
 * for {@code If-Match}: FHIR's tags are weak. A version id is taken as it stands between the quotation marks; one that
 * is no canonical version, such as {@code 007}, is well-formed and equals no version (VER-06).
 *
 * <p>Immutable and thread-safe.
 */
public final class IfMatch {

    private static final IfMatch ANY = new IfMatch(Set.of());

    /** In the order of first mention; empty stands for {@code *}, since a list names one version at least. */
    private final Set<String> versionIds;

    IfMatch(Set<String> versionIds) {
        this.versionIds = versionIds;
    }

    /**
     * Gives the value {@code *}.
     *
     * @return the value that every version meets
     */
    public static IfMatch any() {
        return ANY;
    }

    /**
     * Gives the value that one version meets.
     *
     * @param versionId a version id, not header text: {@code *} here is an id that no version has, and no wildcard
     * @return the value
     */
    public static IfMatch version(String versionId) {
        return new IfMatch(Set.of(versionId));
    }

    /**
     * Parses a header's value, in time linear in its length.
     *
     * @param headerValue for instance {@code W/"3"}, {@code "3"}, {@code W/"2", W/"3"} or {@code *}; white space around
     *     tags and empty list elements are accepted, as RFC 9110, section 5.6.1.2 asks of a recipient
     * @return the value
     * @throws InvalidArgumentException if it is malformed; the message says what is wrong, where, and what is right
     */
    public static IfMatch parse(String headerValue) {
        return parse(List.of(headerValue));
    }

    /**
     * Parses the values of a header that a request may repeat; they form one list (RFC 9110, section 5.3).
     *
     * @param headerLines the value of each line, in order
     * @return the value
     * @throws InvalidArgumentException if a line is malformed, if {@code *} does not stand alone, or if there is no tag;
     *     a request without the header has no condition, so there is nothing to parse
     */
    public static IfMatch parse(Collection<String> headerLines) {
        IfMatchParser parser = new IfMatchParser();
        headerLines.forEach(parser::line);
        return parser.result();
    }

    /**
     * Tells whether this is {@code *}.
     *
     * @return whether every version meets the value
     */
    public boolean isAny() {
        return versionIds.isEmpty();
    }

    /**
     * Gives the version ids that are named.
     *
     * @return each once, in the order of first mention, as given and without quotation marks; empty for {@code *}
     */
    public List<String> versionIds() {
        return List.copyOf(versionIds);
    }

    /**
     * Tells whether a version meets the value.
     *
     * @param versionId a version id
     * @return whether this is {@code *} or names exactly this version id
     */
    public boolean contains(String versionId) {
        return versionIds.contains(Objects.requireNonNull(versionId, "versionId")) || isAny();
    }

    /**
     * Compares what is named; neither order nor the strength of tags matters.
     *
     * @param other any object
     * @return whether the other is met by the same versions
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IfMatch ifMatch && versionIds.equals(ifMatch.versionIds);
    }

    /**
     * Gives a hash of what is named.
     *
     * @return the same number for equal values
     */
    @Override
    public int hashCode() {
        return versionIds.hashCode();
    }

    /**
     * Renders a header's value, with weak tags. It can be parsed again, to an equal value, unless {@link #version} was
     * given an id with a character that no entity tag can hold: that is shown as a question mark, so that it cannot break
     * a header.
     *
     * @return for instance {@code W/"3"}, {@code W/"2", W/"3"} or {@code *}
     */
    @Override
    public String toString() {
        return isAny() ? "*" : versionIds.stream().map(IfMatch::tag).collect(Collectors.joining(", "));
    }

    private static String tag(String versionId) {
        StringBuilder tag = new StringBuilder("W/\"");
        versionId
                .chars()
                .map(c -> IfMatchParser.isTagCharacter((char) c) ? c : '?')
                .forEach(c -> tag.append((char) c));
        return tag.append('"').toString();
    }
}
