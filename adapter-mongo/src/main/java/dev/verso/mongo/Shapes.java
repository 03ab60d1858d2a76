package dev.verso.mongo;

import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.Versions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;

/** Tells slots that can be read from such as somebody else made, past the validator. */
final class Shapes {

    private static final int UUID_BYTES = 16;

    /** How much of an id is told that is none of a slot. */
    private static final int MOST_TOLD = 200;

    /** What a part of a key is called that cannot be read. */
    private static final String UNREADABLE = "unreadable";

    /**
     * A field of a revision.
     *
     * @param type its type
     * @param needed whether every revision has it
     * @param kind what is wrong if it is not so
     */
    private record Field(BsonType type, boolean needed, Kind kind) {}

    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put(Documents.CHANGE, new Field(BsonType.INT32, true, Kind.CHANGE));
        FIELDS.put(Documents.LAST_UPDATED, new Field(BsonType.INT64, true, Kind.TIME));
        FIELDS.put(Documents.CREATED_AT, new Field(BsonType.INT64, true, Kind.TIME));
        FIELDS.put(Documents.WRITE_ID, new Field(BsonType.BINARY, true, Kind.DERIVED));
        FIELDS.put(Documents.AUTHOR, new Field(BsonType.STRING, false, Kind.CONTENT));
        FIELDS.put(Documents.DELTA, new Field(BsonType.INT32, false, Kind.DERIVED));
        FIELDS.put(Documents.FIRST, new Field(BsonType.INT64, false, Kind.DERIVED));
        FIELDS.put(Documents.PLACE, new Field(BsonType.TIMESTAMP, false, Kind.DERIVED));
        FIELDS.put(Documents.ERASED_BY, new Field(BsonType.BINARY, false, Kind.CONTENT));
        FIELDS.put(Documents.CONTENT, new Field(BsonType.BINARY, false, Kind.CONTENT));
    }

    private Shapes() {}

    /** Whether the version of a slot is one. */
    static boolean hasVersion(BsonDocument document) {
        BsonValue version = document.getDocument(Documents.ID).get(Documents.VERSION);
        return version != null && version.isInt64() && version.asInt64().getValue() >= Versions.FIRST;
    }

    /** Finds what in a slot of a key cannot be read; of an emptied one its other fields are not looked at. */
    static Optional<Inconsistency> odd(ResourceKey key, BsonDocument document) {
        if (!hasVersion(document)) {
            return Optional.of(
                    new Inconsistency(key, Kind.GAP, "A slot has an id whose version is none: " + told(document)));
        }
        long version = Documents.version(document);
        BsonValue change = document.get(Documents.CHANGE);
        if (change == null
                || !change.isInt32()
                || !Documents.isChange(change.asInt32().getValue())) {
            return Optional.of(odd(key, Kind.CHANGE, version, Documents.CHANGE));
        }
        if (Documents.isEmptied(document)) {
            return Optional.empty();
        }
        for (Map.Entry<String, Field> field : FIELDS.entrySet()) {
            BsonValue value = document.get(field.getKey());
            if (value == null
                    ? field.getValue().needed()
                    : !isOf(field.getValue().type(), field.getKey(), value)) {
                return Optional.of(odd(key, field.getValue().kind(), version, field.getKey()));
            }
        }
        return document.keySet().stream()
                .filter(name -> !name.equals(Documents.ID) && !FIELDS.containsKey(name))
                .findFirst()
                .map(name -> new Inconsistency(
                        key, Kind.CONTENT, "Version " + version + " has a field that no revision has"));
    }

    private static boolean isOf(BsonType type, String field, BsonValue value) {
        boolean uuid = field.equals(Documents.WRITE_ID) || field.equals(Documents.ERASED_BY);
        return value.getBsonType() == type
                && (!uuid
                        || value.asBinary().getType() == BsonBinarySubType.UUID_STANDARD.getValue()
                                && value.asBinary().getData().length == UUID_BYTES);
    }

    private static Inconsistency odd(ResourceKey key, Kind kind, long version, String field) {
        return new Inconsistency(
                key,
                kind,
                "Version " + version + " cannot be read: its field " + field + " is missing or of another shape");
    }

    /** A document that is in no key's slot is reported under a key that no resource has, with the id that it has. */
    static Inconsistency stray(BsonDocument document) {
        return new Inconsistency(
                ResourceKey.of(UNREADABLE, UNREADABLE, UNREADABLE),
                Kind.DERIVED,
                "A document is in no slot of any key, by its id: " + told(document));
    }

    private static String told(BsonDocument document) {
        BsonDocument id = document.clone();
        id.keySet().retainAll(Set.of(Documents.ID));
        String json = id.toJson();
        return json.length() <= MOST_TOLD ? json : json.substring(0, MOST_TOLD) + "...";
    }
}
