package dev.verso.mongo;

import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.delete;
import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneOptions;
import com.mongodb.client.model.UpdateOptions;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.testservers.MongoTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What verification finds in stores that somebody has laid hands on. */
class ChecksTest {

    private static final MongoTopology TOPOLOGY = MongoTopology.SET_OF_ONE;

    private final MongoOptions options = Deployments.fresh(ReadMode.MAJORITY);
    private final MongoRevisionStore store = Deployments.open(TOPOLOGY, options);
    private final MongoCollection<BsonDocument> revisions =
            Deployments.client(TOPOLOGY).getDatabase(options.database()).getCollection("revisions", BsonDocument.class);

    @BeforeEach
    void plant() {
        for (String id : List.of("a", "b", "c")) {
            store.append(create(key(id)));
            store.append(update(key(id), 1));
            store.append(delete(key(id)));
            store.append(Requests.put(key(id), new Condition.DeletedAt(3)));
        }
        store.erase(erase(key("c")));
        store.append(create(key("c")));
        store.append(update(key("c"), 6));
        store.erase(erase(key("b"), 2));
        assertThat(found(2)).isEmpty();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Inconsistency> found(int keys) {
        List<Inconsistency> found = new ArrayList<>();
        Optional<String> position = Optional.empty();
        do {
            CheckSlice slice = store.check(position, keys);
            found.addAll(slice.found());
            position = slice.next();
        } while (position.isPresent());
        return found;
    }

    private static BsonDocument slot(String id, long version) {
        return new BsonDocument("_id", Documents.id(key(id), version));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | 2 | {$unset: {c: 1}}                          | CONTENT",
                "a | 3 | {$set: {c: {$binary: {base64: '', subType: '00'}}}} | CONTENT",
                "b | 2 | {$set: {au: 'somebody'}}                  | CONTENT",
                "b | 4 | {$set: {x: {$uuid: '00000000-0000-0000-0000-000000000000'}}, $unset: {c: 1, au: 1}} | CONTENT",
                "c | 2 | {$set: {au: 'somebody'}}                  | CONTENT",
                "a | 2 | {$set: {ch: 3, d: 1}}                     | CHANGE",
                "a | 4 | {$set: {ch: 1}, $unset: {d: 1}}           | CHANGE",
                "a | 2 | {$set: {lu: {$numberLong: '1'}}}          | TIME",
                "a | 2 | {$set: {ca: {$numberLong: '1'}}}          | TIME",
                "a | 1 | {$unset: {d: 1}}                          | DERIVED",
                "a | 2 | {$set: {d: 1}}                            | DERIVED",
                "c | 7 | {$unset: {b: 1}}                          | DERIVED",
                "a | 2 | {$unset: {o: 1}}                          | DERIVED",
                "a | 2 | {$unset: {ch: 1}}                         | CHANGE",
                "a | 2 | {$set: {ch: 7}}                           | CHANGE",
                "a | 2 | {$set: {ch: 'UPDATE'}}                    | CHANGE",
                "a | 2 | {$unset: {lu: 1}}                         | TIME",
                "a | 2 | {$set: {lu: 'noon'}}                      | TIME",
                "a | 2 | {$unset: {ca: 1}}                         | TIME",
                "a | 2 | {$unset: {w: 1}}                          | DERIVED",
                "a | 2 | {$set: {w: {$binary: {base64: 'AA==', subType: '04'}}}} | DERIVED",
                "a | 2 | {$set: {au: 7}}                           | CONTENT",
                "a | 1 | {$set: {d: 'one'}}                        | DERIVED",
                "a | 1 | {$set: {d: 7}}                            | DERIVED",
                "c | 7 | {$set: {b: 'six'}}                        | DERIVED",
                "a | 2 | {$set: {o: 1}}                            | DERIVED",
                "b | 2 | {$set: {x: true}}                         | CONTENT",
                "a | 2 | {$set: {c: '{}'}}                         | CONTENT",
                "a | 2 | {$set: {more: 1}}                         | CONTENT"
            })
    void FLT_02_a_revision_that_was_changed_is_named(String id, long version, String update, Kind kind) {
        revisions.updateOne(
                slot(id, version), BsonDocument.parse(update), new UpdateOptions().bypassDocumentValidation(true));

        assertThat(found(1))
                .isNotEmpty()
                .allSatisfy(wrong -> assertThat(wrong.key()).isEqualTo(key(id)));
        assertThat(found(1000)).anySatisfy(wrong -> {
            assertThat(wrong.kind()).isEqualTo(kind);
            assertThat(wrong.detail()).contains("Version " + version);
        });
    }

