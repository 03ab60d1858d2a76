package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendFaultException;
import dev.verso.Content;
import dev.verso.InvalidContentException;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import dev.verso.testservers.MongoTopology;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final MongoTopology TOPOLOGY = MongoTopology.SET_OF_ONE;

    private final MongoOptions options = Deployments.fresh(ReadMode.MAJORITY);
    private final MongoRevisionStore store = Deployments.open(TOPOLOGY, options);

    @AfterEach
    void close() {
        store.close();
    }

    private static Content content(int bytes) {
        return Content.of("{\"a\":\"" + "x".repeat(bytes - 8) + "\"}");
    }

    @Test
    void JSON_03_the_largest_content_that_is_stated_fits_beside_the_longest_key_and_author() {
        String longest = "x".repeat(128);
        ResourceKey key = ResourceKey.of(longest, longest, longest);
        Content content = content(store.capabilities().maxContentBytes());
        Append put = new Append.Put(
                key,
                new Condition.Absent(),
                content,
                Optional.of("\ud83d\ude00".repeat(128)),
                UUID.randomUUID(),
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                false);

        assertThat(appended(store.append(put)).version()).isEqualTo(1);
        assertThat(store.head(key, Detail.CONTENT).flatMap(RevisionRecord::content))
                .contains(content);
    }

    @Test
    void JSON_03_content_beyond_it_is_refused_before_the_server_is_asked() {
        int most = store.capabilities().maxContentBytes();
        TenantContext clinic = TenantContext.of("clinic", TenantPermissions.fullAccess());
        VersionedStorage storage = VersionedStorage.over(
                store, StorageOptions.builder().contentLimit(most).build());

        assertThat(storage.create(clinic, "Patient", "a", content(most)).version())
                .isEqualTo(1);
        assertThatExceptionOfType(InvalidContentException.class)
                .isThrownBy(() -> storage.create(clinic, "Patient", "b", content(most + 1)));
    }

    @Test
    void VER_08_a_head_of_the_last_version_takes_neither_a_write_nor_a_marker() {
        ResourceKey key = Requests.key("a");
        BsonInt64 at = new BsonInt64(1);
        Deployments.client(TOPOLOGY)
                .getDatabase(options.database())
                .getCollection(options.collection(), BsonDocument.class)
                .insertOne(new BsonDocument("_id", Documents.id(key, Versions.LAST))
                        .append("ch", new BsonInt32(1))
                        .append("lu", at)
                        .append("ca", at)
                        .append("w", Documents.uuid(UUID.randomUUID())));

        for (Condition condition :
                new Condition[] {new Condition.Any(), new Condition.Live(), new Condition.LiveAt(Versions.LAST)}) {
            assertThatExceptionOfType(VersionsExhaustedException.class)
                    .isThrownBy(() -> store.append(Requests.put(key, condition)));
        }
        assertThatExceptionOfType(VersionsExhaustedException.class)
                .isThrownBy(() -> store.appendAll(List.of(Requests.put(key, new Condition.Any()))));
        assertThatExceptionOfType(VersionsExhaustedException.class).isThrownBy(() -> store.erase(Requests.erase(key)));
        assertThat(store.append(Requests.update(key, 7))).isInstanceOf(AppendOutcome.Refused.class);
    }

    @Test
    void a_document_of_another_shape_is_a_fault_that_says_so() {
        ResourceKey key = Requests.key("a");
        Deployments.client(TOPOLOGY)
                .getDatabase(options.database())
                .getCollection(options.collection(), BsonDocument.class)
                .insertOne(new BsonDocument("_id", Documents.id(key, 1)).append("ch", new BsonInt32(1)));

        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> store.head(key, Detail.CONTENT))
                .withMessageContaining("verify()");
    }
}
