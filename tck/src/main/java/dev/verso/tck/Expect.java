package dev.verso.tck;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.GoneException;
import dev.verso.NotFoundException;
import dev.verso.Permission;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.VersionConflictException;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kit's checks assert by: each failure says what was expected and what was seen, and {@link Trial} adds the rule,
 * a trace and how to run the check again.
 */
public final class Expect {

    private Expect() {}

    /** A call that may throw. */
    @FunctionalInterface
    public interface Call {

        /**
         * Makes the call.
         *
         * @return what came back
         * @throws Exception what the call throws
         */
        @Nullable
        Object run() throws Exception;
    }

    /** An expectation that was not met. */
    static final class Unmet extends AssertionError {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String expected;
        private final String seen;
        private final transient Set<String> concerns;

        Unmet(String expected, String seen, Set<String> concerns) {
            super("expected: " + expected + "; seen: " + seen);
            this.expected = expected;
            this.seen = seen;
            this.concerns = concerns;
        }

        String expected() {
            return expected;
        }

        String seen() {
            return seen;
        }

        Set<String> concerns() {
            return concerns;
        }
    }

    /**
     * Fails.
     *
     * @param expected what was expected, in words
     * @param seen what was seen
     * @return never
     */
    public static AssertionError unmet(String expected, @Nullable Object seen) {
        return new Unmet(expected, seen instanceof String text ? text : Words.of(seen), Set.of());
    }

    /**
     * Expects something to be so.
     *
     * @param expected what is expected, in words
     * @param holds whether it is so
     * @param seen what was seen in its place
     */
    public static void that(String expected, boolean holds, @Nullable Object seen) {
        if (!holds) {
            throw unmet(expected, seen);
        }
    }

    /**
     * Expects two values to be equal.
     *
     * @param what what is compared, in words
     * @param expected the value to be
     * @param seen the value that is
     */
    public static void equal(String what, @Nullable Object expected, @Nullable Object seen) {
        if (!Objects.equals(expected, seen)) {
            String wanted = Words.of(expected);
            String got = Words.of(seen);
            String difference = expected instanceof List<?> one && seen instanceof List<?> other
                    ? " (" + parting(one, other) + ")"
                    : wanted.equals(got) ? " (" + difference(expected, seen) + ")" : "";
            throw unmet(what + " = " + wanted, got + difference);
        }
    }

    /** Lists are shown in part only, and may part where they are not shown. */
    private static String parting(List<?> expected, List<?> seen) {
        int same = 0;
        while (same < Math.min(expected.size(), seen.size()) && Objects.equals(expected.get(same), seen.get(same))) {
            same++;
        }
        String counts =
                expected.size() == seen.size() ? "" : ", " + seen.size() + " entries instead of " + expected.size();
        if (same == expected.size()) {
            return "after these comes " + Words.of(seen.get(same)) + counts;
        }
        return "entry " + (same + 1) + " should be " + Words.of(expected.get(same)) + " and "
                + (same == seen.size() ? "is missing" : "is " + Words.of(seen.get(same))) + counts;
    }

    private static String difference(@Nullable Object expected, @Nullable Object seen) {
        if (expected instanceof Revision one && seen instanceof Revision other) {
            return "content, author, createdAt or write id differ: createdAt " + one.createdAt() + " and "
                    + other.createdAt() + ", author " + one.author() + " and " + other.author() + ", write id "
                    + one.writeId() + " and " + other.writeId();
        }
        return "in what is not shown";
    }

    /**
     * Expects a value.
     *
     * @param <T> its type
     * @param what what is looked at, in words
     * @param seen what came back
     * @return the value
     */
    public static <T> T present(String what, Optional<T> seen) {
        return seen.orElseThrow(() -> unmet(what + " is there", "empty"));
    }

    /**
     * Expects no value.
     *
     * @param what what is looked at, in words
     * @param seen what came back
     */
    public static void empty(String what, Optional<?> seen) {
        that(what + " = empty", seen.isEmpty(), seen);
    }

    /**
     * Expects a revision with content.
     *
     * @param what what is looked at, in words
     * @param seen what came back
     * @param key its key
     * @param version its version
     * @param change its change
     * @param content its content, byte for byte
     * @return the resource
     */
    public static StoredResource resource(
            String what, Revision seen, ResourceKey key, long version, Change change, Content content) {
        String expected = what + " = resource " + key + " v" + version + " " + change + " " + Words.of(content);
        if (seen instanceof StoredResource resource
                && resource.key().equals(key)
                && resource.version() == version
                && resource.versionId().equals(Long.toString(version))
                && resource.change() == change
                && resource.content().equals(content)) {
            return resource;
        }
        throw unmet(expected, seen);
    }

