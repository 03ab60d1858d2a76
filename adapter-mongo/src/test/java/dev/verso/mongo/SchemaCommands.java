package dev.verso.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import java.util.List;
import java.util.UUID;
import org.bson.BsonDocument;

/** Runs what {@link MongoRevisionStore#schemaCommands} prints as a shell would: its arguments are documents in shell syntax. */
final class SchemaCommands {

    private SchemaCommands() {}

    static void run(MongoDatabase database, MongoOptions options) {
        List<String> lines = MongoRevisionStore.schemaCommands(options).lines().toList();
        for (String line : lines) {
            String arguments = line.substring(line.lastIndexOf(")", line.indexOf("({")) + 1, line.lastIndexOf(')'));
            String documents = arguments.substring(arguments.indexOf("({") + 1);
            if (arguments.startsWith(".runCommand")) {
                runOrExists(database, BsonDocument.parse(documents));
            } else {
                upsert(database, options, documents);
            }
        }
    }

    private static void runOrExists(MongoDatabase database, BsonDocument command) {
        try {
            database.runCommand(command);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != 48) {
                throw e;
            }
        }
    }

    private static void upsert(MongoDatabase database, MongoOptions options, String documents) {
        int end = documents.indexOf("}, {") + 1;
        String update = documents
                .substring(end + 2, documents.indexOf("}}, {", end) + 2)
                .replace("identity: UUID()", "identity: UUID('" + UUID.randomUUID() + "')")
                .replace("epoch: UUID()", "epoch: UUID('" + UUID.randomUUID() + "')");
        database.getCollection(options.metaCollection())
                .updateOne(
                        BsonDocument.parse(documents.substring(0, end)),
                        BsonDocument.parse(update),
                        new UpdateOptions().upsert(true));
    }
}
