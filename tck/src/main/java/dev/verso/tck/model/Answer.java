package dev.verso.tck.model;

import dev.verso.AlreadyExistsException;
import dev.verso.ErasedRevision;
import dev.verso.ErasureReceipt;
import dev.verso.GoneException;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.NotRestorableException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.Written;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a call gave, or must give: a value, or a refusal with its facts. Equal answers are equal in everything.
 *
 * @param refusal which refusal; empty for a value
 * @param facts the value, or the refusal's facts
 */
record Answer(Optional<String> refusal, List<Object> facts) {

    static Answer gives(Object value) {
        return new Answer(Optional.empty(), List.of(value));
    }

    static Answer notFound(ResourceKey key) {
        return refuses("NotFound", key);
    }

    static Answer gone(RevisionMetadata tombstone) {
        return refuses("Gone", tombstone.key(), Optional.of(tombstone));
    }

    static Answer alreadyExists(RevisionMetadata head) {
        return refuses("AlreadyExists", head.key(), Optional.of(head));
    }

    static Answer conflict(List<String> expected, RevisionMetadata head) {
        return refuses("VersionConflict", head.key(), expected, Optional.of(head));
    }

    static Answer notRestorable(ResourceKey key) {
        return refuses("NotRestorable", key);
    }

    static Answer invalidArgument() {
        return refuses("InvalidArgument");
    }

    private static Answer refuses(String refusal, Object... facts) {
        return new Answer(Optional.of(refusal), Arrays.asList(facts));
    }

    /** What was thrown; anything but a refusal of the contract's table is an answer that the model never gives. */
    static Answer thrown(Throwable thrown) {
        if (thrown instanceof GoneException gone) {
            return refuses("Gone", gone.key(), gone.tombstone());
        }
        if (thrown instanceof NotFoundException absent) {
            return refuses("NotFound", absent.key());
        }
        if (thrown instanceof AlreadyExistsException exists) {
            return refuses("AlreadyExists", exists.key(), exists.head());
        }
        if (thrown instanceof VersionConflictException conflict) {
            List<String> expected = Arrays.stream(conflict.expectedVersion().split(",", -1))
                    .map(String::strip)
                    .toList();
            return refuses("VersionConflict", conflict.key(), expected, conflict.head());
        }
        if (thrown instanceof NotRestorableException hopeless) {
            return refuses("NotRestorable", hopeless.key());
        }
        return thrown instanceof InvalidArgumentException
                ? invalidArgument()
                : refuses(thrown.getClass().getName(), String.valueOf(thrown.getMessage()));
    }

    /** The revisions that a write gave; none if it was refused. */
    List<Revision> revisions() {
        Object value = refusal.isPresent() ? List.of() : facts.get(0);
        Collection<?> values = value instanceof Collection<?> many ? many : List.of(value);
        return values.stream()
                .map(each -> each instanceof Written written ? written.resource() : each)
                .filter(Revision.class::isInstance)
                .map(Revision.class::cast)
                .toList();
    }

    @Override
    public String toString() {
        return refusal.map(name -> name + words(facts)).orElseGet(() -> words(facts.get(0)));
    }

    private static String words(@Nullable Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().map(Answer::words).collect(Collectors.joining(",\n      ", "[", "]"));
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Answer::words).orElse("empty");
        }
        if (value instanceof StoredResource resource) {
            return words(resource.metadata()) + " " + resource.content().json();
        }
        if (value instanceof Revision revision) {
            return (revision instanceof ErasedRevision ? "erased " : "tombstone ") + words(revision.metadata());
        }
        if (value instanceof RevisionMetadata m) {
            return m.key() + " v" + m.version() + " " + m.change() + " at " + m.lastUpdated() + " of a life since "
                    + m.createdAt() + " by " + m.author().orElse("nobody") + " in write " + m.writeId();
        }
        if (value instanceof Written written) {
            return words(written.resource()) + (written.created() ? ", created" : ", not created");
        }
        return value instanceof ErasureReceipt receipt
                ? receipt + " by " + receipt.erasedBy() + " because " + receipt.reason()
                : String.valueOf(value);
    }
}
