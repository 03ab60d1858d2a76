package dev.verso.mongo;

import dev.verso.Capability;
import dev.verso.ReadMode;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.testservers.MongoTopology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SetOfThreeTck extends VersionedStorageTck {

    private static final Databases DATABASES = new Databases(ReadMode.MAJORITY);
    private static final MongoOptions OTHER = Deployments.fresh(ReadMode.MAJORITY);

    private static FaultyMongo faulty;

    private final MongoOptions mine = DATABASES.next();

    @BeforeAll
    static void start() {
        faulty = FaultyMongo.start(MongoTopology.SET_OF_THREE, ReadMode.MAJORITY);
    }

    @AfterAll
    static void close() {
        faulty.close();
    }

    @Override
    protected Subject subject() {
        return Subject.of(
                        "mongo, SET_OF_THREE, MAJORITY", "0.1.0", options -> VersionedStorage.over(open(mine), options))
                .declares(Deployments.OF_A_SET.toArray(Capability[]::new))
                .elsewhere(options -> VersionedStorage.over(open(OTHER), options))
                .faults(faulty);
    }

    private static MongoRevisionStore open(MongoOptions options) {
        return Deployments.open(MongoTopology.SET_OF_THREE, options);
    }
}
