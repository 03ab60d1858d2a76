package dev.verso.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.ReadMode;
import dev.verso.testservers.MongoTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LOCK-06: how strong reads are does not hang on what the driver knows of the set just now. */
class AccessTest {

    private static final MongoOptions OPTIONS = Deployments.fresh(ReadMode.LINEARIZABLE);

    @ParameterizedTest
    @EnumSource
    void LOCK_06_the_servers_say_on_opening_whether_the_set_has_several_members(MongoTopology topology) {
        assertThat(Server.probe(Deployments.client(topology), OPTIONS).hasSeveralMembers())
                .isEqualTo(topology == MongoTopology.SET_OF_THREE);
    }

    @Test
    void LOCK_06_reads_of_a_set_whose_servers_are_all_unknown_are_linearizable() {
        Server ofThree = new Server("6.0.5", "verso", false, true, true);
        Server ofOne = new Server("6.0.5", "verso", false, true, false);
        // Nobody listens on the port of no service.
        try (MongoClient unknown = MongoClients.create("mongodb://127.0.0.1:1/?replicaSet=verso")) {
            assertThat(concern(new Access(unknown, OPTIONS, ofThree))).isEqualTo(ReadConcern.LINEARIZABLE);
            assertThat(concern(new Access(unknown, OPTIONS, ofOne))).isEqualTo(ReadConcern.MAJORITY);
        }
    }

    private static ReadConcern concern(Access access) {
        return access.reads(access.deadline()).getReadConcern();
    }
}
