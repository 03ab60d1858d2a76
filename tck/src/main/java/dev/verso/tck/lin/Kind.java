package dev.verso.tck.lin;

import java.util.Arrays;
import java.util.Optional;

/** The operations of one key that a history may hold. */
public enum Kind {
    /** A create with a given id. */
    CREATE("create", Role.WRITE, true, false),
    /** HTTP {@code If-None-Match: *}. */
    CREATE_IF_NOT_LIVE("createIfNotLive", Role.WRITE, true, false),
    /** HTTP {@code PUT} without a condition. */
    CREATE_OR_UPDATE("createOrUpdate", Role.WRITE, true, false),
    /** An unconditional update. */
    UPDATE("update", Role.WRITE, true, false),
    /** An update of an expected version. */
    UPDATE_WITH_MATCH("updateWithMatch", Role.MATCH, true, true),
    /** An unconditional delete. */
    DELETE("delete", Role.WRITE, false, false),
    /** A delete of an expected version. */
    DELETE_WITH_MATCH("deleteWithMatch", Role.MATCH, false, true),
    /** A restore of the newest content. */
    RESTORE("restore", Role.WRITE, false, false),
    /** A restore of a named version's content. */
    RESTORE_VERSION("restoreVersion", Role.WRITE, false, true),
    /** A read of the live resource. */
    READ("read", Role.READ, false, false),
    /** What a batch read says of one key. */
    READ_BATCH("readBatch", Role.READ, false, false),
    /** A read of the newest revision. */
    HEAD("head", Role.READ, false, false),
    /** Whether the resource is live. */
    EXISTS("exists", Role.READ, false, false),
    /** The version of the live resource. */
    CURRENT_VERSION("currentVersion", Role.READ, false, false),
    /** A read of one version. */
    VREAD("vread", Role.READ, false, true),
    /** The versions of the key. */
    LIST_VERSIONS("listVersions", Role.READ, false, false);

    private enum Role {
        WRITE,
        MATCH,
        READ
    }

    private final String label;
    private final Role role;
    private final boolean sendsContent;
    private final boolean namesVersion;

    Kind(String label, Role role, boolean sendsContent, boolean namesVersion) {
        this.label = label;
        this.role = role;
        this.sendsContent = sendsContent;
        this.namesVersion = namesVersion;
    }

    /**
     * Gives the name that the operation has in a saved history.
     *
     * @return for instance {@code updateWithMatch}
     */
    public String label() {
        return label;
    }

    /**
     * Tells whether the operation writes, and so has a write id.
     *
     * @return whether it writes
     */
    public boolean isWrite() {
        return role != Role.READ;
    }

    /**
     * Tells whether the operation writes only on an expected version.
     *
     * @return whether it is a match
     */
    public boolean isMatch() {
        return role == Role.MATCH;
    }

    /**
     * Tells whether the operation sends content.
     *
     * @return whether it does
     */
    public boolean sendsContent() {
        return sendsContent;
    }

    /**
     * Tells whether the operation names a version: an expected one, one to read, or one to restore.
     *
     * @return whether it does
     */
    public boolean namesVersion() {
        return namesVersion;
    }

    static Optional<Kind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
