package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.Erasure;
import dev.verso.FeedEntry;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Chapter ERA, rules 04 and 06: what is left of what was erased. */
public interface ForgettingRules extends Chapter {

    /** A consumer that had not come so far meets the marker, and none of what it erased. */
    @Test
    default void ERA_04_an_erased_key_is_its_marker_in_the_feed() {
        rule("ERA-04", Capability.CHANGE_FEED, t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey other = t.key("Patient");
            List<Revision> old = Histories.oneOfEach(t, key);
            Revision kept = t.first().create(t.tenant(), other, t.content());
            t.second().erase(t.tenant(), key);
            List<Revision> feed = revisions(new Feed(t, t.tenant()).all(t.first()));
            equal("the number of entries", 2, feed.size());
            equal("what was not erased", kept, feed.get(0));
            Revision marker = Expect.erased("the feed's end", feed.get(1), key, 9);
            equal("its change", Change.ERASURE, marker.change());
            that(
                    "the marker's time is after what it erased",
                    marker.lastUpdated().isAfter(old.get(7).lastUpdated()),
                    marker);
            Revision reborn = t.first().create(t.tenant(), key, t.content());
            List<Revision> after = revisions(new Feed(t, t.tenant()).all(t.second()));
            equal("the feed after the rebirth", List.of(kept, marker, reborn), after);
        });
    }

    /** A consumer that was in the middle meets what is left of the rest, then the marker; its cursor stays good. */
    @Test
    default void ERA_04_a_consumer_in_the_middle_meets_the_marker() {
        rule("ERA-04", Capability.CHANGE_FEED, t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> old = Histories.oneOfEach(t, key);
            Feed feed = new Feed(t, t.tenant());
            List<FeedEntry> met = feed.all(t.first());
            equal("what was met before", old, revisions(met));
            t.second().erase(t.tenant(), key);
            // Acknowledged after the marker, so behind it in the feed: who has met it need not wait for the marker.
            Revision fence = t.first().create(t.tenant(), t.key("Patient"), t.content());
            for (FeedEntry entry : met) {
                List<Revision> rest = t.await(
                        "the feed has what was written after the erasure",
                        () -> Optional.of(revisions(feed.walk(t.second(), FeedStart.after(entry.cursor()), 3)))
                                .filter(found -> found.contains(fence)));
                equal("the number of entries after " + Words.of(entry.revision()), 2, rest.size());
                Expect.erased("what comes after " + Words.of(entry.revision()), rest.get(0), key, 9);
            }
        });
    }

    /** A revision that was erased alone moves to the end of the feed, as an erased one, once. */
    @Test
    default void ERA_04_an_erased_revision_moves_to_the_end_of_the_feed() {
        rule("ERA-04", Capability.CHANGE_FEED, t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> old = Histories.oneOfEach(t, key);
            Feed feed = new Feed(t, t.tenant());
            List<FeedEntry> met = feed.all(t.first());
            String end = met.get(met.size() - 1).cursor();
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "3"));
            List<Revision> after = t.await(
                    "the feed has the moved revision",
                    () -> Optional.of(revisions(feed.walk(t.second(), FeedStart.after(end), 10)))
                            .filter(found -> !found.isEmpty()));
            equal("the number of new entries", 1, after.size());
            Revision moved = Expect.erased("the new entry", after.get(0), key, 3);
            equal("its time", old.get(2).lastUpdated(), moved.lastUpdated());
            equal("its change", Change.UPDATE, moved.change());
            List<Revision> expected = new ArrayList<>(old);
            expected.remove(2);
            expected.add(moved);
            equal("the feed from the oldest entry on", expected, revisions(feed.all(t.first())));
        });
    }

    private static List<Revision> revisions(List<FeedEntry> entries) {
        return entries.stream().map(FeedEntry::revision).toList();
    }

    /** After a key's erasure nothing gives its content, authors, times or write ids, whatever is asked, also in messages. */
    @Test
    default void ERA_06_no_operation_gives_what_was_erased_with_a_key() {
        rule("ERA-06", t -> {
            ResourceKey key = t.key("Patient");
            TenantContext author = t.tenant().withPrincipal("forgotten-author");
            List<Revision> old = new ArrayList<>();
            old.add(t.first().create(author, key, t.content()));
            t.clock().advance(Duration.ofSeconds(1));
            old.add(t.first().update(author, key, t.content()));
            t.clock().advance(Duration.ofSeconds(1));
            old.add(t.first().delete(author, key));
            t.clock().advance(Duration.ofSeconds(1));
            old.add(t.first().restore(author, key));
            t.clock().advance(Duration.ofDays(1));
            t.second().erase(t.tenant(), key);
            requireForgotten(t, key, old);
            t.first().create(t.tenant(), key, Content.of("{\"reborn\":true}"));
            t.second().update(t.tenant(), key, Content.of("{\"reborn\":2}"));
            requireForgotten(t, key, old);
            t.first().delete(t.tenant(), key);
            requireForgotten(t, key, old);
        });
    }

    private static void requireForgotten(Trial t, ResourceKey key, List<Revision> old) {
        for (VersionedStorage storage : List.of(t.first(), t.second())) {
            for (Revision revision : everything(t, storage, key, old)) {
                for (Revision forgotten : old) {
                    that(
                            "no write id of what was erased is told",
                            !revision.writeId().equals(forgotten.writeId()),
                            revision);
                    that(
                            "no time of what was erased is told",
                            !revision.lastUpdated().equals(forgotten.lastUpdated())
                                    && !revision.createdAt().equals(forgotten.createdAt()),
                            revision);
                }
                that(
                        "no author of what was erased is told",
                        revision.author().filter("forgotten-author"::equals).isEmpty(),
                        revision);
                that(
                        "no content of what was erased is told",
                        !(revision instanceof StoredResource resource)
                                || !Secrets.leak(resource.content().json()),
                        revision);
            }
            requireSilentRefusals(t, storage, key, old);
        }
    }

    private static List<Revision> everything(Trial t, VersionedStorage storage, ResourceKey key, List<Revision> old) {
        List<Revision> seen = new ArrayList<>();
        storage.read(t.tenant(), key).ifPresent(seen::add);
        storage.head(t.tenant(), key).ifPresent(seen::add);
        seen.addAll(storage.readBatch(t.tenant(), List.of(key)));
        seen.addAll(storage.historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                .toList());
        for (int version = 1; version < 12; version++) {
            storage.vread(t.tenant(), key, "" + version).ifPresent(seen::add);
        }
        for (Revision revision : old) {
            for (Instant instant :
                    List.of(revision.lastUpdated(), revision.lastUpdated().plusSeconds(3), Instant.MAX)) {
                storage.readAsOf(t.tenant(), key, instant).ifPresent(seen::add);
            }
            storage.findWrite(t.tenant(), key, revision.writeId()).ifPresent(seen::add);
        }
        if (t.declares(Capability.SCANS)) {
            seen.addAll(storage.listStream(t.tenant(), key.type()).toList());
            for (HistoryQuery query : List.of(HistoryQuery.ofTenant(), HistoryQuery.ofType(key.type()))) {
                seen.addAll(storage.historyStream(t.tenant(), query).toList());
                seen.addAll(
                        storage.historyStream(t.tenant(), query.oldestFirst()).toList());
            }
        }
        if (t.declares(Capability.CHANGE_FEED)) {
            seen.addAll(revisions(new Feed(t, t.tenant()).all(storage)));
        }
        return seen;
    }

    private static void requireSilentRefusals(Trial t, VersionedStorage storage, ResourceKey key, List<Revision> old) {
        for (Revision revision : old) {
            List<Write> writes = List.of(
                    Write.update(key.type(), key.id(), IfMatch.version(revision.versionId()), Content.of("{}"))
                            .withWriteId(revision.writeId()),
                    Write.delete(key.type(), key.id(), IfMatch.version(revision.versionId()))
                            .withWriteId(UUID.randomUUID()),
                    Write.restore(key.type(), key.id(), revision.versionId()));
            for (Write write : writes) {
                try {
                    storage.write(t.tenant(), write);
                } catch (StorageException e) {
                    String message = String.valueOf(e.getMessage());
                    that(
                            "a refusal tells nothing of what was erased",
                            !Secrets.leak(message)
                                    && !message.contains("forgotten-author")
                                    && !message.contains(revision.lastUpdated().toString()),
                            e);
                    continue;
                }
                throw Expect.unmet("a write on an erased version is refused", "it was accepted");
            }
        }
    }

    /** After the erasure of one version nothing gives its content or author. */
    @Test
    default void ERA_06_no_operation_gives_what_was_erased_with_a_version() {
        rule("ERA-06", t -> {
            ResourceKey key = t.key("Patient");
            TenantContext author = t.tenant().withPrincipal("forgotten-author");
            StoredResource one = t.first().create(author, key, t.content());
            t.first().update(t.tenant(), key, Content.of("{\"kept\":true}"));
            t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "1"));
            for (VersionedStorage storage : List.of(t.first(), t.second())) {
                List<Revision> seen = everything(t, storage, key, List.of(one));
                that(
                        "the erased revision itself is seen",
                        seen.stream().anyMatch(ErasedRevision.class::isInstance),
                        seen);
                for (Revision revision : seen) {
                    equal(
                            "its author",
                            revision.version() == 1 ? Optional.empty() : Optional.of(Trial.AUTHOR),
                            revision.author());
                    that(
                            "no content of what was erased is told",
                            !(revision instanceof StoredResource resource)
                                    || !Secrets.leak(resource.content().json()),
                            revision);
                }
            }
        });
    }
}
