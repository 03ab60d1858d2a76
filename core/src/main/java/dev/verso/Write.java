package dev.verso;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One write of one resource, as a value: what {@link ResourceStorage#write} performs alone and
 * {@link VersionedStorage#writeBatch} together with others (BAT-02).
 *
 * <p>Immutable and thread-safe. The named methods of the storage are short forms of these; a write as a value can also
 * carry a write id of the caller's own, so that it can be repeated after {@link OutcomeUnknownException} (ERR-06). Types
 * and ids are judged by the call that the write is given to.
 */
public sealed interface Write {

    /**
     * Gives the resource type.
     *
     * @return the type
     */
    String type();

    /**
     * Gives the caller's own write id.
     *
     * @return the write id; empty if the storage is to make one
     */
    Optional<UUID> writeId();

    /**
     * Gives this write with a write id of the caller's own.
     *
     * @param id names the write; use a fresh one for each write, and the same one only to repeat the same write
     * @return the new write
     */
    Write withWriteId(UUID id);

    /**
     * Creates a resource under a fresh id, a UUIDv7.
     *
     * @param type the resource type
     * @param content the content
     * @return the write
     */
    static Create create(String type, Content content) {
        return new Create(type, Optional.empty(), content, Optional.empty());
    }

    /**
     * Creates a resource under a given id.
     *
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the write
     */
    static Create create(String type, String id, Content content) {
        return new Create(type, Optional.of(id), content, Optional.empty());
    }

    /**
     * Creates a resource, or restores a deleted one with this content; refused while it is live.
     *
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the write
     */
    static CreateIfNotLive createIfNotLive(String type, String id, Content content) {
        return new CreateIfNotLive(type, id, content, Optional.empty());
    }

    /**
     * Gives a resource this content whatever its state is.
     *
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the write
     */
    static CreateOrUpdate createOrUpdate(String type, String id, Content content) {
        return new CreateOrUpdate(type, id, content, Optional.empty());
    }

    /**
     * Updates a live resource, whatever its version is.
     *
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @return the write
     */
    static Update update(String type, String id, Content content) {
        return new Update(type, id, Optional.empty(), content, Optional.empty());
    }

    /**
     * Updates a live resource if its version matches.
     *
     * @param type the resource type
     * @param id the logical id
     * @param ifMatch the expected versions
     * @param content the content
     * @return the write
     */
    static Update update(String type, String id, IfMatch ifMatch, Content content) {
        return new Update(type, id, Optional.of(ifMatch), content, Optional.empty());
    }

    /**
     * Deletes a live resource, whatever its version is.
     *
     * @param type the resource type
     * @param id the logical id
     * @return the write
     */
    static Delete delete(String type, String id) {
        return new Delete(type, id, Optional.empty(), Optional.empty());
    }

    /**
     * Deletes a live resource if its version matches.
     *
     * @param type the resource type
     * @param id the logical id
     * @param ifMatch the expected versions
     * @return the write
     */
    static Delete delete(String type, String id, IfMatch ifMatch) {
        return new Delete(type, id, Optional.of(ifMatch), Optional.empty());
    }

    /**
     * Restores a deleted resource with its newest content.
     *
     * @param type the resource type
     * @param id the logical id
     * @return the write
     */
    static Restore restore(String type, String id) {
        return new Restore(type, id, Optional.empty(), Optional.empty());
    }

    /**
     * Restores a deleted resource with the content of one of its versions.
     *
     * @param type the resource type
     * @param id the logical id
     * @param versionId the version whose content is taken
     * @return the write
     */
    static Restore restore(String type, String id, String versionId) {
        return new Restore(type, id, Optional.of(versionId), Optional.empty());
    }

    /**
     * Creates a resource.
     *
     * @param type the resource type
     * @param id the logical id; empty for a fresh UUIDv7
     * @param content the content
     * @param writeId the caller's own write id, if it has one
     */
    record Create(String type, Optional<String> id, Content content, Optional<UUID> writeId) implements Write {

        /** Checks that no part is missing. */
        public Create {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public Create withWriteId(UUID newId) {
            return new Create(type, id, content, Optional.of(newId));
        }
    }

    /**
     * Creates a resource, or restores a deleted one with this content; refused while it is live (HTTP
     * {@code If-None-Match: *}).
     *
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @param writeId the caller's own write id, if it has one
     */
    record CreateIfNotLive(String type, String id, Content content, Optional<UUID> writeId) implements Write {

        /** Checks that no part is missing. */
        public CreateIfNotLive {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public CreateIfNotLive withWriteId(UUID newId) {
            return new CreateIfNotLive(type, id, content, Optional.of(newId));
        }
    }

    /**
     * Gives a resource this content whatever its state is.
     *
     * @param type the resource type
     * @param id the logical id
     * @param content the content
     * @param writeId the caller's own write id, if it has one
     */
    record CreateOrUpdate(String type, String id, Content content, Optional<UUID> writeId) implements Write {

        /** Checks that no part is missing. */
        public CreateOrUpdate {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public CreateOrUpdate withWriteId(UUID newId) {
            return new CreateOrUpdate(type, id, content, Optional.of(newId));
        }
    }

    /**
     * Updates a live resource.
     *
     * @param type the resource type
     * @param id the logical id
     * @param ifMatch the expected versions; empty for any
     * @param content the content
     * @param writeId the caller's own write id, if it has one
     */
    record Update(String type, String id, Optional<IfMatch> ifMatch, Content content, Optional<UUID> writeId)
            implements Write {

        /** Checks that no part is missing. */
        public Update {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(ifMatch, "ifMatch");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public Update withWriteId(UUID newId) {
            return new Update(type, id, ifMatch, content, Optional.of(newId));
        }
    }

    /**
     * Deletes a live resource.
     *
     * @param type the resource type
     * @param id the logical id
     * @param ifMatch the expected versions; empty for any
     * @param writeId the caller's own write id, if it has one
     */
    record Delete(String type, String id, Optional<IfMatch> ifMatch, Optional<UUID> writeId) implements Write {

        /** Checks that no part is missing. */
        public Delete {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(ifMatch, "ifMatch");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public Delete withWriteId(UUID newId) {
            return new Delete(type, id, ifMatch, Optional.of(newId));
        }
    }

    /**
     * Restores a deleted resource.
     *
     * @param type the resource type
     * @param id the logical id
     * @param versionId the version whose content is taken; empty for the newest content that is not erased
     * @param writeId the caller's own write id, if it has one
     */
    record Restore(String type, String id, Optional<String> versionId, Optional<UUID> writeId) implements Write {

        /** Checks that no part is missing. */
        public Restore {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(versionId, "versionId");
            Objects.requireNonNull(writeId, "writeId");
        }

        @Override
        public Restore withWriteId(UUID newId) {
            return new Restore(type, id, versionId, Optional.of(newId));
        }
    }
}