    /** Somebody who goes past the validator can put anything there; the keys beside it are checked all the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{$oid: '000000000000000000000000'}",
                "7",
                "{t: 'clinic', r: 'Patient', i: 'aa'}",
                "{t: 'clinic', r: 'Patient', i: 7, v: {$numberLong: '1'}}",
                "{t: 'clinic', r: 'Patient', i: 'no key', v: {$numberLong: '1'}}",
                "{i: 'b', r: 'Patient', t: 'clinic', v: {$numberLong: '1'}}",
                "{t: 'clinic', r: 'Patient', i: 'zz', v: {$numberLong: '1'}, w: 1}"
            })
    void FLT_02_a_document_in_no_slot_is_named_by_its_id(String id) {
        revisions.insertOne(
                BsonDocument.parse("{_id: " + id + ", ch: 0}"), new InsertOneOptions().bypassDocumentValidation(true));
        revisions.deleteOne(slot("a", 2));

        for (int keys : new int[] {1, 2, 3, 1000}) {
            assertThat(found(keys))
                    .as("by %s keys", keys)
                    .satisfiesExactlyInAnyOrder(
                            stray -> {
                                assertThat(stray.key())
                                        .isEqualTo(ResourceKey.of("unreadable", "unreadable", "unreadable"));
                                assertThat(stray.detail())
                                        .contains("in no slot of any key")
                                        .contains("_id");
                            },
                            gap -> assertThat(gap.kind()).isEqualTo(Kind.GAP));
        }
    }

    @Test
    void FLT_02_a_slot_whose_version_is_of_another_type_is_named() {
        BsonDocument id = Documents.id(key("b"), 5);
        id.put("v", new BsonString("5"));
        revisions.insertOne(
                new BsonDocument("_id", id).append("ch", new BsonInt32(1)),
                new InsertOneOptions().bypassDocumentValidation(true));

        assertThat(found(1)).singleElement().satisfies(wrong -> {
            assertThat(wrong.key()).isEqualTo(key("b"));
            assertThat(wrong.detail()).contains("version is none");
        });
    }

    @Test
    void FLT_02_a_slot_that_is_missing_is_named() {
        revisions.deleteOne(slot("a", 2));

        assertThat(found(2)).first().satisfies(wrong -> {
            assertThat(wrong.kind()).isEqualTo(Kind.GAP);
            assertThat(wrong.detail()).contains("Version 3").contains("version 2 is due");
        });
    }

    @Test
    void FLT_02_emptied_slots_without_a_marker_are_named() {
        revisions.deleteMany(new BsonDocument(
                "_id", new BsonDocument("$gte", Documents.id(key("c"), 5)).append("$lt", Documents.above(key("c")))));

        assertThat(found(2))
                .singleElement()
                .satisfies(wrong -> assertThat(wrong.kind()).isEqualTo(Kind.CHANGE));
    }

    @Test
    void FLT_02_an_emptied_slot_in_the_middle_of_a_life_is_named() {
        revisions.deleteOne(slot("a", 2));
        revisions.insertOne(
                slot("a", 2).append("ch", new BsonInt32(9)), new InsertOneOptions().bypassDocumentValidation(true));

        assertThat(found(2)).anySatisfy(wrong -> assertThat(wrong.kind()).isEqualTo(Kind.CHANGE));
    }
}
