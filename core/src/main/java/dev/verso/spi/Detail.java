package dev.verso.spi;

/** How much of a revision is wanted. */
public enum Detail {
    /** Everything but the content, which need not be loaded. */
    METADATA,
    /** The content too. */
    CONTENT
}
