package dev.verso;

import java.util.Objects;
import java.util.Optional;

/** The live head is not at an expected version; nothing was written (LOCK-01, LOCK-02). */
public final class VersionConflictException extends ConcurrencyException {

    private static final long serialVersionUID = 1L;

    /** The expected version as it was given. */
    private final String expected;

    private final transient Optional<RevisionMetadata> head;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param expected the expected version as it was given, or several joined by a comma
     * @param head the head; empty if the caller may not read it (LOCK-05)
     */
    public VersionConflictException(ResourceKey key, String expected, Optional<RevisionMetadata> head) {
        super(
                key,
                key
                        + head.map(h -> " is at version " + h.version() + ", not at ")
                                .orElse(" is not at version ")
                        + MessageText.quote(expected) + "; read it again and decide anew");
        this.expected = Objects.requireNonNull(expected, "expected");
        this.head = Objects.requireNonNull(head, "head");
    }

    /**
     * Gives the expected version as it was given, or several joined by a comma.
     *
     * @return any text: it need not be a version id
     */
    public String expectedVersion() {
        return expected;
    }

    /**
     * Gives the head's version.
     *
     * @return the version id; empty if the caller may not read it (LOCK-05)
     */
    public Optional<String> actualVersion() {
        return head.map(RevisionMetadata::versionId);
    }

    /**
     * Gives the head.
     *
     * @return its metadata; empty if the caller may not read it (LOCK-05)
     */
    public Optional<RevisionMetadata> head() {
        return head;
    }
}
