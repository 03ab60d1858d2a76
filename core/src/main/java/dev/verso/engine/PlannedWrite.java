package dev.verso.engine;

import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.Versions;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * A write that has passed the gate: with its key, its write id, and what it requires.
 *
 * @param context on whose behalf
 * @param write what the caller asked for
 * @param key the key; made by the engine for a creation without an id
 * @param freshKey whether the engine made the key's id for this write
 * @param writeId the caller's, or one that the engine made
 * @param now the core's time, in whole microseconds
 * @param target what the write requires of the head
 */
record PlannedWrite(
        TenantContext context,
        Write write,
        ResourceKey key,
        boolean freshKey,
        UUID writeId,
        Instant now,
        Target target) {

    /** What a write requires of the head, as far as it is known without a look at it. */
    sealed interface Target {}

    /**
     * A condition that the store can judge alone.
     *
     * @param condition the condition
     */
    record Fixed(Condition condition) implements Target {}

    /**
     * The live head must be at one of these versions: a look decides which one (or that there is none).
     *
     * @param versions those of the given texts that are versions at all (VER-06)
     * @param asGiven the texts, for the refusal
     */
    record OneOf(Set<Long> versions, String asGiven) implements Target {}

    /**
     * The head must be a tombstone: a look finds it and the content to restore.
     *
     * @param versionId whose content is wanted; empty for the newest
     */
    record Restoring(Optional<String> versionId) implements Target {}

    /** Gives what a write requires. */
    static Target target(Write write) {
        if (write instanceof Write.Create) {
            return new Fixed(new Condition.Absent());
        }
        if (write instanceof Write.CreateIfNotLive) {
            return new Fixed(new Condition.NotLive());
        }
        if (write instanceof Write.CreateOrUpdate) {
            return new Fixed(new Condition.Any());
        }
        if (write instanceof Write.Restore restore) {
            return new Restoring(restore.versionId());
        }
        Optional<IfMatch> ifMatch =
                write instanceof Write.Update update ? update.ifMatch() : ((Write.Delete) write).ifMatch();
        return ifMatch.map(PlannedWrite::match).orElse(new Fixed(new Condition.Live()));
    }

    private static Target match(IfMatch ifMatch) {
        if (ifMatch.isAny()) {
            return new Fixed(new Condition.Live());
        }
        Set<Long> versions = new LinkedHashSet<>();
        for (String versionId : ifMatch.versionIds()) {
            OptionalLong version = Versions.parse(versionId);
            if (version.isPresent() && version.getAsLong() <= Versions.LAST) {
                versions.add(version.getAsLong());
            }
        }
        boolean one = ifMatch.versionIds().size() == 1 && versions.size() == 1;
        return one
                ? new Fixed(new Condition.LiveAt(versions.iterator().next()))
                : new OneOf(versions, String.join(", ", ifMatch.versionIds()));
    }

    /** Whether the write id is the caller's own, so that an earlier use of it counts (ERR-06). */
    boolean hasCallersId() {
        return write.writeId().isPresent();
    }

    /** Whether the call, repeated unchanged, cannot take effect twice (ERR-02). */
    boolean isRepeatable() {
        return target instanceof Fixed fixed
                && !freshKey
                && (fixed.condition() instanceof Condition.Absent || fixed.condition() instanceof Condition.LiveAt);
    }

    /** The content that the caller gave; empty for a deletion and a restore. */
    Optional<Content> content() {
        return content(write);
    }

    static Optional<Content> content(Write write) {
        if (write instanceof Write.Create create) {
            return Optional.of(create.content());
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return Optional.of(create.content());
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return Optional.of(put.content());
        }
        return write instanceof Write.Update update ? Optional.of(update.content()) : Optional.empty();
    }

    /** The append of the caller's own content, or of a tombstone, under a condition. */
    Append append(Condition condition) {
        return content()
                .map(content -> append(condition, content))
                .orElseGet(() -> new Append.Delete(key, condition, context.principal(), writeId, now));
    }

    /** The append of this content under a condition. */
    Append append(Condition condition, Content content) {
        return new Append.Put(key, condition, content, context.principal(), writeId, now, freshKey);
    }

    /** What the caller required, in words. */
    String condition() {
        if (target instanceof Fixed fixed) {
            return fixed.condition().toString();
        }
        return target instanceof Restoring ? "deleted" : "live at one of several versions";
    }
}
