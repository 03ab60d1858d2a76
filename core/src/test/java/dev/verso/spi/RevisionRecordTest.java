package dev.verso.spi;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendFaultException;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** ERR-01: what a store gives against its contract is a fault of the backend, and nothing else leaves the port. */
class RevisionRecordTest {

    private static final Optional<Content> SOME = Optional.of(Content.of("{}"));

    private static void assertFault(RevisionRecord record, String word) {
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(record::toRevision)
                .withMessageContainingAll("version 3", "Patient/p1", word);
    }

    private static RevisionMetadata metadata(Change change, Optional<String> author) {
        Instant now = Instant.EPOCH;
        return new RevisionMetadata(
                new ResourceKey(new TenantId("clinic"), "Patient", "p1"),
                3,
                change,
                now,
                now,
                author,
                UUID.randomUUID());
    }

    @Test
    void an_erased_revision_with_an_author_is_a_fault() {
        assertFault(new RevisionRecord(metadata(Change.UPDATE, Optional.of("dr")), true, Optional.empty()), "author");
    }

    @Test
    void a_marker_with_content_is_a_fault() {
        assertFault(new RevisionRecord(metadata(Change.ERASURE, Optional.empty()), false, SOME), "ERASURE");
    }

    @Test
    void content_that_was_not_loaded_is_a_fault() {
        assertFault(new RevisionRecord(metadata(Change.UPDATE, Optional.empty()), false, Optional.empty()), "load");
    }
}
