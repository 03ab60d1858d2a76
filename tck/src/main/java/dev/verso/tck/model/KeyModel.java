package dev.verso.tck.model;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One key as the contract has it: the revisions of its present life, and the number and time of its last slot. */
final class KeyModel {

    private final ResourceKey key;
    private final List<Revision> life = new ArrayList<>();
    private long last;
    private Instant lastTime = Instant.MIN;

    KeyModel(ResourceKey key) {
        this.key = key;
    }

    ResourceKey key() {
        return key;
    }

    /** The version of the last slot, a marker's included; 0 if the key was never used. */
    long last() {
        return last;
    }

    List<Revision> life() {
        return life;
    }

    Optional<Revision> head() {
        return life.isEmpty() ? Optional.empty() : Optional.of(life.get(life.size() - 1));
    }

    Optional<Revision> first() {
        return life.stream().findFirst();
    }

    boolean isAbsent() {
        return life.isEmpty();
    }

    boolean isLive() {
        return live().isPresent();
    }

    Optional<StoredResource> live() {
        return head().filter(StoredResource.class::isInstance).map(StoredResource.class::cast);
    }

    Optional<Revision> revision(String versionId) {
        return life.stream()
                .filter(revision -> revision.versionId().equals(versionId))
                .findFirst();
    }

    Optional<Content> content(String versionId) {
        return revision(versionId)
                .filter(StoredResource.class::isInstance)
                .map(revision -> ((StoredResource) revision).content());
    }

    Optional<Content> newestContent() {
        return newestFirst().stream()
                .filter(StoredResource.class::isInstance)
                .findFirst()
                .map(revision -> ((StoredResource) revision).content());
    }

    Optional<Revision> asOf(Instant instant) {
        return newestFirst().stream()
                .filter(revision -> !revision.lastUpdated().isAfter(instant))
                .findFirst();
    }

    Optional<Revision> madeBy(UUID writeId) {
        return newestFirst().stream()
                .filter(revision -> revision.writeId().equals(writeId))
                .findFirst();
    }

    private List<Revision> newestFirst() {
        List<Revision> reversed = new ArrayList<>(life);
        Collections.reverse(reversed);
        return reversed;
    }

    Revision append(Optional<Content> content, Optional<String> author, UUID writeId, Instant now) {
        Change change = content.isEmpty()
                ? Change.DELETE
                : isAbsent() ? Change.CREATE : isLive() ? Change.UPDATE : Change.RESTORE;
        Instant at = takeSlot(now);
        Instant born = first().map(Revision::createdAt).orElse(at);
        RevisionMetadata metadata = new RevisionMetadata(key, last, change, at, born, author, writeId);
        Revision revision = content.<Revision>map(bytes -> new StoredResource(metadata, bytes))
                .orElseGet(() -> new Tombstone(metadata));
        life.add(revision);
        return revision;
    }

    /** Ends this life; gives the marker. */
    ErasedRevision erase(UUID writeId, Instant now) {
        Instant at = takeSlot(now);
        life.clear();
        return new ErasedRevision(new RevisionMetadata(key, last, Change.ERASURE, at, at, Optional.empty(), writeId));
    }

    /** Empties one revision of this life; gives what is left of it. */
    ErasedRevision erase(Revision revision) {
        ErasedRevision left = new ErasedRevision(new RevisionMetadata(
                key,
                revision.version(),
                revision.change(),
                revision.lastUpdated(),
                revision.createdAt(),
                Optional.empty(),
                revision.writeId()));
        life.set(life.indexOf(revision), left);
        return left;
    }

    private Instant takeSlot(Instant now) {
        last++;
        Instant next = lastTime.equals(Instant.MIN) ? now : lastTime.plus(1, ChronoUnit.MICROS);
        lastTime = now.isAfter(next) ? now : next;
        return lastTime;
    }
}
