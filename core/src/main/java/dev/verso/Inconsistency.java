package dev.verso;

import java.util.Objects;

/**
 * A key whose stored revisions break the contract (FLT-02).
 *
 * @param key the key
 * @param kind what is wrong
 * @param detail says it in words, with versions, never with content
 */
public record Inconsistency(ResourceKey key, Kind kind, String detail) {

    /** What can be wrong with a key. */
    public enum Kind {
        /** A version is missing between two others, or the first one is not 1 (VER-02). */
        GAP,
        /** A version number was taken twice (VER-02). */
        DUPLICATE,
        /** The change of a revision does not follow from the one before. */
        CHANGE,
        /** Times do not rise with versions, or {@code createdAt} is not that of the life's first version. */
        TIME,
        /** Content is where none may be, or is missing where it must be. */
        CONTENT,
        /** A fact that the store derives from its revisions disagrees with them, such as its idea of the head. */
        DERIVED
    }

    /** Checks that no part is missing. */
    public Inconsistency {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }
}
