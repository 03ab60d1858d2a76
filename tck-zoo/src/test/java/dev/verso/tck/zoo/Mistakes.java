package dev.verso.tck.zoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.StorageOptions;
import dev.verso.TenantId;
import dev.verso.VersionedStorage;
import dev.verso.Versions;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What authors of adapters get wrong, each over a backend that is sound. */
final class Mistakes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Mistakes() {}

    /**
     * One mistake.
     *
     * @param name what the author did
     * @param contract the check of the whole contract that tells it best
     * @param store the check of the store that tells it best
     * @param told what the first message must say, besides what every message says
     * @param toldOfStore the same of the second
     * @param stores makes a backend, and gives what opens stores over it
     */
    record Mistake(
            String name,
            String contract,
            String store,
            List<String> told,
            List<String> toldOfStore,
            Supplier<Supplier<RevisionStore>> stores) {

        Function<StorageOptions, VersionedStorage> opener() {
            Supplier<RevisionStore> open = stores.get();
            return options -> VersionedStorage.over(open.get(), options);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mistake> all() {
        return Stream.of(
                over(
                        LookThenWrite::new,
                        "looks at the head, and then updates without saying which",
                        "LOCK_01_of_concurrent_matches_exactly_one_wins",
                        "LOCK_01_of_racing_updates_of_one_version_exactly_one_is_appended",
                        List.of("expected: the number of acknowledged ones of concurrent updateWithMatch = 1"),
                        List.of("expected: exactly one of the racing appends", "seen:     2 of")),
                over(
                        ForgetsTenant::new,
                        "forgets the tenant in the WHERE of a read",
                        "TEN_01_no_operation_touches_another_tenants_resources",
                        "TEN_01_a_key_of_another_tenant_is_not_seen",
                        List.of("expected: read", "seen:     Patient/"),
                        List.of("head")),
                over(
                        FromZero::new,
                        "numbers versions from 0",
                        "VER_02_each_accepted_write_raises_the_version_by_exactly_one",
                        "VER_01_a_life_begins_at_version_one",
                        List.of("expected: version = 2", "seen:     1"),
                        List.of("No version: 0", "at dev.verso.RevisionMetadata")),
                over(
                        BeginsAgain::new,
                        "deletes the rows, and begins with version 1 again",
                        "VER_02_each_accepted_write_raises_the_version_by_exactly_one",
                        "VER_02_versions_have_no_gap_across_refusals_deletions_and_restores",
                        List.of("expected: version = 5", "seen:     1"),
                        List.of("= Appended", "v4 RESTORE", "seen:     Appended", "v1 RESTORE")),
                over(
                        Reparses::new,
                        "parses the content and writes it anew",
                        "JSON_01_content_comes_back_byte_for_byte",
                        "JSON_01_content_comes_back_byte_for_byte",
                        List.of("byte for byte", "which goes on with"),
                        List.of("expected: The text of the content")),
                over(
                        ReturnsNull::new,
                        "returns null for what is not there",
                        "KEY_02_tenants_that_look_alike_are_different",
                        "TEN_01_a_key_of_another_tenant_is_not_seen",
                        List.of("expected: the call returns", "the store's answer is null"),
                        List.of("head answered null")),
                new Mistake(
                        "opens a new, empty backend at each call",
                        "LOCK_01_a_version_that_another_instance_passed_is_refused",
                        "LOCK_01_of_racing_updates_of_one_version_exactly_one_is_appended",
                        List.of("expected: currentVersion", "seen:     empty", "hint:     what one instance writes"),
                        List.of("hint:"),
                        () -> MemoryRevisionStore::create),
                over(
                        DeclaresFeed::new,
                        "declares a feed that it does not have",
                        "CAP_02_CHANGE_FEED_works_or_refuses",
                        "FEED_01_a_refused_append_is_not_in_the_feed",
                        List.of("UnsupportedOperationException: not yet", "DeclaresFeed.changes("),
                        List.of("UnsupportedOperationException: not yet", "DeclaresFeed.changes(")),
                new Mistake(
                        "closes the pool that it was given",
                        "ERR_09_close_is_idempotent_and_closes_nothing_else",
                        "ERR_09_closing_twice_does_nothing_and_leaves_other_instances_alone",
                        List.of("a new instance can be opened when another one was closed", "This store is closed"),
                        List.of("This store is closed"),
                        Mistakes::onePool),
                over(
                        SwallowsFailure::new,
                        "takes a failed insert for a success",
                        "LOCK_01_a_version_that_another_instance_passed_is_refused",
                        "LOCK_01_of_racing_updates_of_one_version_exactly_one_is_appended",
                        List.of("is refused with VersionConflictException", "seen:     it returned", "v2 UPDATE"),
                        List.of("expected: exactly one of the racing appends")),
                over(
                        OneTooMany::new,
                        "returns one entry more than the limit",
                        "HIS_02_a_walk_of_a_resource_with_any_limit_gives_each_revision_once",
                        "HIS_02_a_key_history_goes_on_exactly_after_any_position",
                        List.of("expected: a page holds at most 1"),
                        List.of("A page holds 2 entries; at most 1 were asked for")),
                over(
                        store -> new OtherTime(store, time -> time.truncatedTo(ChronoUnit.MILLIS)),
                        "keeps milliseconds",
                        "TIME_01_lastUpdated_is_cut_to_microseconds_once",
                        "TIME_01_a_write_is_dated_as_its_re_read_is",
                        List.of("10:00:00.123456Z", "seen:     2024-05-01T10:00:00.123Z"),
                        List.of("59.999007Z", "59.999Z")),
                over(
                        store -> new OtherTime(store, time -> Instant.now().truncatedTo(ChronoUnit.MICROS)),
                        "takes the server's time",
                        "TIME_01_lastUpdated_is_cut_to_microseconds_once",
                        "TIME_01_a_write_is_dated_as_its_re_read_is",
                        List.of("expected: lastUpdated at 2024-05-01T10:00:00"),
                        List.of("= Appended", "2024-02-29T23:59:59.999007Z")),
                over(
                        FoldsCase::new,
                        "compares ids without regard to case",
                        "KEY_02_ids_that_look_alike_are_different_keys",
                        "KEY_02_keys_that_differ_anywhere_are_different",
                        List.of("Patient/ABC already exists at version 1"),
                        List.of("Patient/A v1 CREATE", "seen:     Refused by", "Patient/a ")));
    }

    private static Mistake over(
            UnaryOperator<RevisionStore> wrong,
            String name,
            String contract,
            String store,
            List<String> told,
            List<String> toldOfStore) {
        return new Mistake(name, contract, store, told, toldOfStore, () -> {
            MemoryRevisionStore backend = MemoryRevisionStore.create();
            return () -> wrong.apply(backend.sibling());
        });
    }

    /** What the first close closes for all. */
    private static Supplier<RevisionStore> onePool() {
        RevisionStore pool = MemoryRevisionStore.create();
        return () -> pool;
    }

    private static RevisionMetadata with(RevisionMetadata m, long version) {
        return new RevisionMetadata(
                m.key(), version, m.change(), m.lastUpdated(), m.createdAt(), m.author(), m.writeId());
    }

    private static Append.Put put(Append.Put put, ResourceKey key, Condition condition, Content content, Instant now) {
        return new Append.Put(key, condition, content, put.author(), put.writeId(), now, put.freshKey());
    }

    private static final class LookThenWrite extends Decorator {

        private static final Map<String, Meeting> MEETINGS = new ConcurrentHashMap<>();

        private final Thread owner = Thread.currentThread();

        LookThenWrite(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (!(append instanceof Append.Put put) || !(put.condition() instanceof Condition.LiveAt expected)) {
                return super.append(append);
            }
            Optional<RevisionMetadata> head = head(put.key(), Detail.METADATA).map(RevisionRecord::metadata);
            if (!expected.holds(head)) {
                return new Refused(head);
            }
            if (Thread.currentThread() != owner) {
                MEETINGS.computeIfAbsent(put.key() + "@" + expected.version(), any -> new Meeting())
                        .await();
            }
            return super.append(put(put, put.key(), new Condition.Live(), put.content(), put.now()));
        }
    }

    private static final class ForgetsTenant extends Decorator {

        private static final Map<String, ResourceKey> NEWEST_OF_ITS_NAME = new ConcurrentHashMap<>();

        ForgetsTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (outcome instanceof Appended) {
                NEWEST_OF_ITS_NAME.put(append.key().type() + "/" + append.key().id(), append.key());
            }
            return outcome;
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            return super.head(NEWEST_OF_ITS_NAME.getOrDefault(key.type() + "/" + key.id(), key), detail);
        }
    }

    private static final class FromZero extends Decorator {

        FromZero(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return outcome instanceof Appended done
                    ? new Appended(with(done.metadata(), done.metadata().version() - 1))
                    : outcome;
        }
    }

    private static final class BeginsAgain extends Decorator {

        BeginsAgain(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return outcome instanceof Appended done && done.metadata().change() == Change.RESTORE
                    ? new Appended(with(done.metadata(), Versions.FIRST))
                    : outcome;
        }
    }

    private static final class Reparses extends Decorator {

        Reparses(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (!(append instanceof Append.Put put)) {
                return super.append(append);
            }
            try {
                Content again = Content.of(JSON.readTree(put.content().json()).toString());
                return super.append(put(put, put.key(), put.condition(), again, put.now()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class ReturnsNull extends Decorator {

        ReturnsNull(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            Optional<RevisionRecord> head = super.head(key, detail);
            return head.isPresent() ? head : null;
        }
    }

    private static final class DeclaresFeed extends Decorator {

        DeclaresFeed(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            throw new UnsupportedOperationException("not yet");
        }
    }

    private static final class SwallowsFailure extends Decorator {

        SwallowsFailure(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (outcome instanceof Refused refused && append.condition() instanceof Condition.LiveAt expected) {
                Instant created =
                        refused.head().map(RevisionMetadata::createdAt).orElse(append.now());
                return new Appended(new RevisionMetadata(
                        append.key(),
                        Math.min(Versions.LAST, expected.version() + 1),
                        append instanceof Append.Delete ? Change.DELETE : Change.UPDATE,
                        append.now(),
                        created,
                        append.author(),
                        append.writeId()));
            }
            return outcome;
        }
    }

    private static final class OneTooMany extends Decorator {

        OneTooMany(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
            return super.history(new HistoryRequest(
                    request.scope(),
                    request.order(),
                    request.since(),
                    request.before(),
                    request.after(),
                    new PageBounds(
                            request.bounds().limit() + 1, request.bounds().contentBytes()),
                    request.detail()));
        }
    }

    private static final class OtherTime extends Decorator {

        private final UnaryOperator<Instant> time;

        OtherTime(RevisionStore sound, UnaryOperator<Instant> time) {
            super(sound);
            this.time = time;
        }

        @Override
        public AppendOutcome append(Append append) {
            return append instanceof Append.Put put
                    ? super.append(put(put, put.key(), put.condition(), put.content(), time.apply(put.now())))
                    : super.append(append);
        }
    }

    private static final class FoldsCase extends Decorator {

        FoldsCase(RevisionStore sound) {
            super(sound);
        }

        private static ResourceKey folded(ResourceKey key) {
            return new ResourceKey(key.tenant(), key.type(), key.id().toLowerCase(java.util.Locale.ROOT));
        }

        @Override
        public AppendOutcome append(Append append) {
            return append instanceof Append.Put put
                    ? super.append(put(put, folded(put.key()), put.condition(), put.content(), put.now()))
                    : super.append(append);
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            return super.head(folded(key), detail);
        }
    }
}
