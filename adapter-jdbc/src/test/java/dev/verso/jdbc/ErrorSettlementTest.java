package dev.verso.jdbc;

import static dev.verso.jdbc.ErrorExpected.CONTENT;
import static dev.verso.jdbc.ErrorExpected.SECRET;
import static dev.verso.jdbc.ErrorExpected.refusal;
import static dev.verso.jdbc.ErrorExpected.stored;
import static dev.verso.jdbc.ErrorExpected.unknown;
import static dev.verso.jdbc.Requests.TENANT;
import static dev.verso.jdbc.Requests.TYPE;
import static dev.verso.jdbc.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.IfMatch;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.fault.Armed;
import dev.verso.tck.fault.Cut;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ERR-05 and ERR-06 over a real connection that is cut: what is settled, and what stays unknown. */
class ErrorSettlementTest {

    private static final TenantContext CLINIC = TenantContext.of(TENANT, TenantPermissions.fullAccess());
    private static final Content OTHER = Content.of("{\"diagnosis\":\"another " + SECRET + "\"}");

    private FaultyDatabase database;
    private VersionedStorage storage;

    @BeforeEach
    void open() {
        database = FaultyDatabase.create();
        storage = VersionedStorage.over(database.open(JdbcOptions.defaults()));
    }

    @AfterEach
    void close() {
        storage.close();
        database.close();
    }

    /** Where the connection of a write is cut. */
    enum Where {
        BEFORE(Cut.beforeRequest()),
        AT(Cut.atRequest()),
        AFTER(Cut.afterRequest()),
        WITHIN(Cut.withinReply(40));

        private final Cut cut;

        Where(Cut cut) {
            this.cut = cut;
        }
    }

    /** Writes with a condition that only one of them can meet, on a key that holds one live version, or a tombstone. */
    enum Conditional {
        CREATE(0) {
            @Override
            Write of(String id) {
                return Write.create(TYPE, id, OTHER);
            }
        },
        MATCH(1) {
            @Override
            Write of(String id) {
                return Write.update(TYPE, id, IfMatch.version("1"), OTHER);
            }
        },
        MATCH_DELETE(1) {
            @Override
            Write of(String id) {
                return Write.delete(TYPE, id, IfMatch.version("1"));
            }
        },
        RESTORE(2) {
            @Override
            Write of(String id) {
                return Write.restore(TYPE, id);
            }
        };

        private final int versionsBefore;

        Conditional(int versionsBefore) {
            this.versionsBefore = versionsBefore;
        }

        abstract Write of(String id);
    }

    /** Writes that any head, or any live one, will do for. */
    enum Unconditional {
        UPDATE {
            @Override
            Write of(String id) {
                return Write.update(TYPE, id, OTHER);
            }
        },
        PUT {
            @Override
            Write of(String id) {
                return Write.createOrUpdate(TYPE, id, OTHER);
            }
        },
        DELETE {
            @Override
            Write of(String id) {
                return Write.delete(TYPE, id);
            }
        };

        abstract Write of(String id);
    }

    @ParameterizedTest
    @EnumSource
    void ERR_05_a_conditional_write_is_settled_wherever_its_connection_was_cut(Conditional write) throws Exception {
        for (Where where : Where.values()) {
            ResourceKey key = withVersions(write.versionsBefore);

            Armed cut = database.proxy().arm(armedFor(where.cut, key, write.versionsBefore));
            Revision written = storage.write(CLINIC, write.of(key.id()));

            assertThat(cut.hasMet()).isTrue();
            assertThat(written.version()).isEqualTo(write.versionsBefore + 1L);
            assertThat(stored(database.direct(), key))
                    .hasSize(write.versionsBefore + 1)
                    .last()
                    .asString()
                    .endsWith(written.writeId().toString());
        }
    }

    @Test
    void ERR_05_a_create_under_a_fresh_key_is_settled_and_makes_one_resource() throws Exception {
        for (Where where : Where.values()) {
            Armed cut = database.proxy().arm(where.cut.whenContains("another " + SECRET));
            StoredResource created = storage.create(CLINIC, TYPE, OTHER);
            assertThat(cut.hasMet()).isTrue();
            assertThat(created.version()).isEqualTo(1);
        }
        assertThat(rows()).isEqualTo(Where.values().length);
    }

