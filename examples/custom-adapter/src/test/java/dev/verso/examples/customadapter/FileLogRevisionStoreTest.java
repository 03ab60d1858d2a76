package dev.verso.examples.customadapter;

import static dev.verso.examples.customadapter.Appends.KEY;
import static dev.verso.examples.customadapter.Appends.NOW;
import static dev.verso.examples.customadapter.Appends.OTHER;
import static dev.verso.examples.customadapter.Appends.append;
import static dev.verso.examples.customadapter.Appends.delete;
import static dev.verso.examples.customadapter.Appends.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendFaultException;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit cannot know of this store: what is in its file, and what the port leaves to it. */
class FileLogRevisionStoreTest {

    @TempDir
    private Path directory;

    private Path file;
    private FileLogRevisionStore store;

    @BeforeEach
    void open() {
        file = directory.resolve("revisions.log");
        store = FileLogRevisionStore.open(file);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_was_acknowledged_is_there_after_reopening_to_the_last_bit() {
        List<RevisionRecord> written = new ArrayList<>();
        for (Append append : List.of(
                put(KEY, new Condition.Absent(), "{ \"n\":1.10, \"x\":\"\\u0000\uD83D\uDE00\" }"),
                put(KEY, new Condition.LiveAt(1), "{\"n\":" + "9".repeat(100_000) + "}"),
                delete(KEY),
                put(KEY, new Condition.DeletedAt(3), "{}"))) {
            RevisionMetadata metadata = append(store, append);
            Optional<Content> content =
                    append instanceof Append.Put put ? Optional.of(put.content()) : Optional.empty();
            written.add(new RevisionRecord(metadata, false, content));
        }
        UUID identity = store.identity();

        store.close();
        store = FileLogRevisionStore.open(file);

        assertThat(store.identity()).isEqualTo(identity);
        assertThat(history(Order.OLDEST_FIRST, 10)).isEqualTo(written);
        assertThat(written)
                .extracting(revision -> revision.metadata().change())
                .containsExactly(Change.CREATE, Change.UPDATE, Change.DELETE, Change.RESTORE);
        assertThat(written)
                .extracting(revision -> revision.metadata().lastUpdated())
                .containsExactly(NOW, NOW.plusNanos(1_000), NOW.plusNanos(2_000), NOW.plusNanos(3_000));
        assertThat(written).allMatch(revision -> revision.metadata().createdAt().equals(NOW));
        assertSound(1, 4);
    }

    @Test
    void stores_over_one_file_share_it_whatever_name_it_is_opened_by() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        FileLogRevisionStore sibling = FileLogRevisionStore.open(link);
        put(store, KEY, "{\"a\":1}");
        assertThat(sibling.head(KEY, Detail.METADATA)).isPresent();

        store.close();
        store.close();
        put(sibling, KEY, "{\"a\":2}");
        assertThatThrownBy(() -> store.head(KEY, Detail.METADATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.append(delete(KEY))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::capabilities).isInstanceOf(IllegalStateException.class);
        sibling.close();

        store = FileLogRevisionStore.open(file);
        assertThat(store.head(KEY, Detail.METADATA).orElseThrow().metadata().version())
                .isEqualTo(2);
    }

    @Test
    void a_refused_write_leaves_no_byte() throws Exception {
        RevisionMetadata head = put(store, KEY, "{}");
        byte[] before = Files.readAllBytes(file);

        assertThat(store.append(put(KEY, new Condition.LiveAt(7), "{}"))).isEqualTo(new Refused(Optional.of(head)));
        assertThat(store.append(delete(OTHER))).isEqualTo(new Refused(Optional.empty()));
        assertThat(store.appendAll(
                        List.of(put(OTHER, new Condition.Absent(), "{}"), put(KEY, new Condition.Absent(), "{}"))))
                .isEqualTo(new Rejected(1, new Refused(Optional.of(head))));

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(store.head(OTHER, Detail.METADATA)).isEmpty();
    }

    @Test
    void a_batch_is_one_frame_with_one_force() throws Exception {
        store.close();
        FaultyChannel.Disk disk = new FaultyChannel.Disk();
        store = FileLogRevisionStore.open(file, disk);
        int forces = disk.forces.get();

        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            appends.add(put(ResourceKey.of("acme", "Patient", "p" + i), new Condition.Absent(), "{\"i\":" + i + "}"));
        }
        AllAppended all = (AllAppended) store.appendAll(appends);

        assertThat(all.metadata())
                .extracting(RevisionMetadata::key)
                .isEqualTo(appends.stream().map(Append::key).toList());
        assertThat(disk.forces.get() - forces).isEqualTo(1);
        assertSound(1000, 1000);
    }