    /**
     * Expects a tombstone.
     *
     * @param what what is looked at, in words
     * @param seen what came back
     * @param key its key
     * @param version its version
     * @return the tombstone
     */
    public static Tombstone tombstone(String what, Revision seen, ResourceKey key, long version) {
        if (seen instanceof Tombstone tombstone
                && tombstone.key().equals(key)
                && tombstone.version() == version
                && tombstone.change() == Change.DELETE) {
            return tombstone;
        }
        throw unmet(what + " = tombstone of " + key + " v" + version, seen);
    }

    /**
     * Expects an erased revision.
     *
     * @param what what is looked at, in words
     * @param seen what came back
     * @param key its key
     * @param version its version
     * @return the erased revision
     */
    public static ErasedRevision erased(String what, Revision seen, ResourceKey key, long version) {
        if (seen instanceof ErasedRevision erased && erased.key().equals(key) && erased.version() == version) {
            return erased;
        }
        throw unmet(what + " = erased revision of " + key + " v" + version, seen);
    }

    /**
     * Expects a call to throw exactly one type of exception; a subtype is another answer.
     *
     * @param <X> the type
     * @param type the type
     * @param what the call, in words
     * @param call the call
     * @return the exception
     */
    public static <X extends Throwable> X refused(Class<X> type, String what, Call call) {
        Object seen;
        try {
            seen = "it returned " + Words.of(call.run());
        } catch (Unmet e) {
            throw e;
        } catch (Throwable e) {
            if (e.getClass() == type) {
                return type.cast(e);
            }
            seen = e;
        }
        throw unmet(what + " is refused with " + type.getSimpleName(), seen);
    }

    /**
     * Expects NotFound that is not Gone.
     *
     * @param what the call, in words
     * @param key the key that it names
     * @param call the call
     */
    public static void notFound(String what, ResourceKey key, Call call) {
        equal(
                "the key of NotFound of " + what,
                key,
                refused(NotFoundException.class, what, call).key());
    }

    /**
     * Expects Gone with its facts.
     *
     * @param what the call, in words
     * @param key the key that it names
     * @param tombstone the tombstone's version
     * @param call the call
     */
    public static void gone(String what, ResourceKey key, long tombstone, Call call) {
        GoneException gone = refused(GoneException.class, what, call);
        equal("the key of Gone of " + what, key, gone.key());
        equal("the version of Gone of " + what, Optional.of(Long.toString(tombstone)), gone.versionId());
        that("Gone of " + what + " tells when", gone.deletedAt().isPresent(), gone.deletedAt());
    }

    /**
     * Expects AlreadyExists with its facts.
     *
     * @param what the call, in words
     * @param key the key that it names
     * @param head the head's version
     * @param call the call
     */
    public static void alreadyExists(String what, ResourceKey key, long head, Call call) {
        AlreadyExistsException exists = refused(AlreadyExistsException.class, what, call);
        equal("the key of AlreadyExists of " + what, key, exists.key());
        equal("the version of AlreadyExists of " + what, Optional.of(Long.toString(head)), exists.versionId());
    }

    /**
     * Expects VersionConflict with its facts.
     *
     * @param what the call, in words
     * @param key the key that it names
     * @param expected the expected version, as it was given
     * @param actual the head's version
     * @param call the call
     */
    public static void versionConflict(String what, ResourceKey key, String expected, long actual, Call call) {
        VersionConflictException conflict = refused(VersionConflictException.class, what, call);
        equal("the key of VersionConflict of " + what, key, conflict.key());
        equal("the expected version of VersionConflict of " + what, expected, conflict.expectedVersion());
        equal(
                "the actual version of VersionConflict of " + what,
                Optional.of(Long.toString(actual)),
                conflict.actualVersion());
    }

    /**
     * Expects PermissionDenied that names one of the permissions that are missing.
     *
     * @param what the call, in words
     * @param missing the permissions that the context does not have
     * @param call the call
     */
    public static void permissionDenied(String what, Set<Permission> missing, Call call) {
        PermissionDeniedException denied = refused(PermissionDeniedException.class, what, call);
        that(
                "PermissionDenied of " + what + " names one of " + missing,
                missing.contains(denied.permission()),
                denied.permission());
    }

    /**
     * Expects UnsupportedCapability that names the capability.
     *
     * @param what the call, in words
     * @param capability the capability that is not declared
     * @param call the call
     */
    public static void unsupported(String what, Capability capability, Call call) {
        equal(
                "the capability of UnsupportedCapability of " + what,
                capability,
                refused(UnsupportedCapabilityException.class, what, call).capability());
    }
}