    @Test
    void ERR_05_a_match_whose_place_another_took_meanwhile_is_refused_and_never_taken_for_success() throws Exception {
        ResourceKey key = withVersions(1);
        try (FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            Armed cut = database.proxy().arm(Cut.beforeRequest().whenContains(key.id()));
            FaultCall<Revision> call = FaultCall.of(
                    () -> storage.write(CLINIC, Write.update(TYPE, key.id(), IfMatch.version("1"), OTHER)));
            rival.awaitBlocked(1);
            assertThat(cut.hasMet()).isTrue();
            rival.commits();

            assertThat(call.refusal())
                    .isInstanceOfSatisfying(
                            VersionConflictException.class,
                            conflict -> assertThat(conflict.actualVersion()).contains("2"));
        }
        assertThat(stored(database.direct(), key)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void ERR_05_an_unconditional_write_that_was_done_is_found(Unconditional write) throws Exception {
        for (Where where : List.of(Where.AFTER, Where.WITHIN)) {
            ResourceKey key = withVersions(1);

            Armed cut = database.proxy().arm(where.cut.whenContains(key.id()));
            Revision written = storage.write(CLINIC, write.of(key.id()));

            assertThat(cut.hasMet()).isTrue();
            assertThat(written.version()).isEqualTo(2);
            assertThat(stored(database.direct(), key)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ERR_05_an_unconditional_write_that_is_not_found_is_not_sent_again(Unconditional write) throws Exception {
        ResourceKey key = withVersions(1);
        UUID writeId = UUID.randomUUID();

        database.proxy().arm(Cut.beforeRequest().whenContains(key.id()));
        StorageException refusal =
                unknown(refusal(() -> storage.write(CLINIC, write.of(key.id()).withWriteId(writeId))));

        assertThat(refusal.isRetryable()).isFalse();
        assertThat(((OutcomeUnknownException) refusal).writes()).singleElement().satisfies(unsettled -> {
            assertThat(unsettled.key()).isEqualTo(key);
            assertThat(unsettled.writeId()).isEqualTo(writeId);
            assertThat(unsettled.condition()).isNotBlank();
        });
        assertThat(stored(database.direct(), key)).hasSize(1);
        assertThat(storage.findWrite(CLINIC, key, writeId)).isEmpty();
    }

    @Test
    void ERR_06_what_could_not_be_settled_is_repeated_with_its_write_id_and_takes_effect_once() throws Exception {
        ResourceKey key = withVersions(1);
        Write write = Write.update(TYPE, key.id(), IfMatch.version("1"), OTHER).withWriteId(UUID.randomUUID());
        try (FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<Revision> call = FaultCall.of(() -> storage.write(CLINIC, write));
            FaultCall.await("the storage gives up", () -> {
                rival.terminateBlocked();
                return call.isOver();
            });
            assertThat(unknown(call.refusal()).isRetryable()).isTrue();
            rival.rollsBack();
        }
        assertThat(stored(database.direct(), key)).hasSize(1);

        Revision written = storage.write(CLINIC, write);
        assertThat(storage.write(CLINIC, write)).isEqualTo(written);
        assertThat(stored(database.direct(), key)).hasSize(2);
    }

    @Test
    void BAT_05_a_batch_that_was_done_is_found_by_its_write_ids() throws Exception {
        ResourceKey first = withVersions(1);
        ResourceKey second = withVersions(1);
        for (Where where : List.of(Where.AFTER, Where.WITHIN)) {
            Armed cut = database.proxy().arm(where.cut.whenContains(second.id()));
            List<? extends Revision> written = storage.writeBatch(CLINIC, batch(first, second));
            assertThat(cut.hasMet()).isTrue();
            assertThat(written).hasSize(2);
        }
        assertThat(stored(database.direct(), first)).hasSize(3);
        assertThat(stored(database.direct(), second)).hasSize(3);
    }

    @Test
    void BAT_05_a_batch_that_is_not_found_is_unknown_and_names_every_write() throws Exception {
        ResourceKey first = withVersions(1);
        ResourceKey second = withVersions(1);
        List<Write> batch = List.of(
                Write.update(TYPE, first.id(), IfMatch.version("1"), OTHER).withWriteId(UUID.randomUUID()),
                Write.update(TYPE, second.id(), IfMatch.version("1"), OTHER).withWriteId(UUID.randomUUID()));

        database.proxy().arm(Cut.beforeRequest().whenContains(second.id()));
        StorageException refusal = unknown(refusal(() -> storage.writeBatch(CLINIC, batch)));

        assertThat(((OutcomeUnknownException) refusal).writes())
                .extracting(OutcomeUnknownException.UnsettledWrite::writeId)
                .containsExactlyElementsOf(batch.stream()
                        .map(write -> write.writeId().orElseThrow())
                        .toList());
        assertThat(refusal.isRetryable()).isTrue();
        assertThat(stored(database.direct(), first)).hasSize(1);

        assertThat(storage.writeBatch(CLINIC, batch)).hasSize(2);
        assertThat(storage.writeBatch(CLINIC, batch)).hasSize(2);
        assertThat(stored(database.direct(), first)).hasSize(2);
        assertThat(stored(database.direct(), second)).hasSize(2);
    }

    @Test
    void an_erasure_whose_answer_was_cut_is_unknown_done_and_may_be_repeated_to_be_sure() throws Exception {
        ResourceKey key = withVersions(1);

        database.proxy().arm(Cut.afterRequest().whenContains(key.id()));
        StorageException refusal = unknown(refusal(() -> storage.erase(CLINIC, Erasure.ofResource(TYPE, key.id()))));

        assertThat(((OutcomeUnknownException) refusal).writes())
                .singleElement()
                .satisfies(unsettled -> assertThat(unsettled.key()).isEqualTo(key));
        assertThat(refusal.isRetryable()).isFalse();
        assertThat(storage.head(CLINIC, key)).isEmpty();
        assertThat(stored(database.direct(), key)).hasSize(2).first().isEqualTo("1 - -");
        ErasureReceipt again = storage.erase(CLINIC, Erasure.ofResource(TYPE, key.id()));
        assertThat(again.revisions()).isZero();
        assertThat(stored(database.direct(), key)).hasSize(2);
    }

    @Test
    void an_erasure_that_never_arrived_is_unknown_too_and_has_erased_nothing() throws Exception {
        ResourceKey key = withVersions(1);
        database.proxy().arm(Cut.beforeRequest().whenContains(key.id()));
        unknown(refusal(() -> storage.erase(CLINIC, Erasure.ofResource(TYPE, key.id()))));
        assertThat(storage.read(CLINIC, key)).isPresent();
    }

    @Test
    void nothing_of_a_lost_write_is_taken_for_a_conflict_with_oneself() throws Exception {
        ResourceKey key = withVersions(1);
        for (int version = 1; version <= 10; version++) {
            String expected = Integer.toString(version);
            database.proxy().arm(Where.values()[version % 4].cut.whenContains(key.id()));
            assertThat(storage.updateWithMatch(CLINIC, key, expected, OTHER).version())
                    .isEqualTo(version + 1L);
        }
        assertThatThrownBy(() -> storage.updateWithMatch(CLINIC, key, "10", OTHER))
                .isInstanceOf(VersionConflictException.class);
        assertThat(storage.verify().isSound()).isTrue();
    }

    private static List<Write> batch(ResourceKey first, ResourceKey second) {
        return List.of(Write.createOrUpdate(TYPE, first.id(), OTHER), Write.update(TYPE, second.id(), OTHER));
    }

    /** A restore looks before it writes: that look passes. */
    private static Cut armedFor(Cut cut, ResourceKey key, int versionsBefore) {
        return versionsBefore == 2 ? cut.whenContains("another " + SECRET) : cut.whenContains(key.id());
    }

    private ResourceKey withVersions(int versions) throws SQLException {
        ResourceKey key = key("p-" + UUID.randomUUID());
        if (versions > 0) {
            storage.create(CLINIC, TYPE, key.id(), versions == 2 ? OTHER : CONTENT);
        }
        if (versions > 1) {
            storage.delete(CLINIC, TYPE, key.id());
        }
        return key;
    }

    private long rows() throws SQLException {
        return Long.parseLong(FaultyDatabase.value(database.direct(), "SELECT count(*) FROM verso.resource_version"));
    }
}