    @Test
    void undeclared_capabilities_are_refused() {
        TenantId tenant = KEY.tenant();
        assertThat(store.capabilities().declared())
                .containsExactlyInAnyOrder(Capability.DURABLE, Capability.ATOMIC_BATCH);
        assertThatThrownBy(() -> store.list(tenant, "Patient", Optional.empty(), PageBounds.of(1)))
                .isInstanceOf(UnsupportedCapabilityException.class);
        assertThatThrownBy(() -> store.count(tenant, Optional.empty()))
                .isInstanceOf(UnsupportedCapabilityException.class);
        assertThatThrownBy(() -> store.history(request(
                        new HistoryRequest.OfTenant(tenant), Order.NEWEST_FIRST, Optional.empty(), PageBounds.of(1))))
                .isInstanceOf(UnsupportedCapabilityException.class);
    }

    @Test
    void history_pages_meet_at_every_edge_in_both_orders_and_within_bounds() {
        for (int i = 1; i <= 7; i++) {
            put(store, KEY, "{\"i\":" + i + "}");
            put(store, OTHER, "{\"i\":" + i + "}");
        }
        for (int limit = 1; limit <= 8; limit++) {
            assertThat(versions(history(Order.OLDEST_FIRST, limit))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(versions(history(Order.NEWEST_FIRST, limit))).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
        }
        for (int from = -1; from <= 8; from++) {
            for (int to = from; to <= 8; to++) {
                Instant since = NOW.plusNanos(from * 1_000L);
                Instant before = NOW.plusNanos(to * 1_000L);
                List<Long> expected = new ArrayList<>();
                for (long version = Math.max(from, 0) + 1; version <= Math.min(to, 7); version++) {
                    expected.add(version);
                }
                assertThat(versions(history(Order.OLDEST_FIRST, 2, Optional.of(since), Optional.of(before))))
                        .isEqualTo(expected);
            }
        }
        assertThat(store.asOf(KEY, NOW.minusNanos(1_000))).isEmpty();
        assertThat(store.asOf(KEY, NOW.plusNanos(3_000))
                        .orElseThrow()
                        .metadata()
                        .version())
                .isEqualTo(4);
        assertThat(store.asOf(KEY, NOW.plusSeconds(9)).orElseThrow().metadata().version())
                .isEqualTo(7);
    }

    @Test
    void a_page_stops_at_its_bytes_but_makes_progress() {
        for (int i = 0; i < 3; i++) {
            put(store, KEY, "{\"s\":\"" + "x".repeat(100) + "\"}");
        }
        HistoryRequest.OfKey scope = new HistoryRequest.OfKey(KEY);
        assertThat(store.history(request(scope, Order.NEWEST_FIRST, Optional.empty(), new PageBounds(10, 1)))
                        .items())
                .hasSize(1);
        assertThat(store.history(request(scope, Order.NEWEST_FIRST, Optional.empty(), new PageBounds(10, 150)))
                        .items())
                .hasSize(2);
    }

    @Test
    void VER_08_after_the_last_version_writes_are_refused() throws Exception {
        store.close();
        RevisionMetadata last =
                new RevisionMetadata(KEY, Versions.LAST, Change.CREATE, NOW, NOW, Optional.empty(), UUID.randomUUID());
        craft(new LogRecord(last, Optional.of(Content.of("{}"))));
        store = FileLogRevisionStore.open(file);

        assertThatThrownBy(() -> store.append(put(KEY, new Condition.Any(), "{}")))
                .isInstanceOf(VersionsExhaustedException.class);
        assertThat(store.append(put(KEY, new Condition.Absent(), "{}"))).isInstanceOf(Refused.class);
        assertThat(store.head(KEY, Detail.METADATA).orElseThrow().metadata()).isEqualTo(last);
    }

    @Test
    void FLT_02_check_names_each_key_that_breaks_a_rule() throws Exception {
        store.close();
        Optional<Content> content = Optional.of(Content.of("{}"));
        craft(
                new LogRecord(revision("gap", 1, Change.CREATE, 0, 0), content),
                new LogRecord(revision("gap", 3, Change.UPDATE, 1, 0), content),
                new LogRecord(revision("change", 1, Change.UPDATE, 0, 0), content),
                new LogRecord(revision("restored", 1, Change.CREATE, 0, 0), content),
                new LogRecord(revision("restored", 2, Change.RESTORE, 1, 0), content),
                new LogRecord(revision("sound", 1, Change.CREATE, 0, 0), content),
                new LogRecord(revision("time", 1, Change.CREATE, 0, 0), content),
                new LogRecord(revision("time", 2, Change.UPDATE, 0, 0), content),
                new LogRecord(revision("born", 1, Change.CREATE, 0, 0), content),
                new LogRecord(revision("born", 2, Change.UPDATE, 1, 1), content),
                new LogRecord(revision("empty", 1, Change.CREATE, 0, 0), Optional.empty()),
                new LogRecord(revision("full", 1, Change.CREATE, 0, 0), content),
                new LogRecord(revision("full", 2, Change.DELETE, 1, 0), content));
        store = FileLogRevisionStore.open(file);

        assertThat(check(2).found())
                .extracting(found -> found.key().id() + " " + found.kind())
                .containsExactlyInAnyOrder(
                        "gap " + Kind.GAP,
                        "change " + Kind.CHANGE,
                        "restored " + Kind.CHANGE,
                        "time " + Kind.TIME,
                        "born " + Kind.TIME,
                        "empty " + Kind.CONTENT,
                        "full " + Kind.CONTENT);
        assertThat(check(100).keys()).isEqualTo(8);
        assertThatThrownBy(() -> store.asOf(ResourceKey.of("acme", "Patient", "gap"), NOW.plusSeconds(1)))
                .isInstanceOf(BackendFaultException.class)
                .hasMessageContaining("no version 2");
    }

    @Test
    void a_slot_taken_twice_is_not_opened() throws Exception {
        store.close();
        LogRecord record = new LogRecord(revision("twice", 1, Change.CREATE, 0, 0), Optional.of(Content.of("{}")));
        craft(record, record);
        assertThatThrownBy(() -> FileLogRevisionStore.open(file))
                .isInstanceOf(BackendFaultException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void a_bit_that_flips_while_the_store_is_open_is_noticed_by_read_and_check() throws Exception {
        put(store, KEY, "{\"secret\":\"before\"}");
        put(store, OTHER, "{}");
        byte[] bytes = Files.readAllBytes(file);
        int secret = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("before");
        bytes[secret] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> store.head(KEY, Detail.CONTENT))
                .isInstanceOf(BackendFaultException.class)
                .hasMessageContaining("checksum")
                .hasMessageNotContaining("efore");
        assertThat(store.head(KEY, Detail.METADATA)).isPresent();
        assertThat(store.head(OTHER, Detail.CONTENT)).isPresent();
        assertThat(check(10).found()).singleElement().satisfies(found -> {
            assertThat(found.key()).isEqualTo(KEY);
            assertThat(found.kind()).isEqualTo(Kind.CONTENT);
        });
    }

    @Test
    void content_beyond_a_frame_is_refused_and_content_at_the_limit_is_kept() {
        int limit = store.capabilities().maxContentBytes();
        String largest = "{\"s\":\"" + "x".repeat(limit - 8) + "\"}";
        put(store, KEY, largest);
        String larger = "{\"s\":\"" + "x".repeat(LogFile.MAX_BODY) + "\"}";
        assertThatThrownBy(() -> put(store, KEY, larger)).isInstanceOf(BackendFaultException.class);

        store.close();
        store = FileLogRevisionStore.open(file);
        assertThat(store.head(KEY, Detail.CONTENT)
                        .orElseThrow()
                        .content()
                        .orElseThrow()
                        .size())
                .isEqualTo(limit);
        assertSound(1, 1);
    }

    private void craft(LogRecord... records) throws Exception {
        try (LogFile log = LogFile.open(file, LogFile.Opener.READ_AND_WRITE)) {
            log.recover((position, frame) -> {});
            for (LogRecord record : records) {
                log.append(List.of(record.encode()));
            }
        }
    }

    private static RevisionMetadata revision(String id, long version, Change change, int updated, int created) {
        return new RevisionMetadata(
                ResourceKey.of("acme", "Patient", id),
                version,
                change,
                NOW.plusSeconds(updated),
                NOW.plusSeconds(created),
                Optional.empty(),
                UUID.randomUUID());
    }

    private void assertSound(long keys, long revisions) {
        CheckSlice all = check(7);
        assertThat(all.found()).isEmpty();
        assertThat(all.keys()).isEqualTo(keys);
        assertThat(all.revisions()).isEqualTo(revisions);
    }

    private CheckSlice check(int pageSize) {
        List<Inconsistency> found = new ArrayList<>();
        long keys = 0;
        long revisions = 0;
        Optional<String> position = Optional.empty();
        do {
            CheckSlice slice = store.check(position, pageSize);
            found.addAll(slice.found());
            keys += slice.keys();
            revisions += slice.revisions();
            position = slice.next();
        } while (position.isPresent());
        return new CheckSlice(found, keys, revisions, Optional.empty());
    }

    private static List<Long> versions(List<RevisionRecord> revisions) {
        return revisions.stream().map(revision -> revision.metadata().version()).toList();
    }

    private List<RevisionRecord> history(Order order, int limit) {
        return history(order, limit, Optional.empty(), Optional.empty());
    }

    private List<RevisionRecord> history(Order order, int limit, Optional<Instant> since, Optional<Instant> before) {
        List<RevisionRecord> all = new ArrayList<>();
        Optional<Position> position = Optional.empty();
        do {
            Slice<RevisionRecord, Position> page = store.history(new HistoryRequest(
                    new HistoryRequest.OfKey(KEY),
                    order,
                    since,
                    before,
                    position,
                    PageBounds.of(limit),
                    Detail.CONTENT));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.items());
            position = page.next();
        } while (position.isPresent());
        return all;
    }

    private static HistoryRequest request(
            HistoryRequest.Scope scope, Order order, Optional<Position> after, PageBounds bounds) {
        return new HistoryRequest(scope, order, Optional.empty(), Optional.empty(), after, bounds, Detail.CONTENT);
    }
}
