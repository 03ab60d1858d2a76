package dev.verso.mongo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendFaultException;
import dev.verso.testservers.MongoTopology;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CAP-01: what is refused by what it says of itself, told by the greeting of a real server that was changed. */
class ServerTest {

    private static final Bson HELLO = new BsonDocument("hello", new BsonInt32(1));

    private static BsonDocument hello(MongoTopology topology) {
        return Deployments.client(topology).getDatabase("admin").runCommand(HELLO, BsonDocument.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_server_of_the_oldest_release_that_is_supported_is_accepted(MongoTopology topology) {
        BsonDocument hello = hello(topology).append("maxWireVersion", new BsonInt32(17));
        assertThatCode(() -> Server.requireGenuine(hello)).doesNotThrowAnyException();
    }

    @Test
    void an_older_server_is_refused() {
        BsonDocument hello = hello(MongoTopology.STANDALONE).append("maxWireVersion", new BsonInt32(16));
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> Server.requireGenuine(hello))
                .withMessageContaining("6.0 or newer");
    }

    @Test
    void a_service_that_imitates_one_is_refused() {
        BsonDocument hello = hello(MongoTopology.STANDALONE);
        hello.remove("topologyVersion");
        assertThatExceptionOfType(BackendFaultException.class)
                .isThrownBy(() -> Server.requireGenuine(hello))
                .withMessageContaining("imitates");
    }
}
