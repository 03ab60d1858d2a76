package dev.verso.tck.lin;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What an operation asked for.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kind which operation
 * @param version the version that it names, as it was given, for kinds that name one
 * @param writeId the write's id, for writes
 * @param content a digest of the content that was sent, for kinds that send content: any text that is equal exactly for
 *     equal content
 */
public record Call(Kind kind, Optional<String> version, Optional<UUID> writeId, Optional<String> content) {

    /**
     * Checks that the parts are those of the kind.
     *
     * @throws IllegalArgumentException if one is missing or too many
     */
    public Call {
        Objects.requireNonNull(kind, "kind");
        require(kind, "version", kind.namesVersion(), version);
        require(kind, "writeId", kind.isWrite(), writeId);
        require(kind, "content", kind.sendsContent(), content);
    }

    private static void require(Kind kind, String part, boolean wanted, Optional<?> given) {
        if (wanted != given.isPresent()) {
            throw new IllegalArgumentException(
                    kind.label() + (wanted ? " needs \"" : " has no \"") + part + "\"" + (wanted ? "" : " of its own"));
        }
    }

    /**
     * Makes a write that sends content and names no version.
     *
     * @param kind {@code CREATE}, {@code CREATE_IF_NOT_LIVE}, {@code CREATE_OR_UPDATE} or {@code UPDATE}
     * @param writeId the write's id
     * @param content the digest of the content
     * @return the call
     */
    public static Call put(Kind kind, UUID writeId, String content) {
        return new Call(kind, Optional.empty(), Optional.of(writeId), Optional.of(content));
    }

    /**
     * Makes an update of an expected version.
     *
     * @param expected the version, as it was given
     * @param writeId the write's id
     * @param content the digest of the content
     * @return the call
     */
    public static Call updateWithMatch(String expected, UUID writeId, String content) {
        return new Call(Kind.UPDATE_WITH_MATCH, Optional.of(expected), Optional.of(writeId), Optional.of(content));
    }

    /**
     * Makes an unconditional delete.
     *
     * @param writeId the write's id
     * @return the call
     */
    public static Call delete(UUID writeId) {
        return new Call(Kind.DELETE, Optional.empty(), Optional.of(writeId), Optional.empty());
    }

    /**
     * Makes a delete of an expected version.
     *
     * @param expected the version, as it was given
     * @param writeId the write's id
     * @return the call
     */
    public static Call deleteWithMatch(String expected, UUID writeId) {
        return new Call(Kind.DELETE_WITH_MATCH, Optional.of(expected), Optional.of(writeId), Optional.empty());
    }

    /**
     * Makes a restore of the newest content.
     *
     * @param writeId the write's id
     * @return the call
     */
    public static Call restore(UUID writeId) {
        return new Call(Kind.RESTORE, Optional.empty(), Optional.of(writeId), Optional.empty());
    }

    /**
     * Makes a restore of a named version's content.
     *
     * @param source the version, as it was given
     * @param writeId the write's id
     * @return the call
     */
    public static Call restore(String source, UUID writeId) {
        return new Call(Kind.RESTORE_VERSION, Optional.of(source), Optional.of(writeId), Optional.empty());
    }

    /**
     * Makes a read that names no version.
     *
     * @param kind {@code READ}, {@code READ_BATCH}, {@code HEAD}, {@code EXISTS}, {@code CURRENT_VERSION} or
     *     {@code LIST_VERSIONS}
     * @return the call
     */
    public static Call read(Kind kind) {
        return new Call(kind, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Makes a read of one version.
     *
     * @param version the version, as it was given
     * @return the call
     */
    public static Call vread(String version) {
        return new Call(Kind.VREAD, Optional.of(version), Optional.empty(), Optional.empty());
    }

    /** Gives the operation in words, without its digest. */
    @Override
    public String toString() {
        return kind.label() + version.map(named -> "(" + named + ")").orElse("");
    }
}
