package dev.verso.mongo;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * Loads the contents of revisions that no index walk brings in order, as far as a page has room.
 *
 * <p>Small contents come with the revisions themselves, in one trip; of large ones the size comes first, and then those that
 * the page takes, in a trip of their own.
 */
final class Contents {

    private static final int SMALL = 16 * 1024;
    /** More than any page has entries, so that one trip brings them all. */
    private static final int BATCH = 10_000;

    private static final String SIZE = "n";

    private static final List<BsonDocument> STAGES = List.of(
            BsonDocument.parse("{$set: {" + SIZE + ": {$ifNull: [{$binarySize: '$c'}, 0]}}}"),
            BsonDocument.parse("{$set: {c: {$cond: [{$gt: ['$" + SIZE + "', " + SMALL + "]}, '$$REMOVE', '$c']}}}"));

    private Contents() {}

    /**
     * A revision and the size of its content.
     *
     * @param id its id
     * @param row the revision, with its content if that is small
     * @param bytes the size
     */
    record Sized(BsonDocument id, Row row, int bytes) {

        private boolean isComplete() {
            return bytes == 0 || row.content() != null;
        }
    }

    /** Reads the revisions that a pipeline gives, by their ids. */
    static Map<BsonDocument, Sized> sized(MongoCollection<BsonDocument> revisions, List<BsonDocument> pipeline) {
        List<BsonDocument> stages = new ArrayList<>(pipeline);
        stages.addAll(STAGES);
        Map<BsonDocument, Sized> sized = new HashMap<>();
        for (BsonDocument document : revisions.aggregate(stages).batchSize(BATCH)) {
            BsonDocument id = document.getDocument(Documents.ID);
            int bytes = document.getInt32(SIZE).getValue();
            Documents.row(document).ifPresent(row -> sized.put(id, new Sized(id, row, bytes)));
        }
        return sized;
    }

    /** Gives the revisions with their contents; empty where one was erased in between. */
    static List<Optional<Row>> loaded(MongoCollection<BsonDocument> revisions, List<Sized> page) {
        BsonArray large = new BsonArray();
        page.stream().filter(sized -> !sized.isComplete()).forEach(sized -> large.add(sized.id()));
        Map<BsonDocument, Row> contents = new HashMap<>();
        if (!large.isEmpty()) {
            revisions
                    .find(new BsonDocument(Documents.ID, new BsonDocument("$in", large)))
                    .forEach(document -> Documents.row(document)
                            .filter(row -> row.content() != null)
                            .ifPresent(row -> contents.put(document.getDocument(Documents.ID), row)));
        }
        return page.stream()
                .map(sized ->
                        sized.isComplete() ? Optional.of(sized.row()) : Optional.ofNullable(contents.get(sized.id())))
                .toList();
    }
}
