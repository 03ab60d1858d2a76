package dev.verso.mongo;

import java.util.List;
import org.bson.Document;

/** The role of the guide, for the two collections of a store. */
final class LeastPrivilege {

    private LeastPrivilege() {}

    static String name(MongoOptions options) {
        return "verso_" + options.database();
    }

    static Document role(MongoOptions options) {
        return new Document("createRole", name(options))
                .append("roles", List.of())
                .append(
                        "privileges",
                        List.of(
                                privilege(
                                        options,
                                        options.collection(),
                                        "find",
                                        "insert",
                                        "update",
                                        "changeStream",
                                        "listIndexes"),
                                privilege(options, options.metaCollection(), "find", "update"),
                                privilege(options, "", "listCollections")));
    }

    private static Document privilege(MongoOptions options, String collection, String... actions) {
        return new Document("resource", new Document("db", options.database()).append("collection", collection))
                .append("actions", List.of(actions));
    }
}
